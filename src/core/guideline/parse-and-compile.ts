import { type Expression, parseExpression } from '../rules/expression.js';
import { assembleGuideline } from './compile-guideline.js';
import type { GuidelineDocuments } from './documents.js';
import type { Guideline } from './guideline.js';

/** Compiles validated documents. Throws on what the library's checks would have refused (an unknown name, a bad rule). */
export function compileGuideline(documents: GuidelineDocuments): Guideline {
  return assembleGuideline(documents, parseRule);
}

/** The tree of a rule that the library's checks have accepted; throws for any other text. */
export function parseRule(source: string): Expression {
  const parsed = parseExpression(source);
  if (parsed.kind === 'rejected') throw new Error(`${source}: ${parsed.message}`);
  return parsed.expression;
}
