import type { Card } from '../../core/contract/hook-response.js';
import type { Rating, StudyRating } from '../../core/contract/vocabulary.js';
import { collectCauses, type Decision } from '../../core/decide/decision.js';
import type { RatedOrder } from '../../core/decide/rated-order.js';
import { pamaCodeOf } from '../../core/decide/rating.js';
import { isSuspected, valueNamed } from '../../core/guideline/fact-by-name.js';
import type { Criterion } from '../../core/guideline/guideline.js';
import { compileExpression } from '../../core/rules/compile-expression.js';
import type { Expression } from '../../core/rules/expression.js';
import { formatExpression } from '../../core/rules/format-expression.js';
import type { Truth } from '../../core/rules/truth.js';
import type { Basis, FactState, FactValue, Proof } from '../../core/values/fact.js';
import { textOf } from '../../core/values/json.js';

/** Everything behind the answer to one order: what `explain --json` prints. */
export interface OrderExplanation {
  readonly order: string;
  readonly guideline: string;
  readonly version: string;
  readonly study: RatedOrder['study'];
  readonly criterion: string;
  readonly rating: Rating;
  readonly studyRating: StudyRating;
  /** PAMA rating code; `none` = the order is left out */
  readonly pama: string;
  readonly because: readonly string[];
  readonly missing: readonly string[];
  /** how the answer came about: by its own row, or by the last one in the place of another */
  readonly kind: Decision['kind'];
  /** the row that would have answered, and the unread parts of the record that could change its answer */
  readonly insteadOf:
    | {
        readonly criterion: string;
        readonly rating: Rating;
        readonly openParts: readonly string[];
        readonly unsettled: readonly string[];
      }
    | undefined;
  readonly facts: readonly FactExplanation[];
  readonly rows: readonly RowExplanation[];
  readonly studies: readonly StudyExplanation[];
  readonly card: Card | undefined;
}

export interface FactExplanation {
  readonly fact: string;
  readonly label: string;
  readonly kind: 'base' | 'derived';
  readonly value: FactValue | 'unknown';
  /** unknown, but something in the record points to it */
  readonly suspected: boolean;
  readonly basis: Basis;
  readonly proofs: readonly Proof[];
  /** the rule of a derived fact */
  readonly when?: string;
}

export interface RowExplanation {
  readonly row: number;
  readonly criterion: string;
  readonly rating: Rating;
  readonly when: string;
  readonly truth: boolean | 'unknown';
  /** the first row that is true answers, unless it is switched off or withheld; rows below it are not asked */
  readonly isDeciding: boolean;
  readonly isAsked: boolean;
  /** the terms of the rule that made it what it is */
  readonly terms: readonly TermExplanation[];
}

export interface TermExplanation {
  readonly term: string;
  /** the base facts behind it */
  readonly because: readonly {
    readonly fact: string;
    readonly value: FactValue | 'unknown';
    readonly suspected: boolean;
  }[];
}

export interface StudyExplanation {
  readonly study: string;
  readonly label: string;
  readonly rating: StudyRating;
  readonly isOrdered: boolean;
  /** modifiers that changed the rating of the row's group, in order */
  readonly changedBy: readonly string[];
}

/** Takes a decided order apart into facts, rows and ratings. */
export function explainOrder(rated: RatedOrder, card: Card | undefined): OrderExplanation {
  const { guideline, order, study, decision, studyRating } = rated;
  const { id, rating } = decision.criterion.definition;
  return {
    order: `ServiceRequest/${textOf(order.id) ?? ''}`,
    guideline: guideline.id,
    version: guideline.version,
    study,
    criterion: id,
    rating,
    studyRating,
    pama: pamaCodeOf(guideline, rating, studyRating, study.modality)?.code ?? 'none',
    because: decision.because,
    missing: decision.missing,
    kind: decision.kind,
    insteadOf: replacedRow(decision),
    facts: [...baseFacts(rated), ...derivedFacts(rated)],
    rows: guideline.criteria.map((criterion, index) => explainRow(rated, criterion, index)),
    studies: explainStudies(rated),
    card,
  };
}

function replacedRow(decision: Decision): OrderExplanation['insteadOf'] {
  if (decision.kind === 'row') return undefined;
  const { id: criterion, rating } = decision.row.definition;
  return {
    criterion,
    rating,
    openParts: decision.kind === 'withheld' ? decision.openParts : [],
    unsettled: decision.kind === 'withheld' ? decision.unsettled : [],
  };
}

function baseFacts({ guideline, facts }: RatedOrder): readonly FactExplanation[] {
  return guideline.facts.map(({ index, name, definition }) => {
    const state: FactState = facts.states[index] ?? { value: undefined, suspected: false, basis: 'silent', proofs: [] };
    return {
      fact: name,
      label: definition.label,
      kind: 'base',
      value: state.value ?? 'unknown',
      suspected: state.suspected,
      basis: state.basis,
      proofs: state.proofs,
    };
  });
}

function derivedFacts({ guideline, facts }: RatedOrder): readonly FactExplanation[] {
  return guideline.derived.map(({ index, name, label }) => ({
    fact: name,
    label,
    kind: 'derived',
    value: facts.values[index] ?? 'unknown',
    suspected: facts.suspected[index] === true,
    basis: 'derived',
    proofs: [],
    when: oneLine(guideline.documents.derived[name]?.when ?? ''),
  }));
}

function explainRow(rated: RatedOrder, criterion: Criterion, index: number): RowExplanation {
  const { guideline, facts, decision } = rated;
  const { definition, rule, expression } = criterion;
  const truth = rule(facts);
  const match = decision.kind === 'row' ? decision.criterion : decision.row;
  return {
    row: index + 1,
    criterion: definition.id,
    rating: definition.rating,
    when: oneLine(definition.when),
    truth: truth ?? 'unknown',
    isDeciding: criterion === match,
    isAsked: index <= guideline.criteria.indexOf(match),
    terms: decidingTerms(rated, expression, truth).map((term) => explainTerm(rated, term, truth)),
  };
}

/** The parts of a joined rule that have the truth of the whole: what would have to change to change it. */
function decidingTerms(rated: RatedOrder, part: Expression, truth: Truth): readonly Expression[] {
  const rule = compileExpression(part, (fact) => rated.guideline.indexOf(fact) ?? -1);
  if (part.kind === 'constant' || rule(rated.facts) !== truth) return [];
  if (part.kind !== 'and' && part.kind !== 'or') return [part];
  return [...decidingTerms(rated, part.left, truth), ...decidingTerms(rated, part.right, truth)];
}

function explainTerm({ guideline, facts }: RatedOrder, term: Expression, truth: Truth): TermExplanation {
  const causes = new Set<string>();
  collectCauses(guideline, facts, term, truth, causes);
  const because = [...causes].map((fact) => {
    return { fact, value: valueNamed(facts, fact) ?? ('unknown' as const), suspected: isSuspected(facts, fact) };
  });
  return { term: withoutSpareParentheses(formatExpression(term)), because };
}

function oneLine(rule: string): string {
  return rule.replace(/\s+/g, ' ').trim();
}

function withoutSpareParentheses(rule: string): string {
  return rule
    .replace(/\(\(([^()]*)\)\)/g, '($1)')
    .replace(/\((\w+)\)\./g, '$1.')
    .replace(/^\(([^()]*)\)$/, '$1');
}

function explainStudies({ guideline, ratings, study }: RatedOrder): readonly StudyExplanation[] {
  return Object.entries(guideline.documents.ratings.studies).map(([id, { label }]) => ({
    study: id,
    label,
    rating: ratings.byStudy[id] ?? 'unrated',
    isOrdered: id === study.kind,
    changedBy: (ratings.changedBy[id] ?? []).map((modifier) => modifier.id),
  }));
}
