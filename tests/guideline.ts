import { compileGuideline } from '../src/core/guideline/compile-guideline.js';
import type { Guideline } from '../src/core/guideline/guideline.js';
import { parseRule } from '../src/core/rules/parse-expression.js';
import { readGuidelines } from '../src/library/read-guideline.js';

/** The shipped guideline, compiled once for each test file. */
export const guideline: Guideline = lowBackPain();

function lowBackPain(): Guideline {
  const [documents] = readGuidelines('cards').filter(({ guideline: { id } }) => id === 'low-back-pain');
  if (documents === undefined) throw new Error('cards/low-back-pain is not there');
  return compileGuideline(documents, parseRule);
}
