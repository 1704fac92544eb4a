import { atStart } from '../values/markdown.js';
import type { Guideline } from './guideline.js';
import { findPhrase } from './phrase.js';

/** The title of a row: the phrase `title.<id>`, else its id in words, "Cauda equina red flags". */
export function rowTitle(guideline: Guideline, id: string): string {
  return findPhrase(guideline, 'title', id) ?? atStart(id.replaceAll('-', ' '));
}
