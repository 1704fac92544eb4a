import type { FactFrame } from '../values/fact.js';
import type { Truth } from './truth.js';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Literal = number | string | boolean;

/** The subset of FHIRPath that rules are written in; `column` is 1-based within the expression. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: Truth }
  | { readonly kind: 'fact'; readonly fact: string; readonly column: number }
  | { readonly kind: 'suspected'; readonly fact: string; readonly column: number }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or' | 'xor' | 'implies'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'compare';
      readonly fact: string;
      readonly column: number;
      readonly operator: Comparison;
      readonly literal: Literal;
    }
  | { readonly kind: 'is'; readonly operand: Expression; readonly value: boolean }
  | { readonly kind: 'known' | 'unknown'; readonly operand: Expression };

/** A compiled rule: reads a frame of facts, answers true, false or unknown. Allocates nothing. */
export type Rule = (facts: FactFrame) => Truth;
