import { compileGuideline } from '../../src/core/guideline/compile-guideline.js';
import type { Guideline } from '../../src/core/guideline/guideline.js';
import { parseRule } from '../../src/core/rules/parse-expression.js';
import { readGuidelines } from '../../src/library/read-guideline.js';

/** The guideline that the service ships with. */
export function shippedGuideline(): Guideline {
  const [documents] = readGuidelines('cards').filter(({ guideline }) => guideline.id === 'low-back-pain');
  if (documents === undefined) throw new Error('cards/low-back-pain is missing');
  return compileGuideline(documents, parseRule);
}
