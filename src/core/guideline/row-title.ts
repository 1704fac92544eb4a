import { atStart } from '../values/markdown.js';
import { memo, memoByObject } from '../values/memo.js';
import type { Guideline } from './guideline.js';
import { findPhrase } from './phrase.js';

/** The title of a row: the phrase `title.<id>`, else its id in words, "Cauda equina red flags". */
export function rowTitle(guideline: Guideline, id: string): string {
  return titlesOf(guideline)(id);
}

const mostRows = 1_000;
const titlesOf = memoByObject((guideline: Guideline) =>
  memo(mostRows, (id) => findPhrase(guideline, 'title', id) ?? atStart(id.replaceAll('-', ' '))),
);
