import { firstMatch } from '../decide/match-row.js';
import { pamaCodeOf, rateStudies, ratingOf } from '../decide/rating.js';
import { compileGuideline } from '../guideline/compile-guideline.js';
import { applyImplied } from '../guideline/derive.js';
import { tableRows } from '../guideline/documents.js';
import type { Guideline } from '../guideline/guideline.js';
import { studyKind } from '../order/study.js';
import { type Difference, differenceInRows } from '../proof/difference.js';
import { compileExpression } from '../rules/compile-expression.js';
import { parseExpression, parseRule } from '../rules/parse-expression.js';
import { factsOf } from '../rules/walk.js';
import { type Mutant, mutantsOf } from './mutants.js';
import { parameterMutantsOf } from './mutate-parameters.js';
import { differenceInRatings } from './rating-difference.js';
import { isNoticed, runVignettes, type VignetteResult } from './run-vignettes.js';
import type { Vignette } from './vignette.js';

/** A fault that no vignette notices, with a combination of facts that a vignette would have to have. */
export interface Survivor {
  readonly mutant: Mutant;
  /** undefined: only a record can tell them apart, and facts as stated cannot */
  readonly difference: Difference | undefined;
}

export interface MutationRun {
  readonly mutants: number;
  readonly noticed: number;
  /** mutants that are proved to answer every combination of facts as the original does */
  readonly equivalent: readonly Mutant[];
  readonly survivors: readonly Survivor[];
}

/** Puts one small fault after the other into a guideline and lists those that no vignette notices. */
export function runMutants(
  guideline: Guideline,
  vignettes: readonly Vignette[],
  onProgress: (done: number, all: number) => void = () => undefined,
): MutationRun {
  const borrowed = guideline.documents.guideline.borrow?.files ?? [];
  // what is borrowed is held by the vignettes of its lender
  const isOwn = ({ place }: Mutant): boolean => !borrowed.some((kind) => place.startsWith(`${kind}.yaml `));
  const mutants = mutantsOf(guideline.documents).filter(isOwn);
  const results = runVignettes(guideline, vignettes);
  const ofRecords = parameterMutantsOf(guideline.documents).filter(isOwn);
  const withRecords = vignettes.filter(({ facts }) => Object.values(facts).some(Array.isArray));
  const all = mutants.length + ofRecords.length;
  const equivalent: Mutant[] = [];
  const survivors: Survivor[] = [];
  let noticed = 0;
  for (const [index, mutant] of mutants.entries()) {
    onProgress(index + 1, all);
    const changed = withRules(guideline, mutant);
    if (
      results.some((result) => answersOtherwise(changed, result)) ||
      isNoticedInRecords(guideline, mutant, vignettes)
    ) {
      noticed += 1;
      continue;
    }
    const difference = differenceOf(guideline, changed, mutant);
    if (difference === undefined) equivalent.push(mutant);
    else survivors.push({ mutant, difference });
  }
  for (const [index, mutant] of ofRecords.entries()) {
    onProgress(mutants.length + index + 1, all);
    if (isNoticed(compileGuideline(mutant.documents, parseRule), withRecords)) noticed += 1;
    else if (mutant.isForCards === true) equivalent.push(mutant);
    else survivors.push({ mutant, difference: undefined });
  }
  return { mutants: all, noticed, equivalent, survivors };
}

/** Compiles the rules that the mutant changes and keeps everything else. */
function withRules(guideline: Guideline, { documents }: Mutant): Guideline {
  const compiled = <Definition extends { readonly when: string }>(definition: Definition) => {
    const parsed = parseExpression(definition.when);
    if (parsed.kind === 'rejected') throw new SyntaxError(`${definition.when}: ${parsed.message}`);
    const { expression } = parsed;
    const members = factsOf(expression).map((fact) => guideline.indexOf(fact) ?? -1);
    const rule = compileExpression(expression, (fact) => guideline.indexOf(fact) ?? -1);
    return { definition, expression, members, rule };
  };
  const derived = guideline.derived.map((fact) => {
    const definition = documents.derived[fact.name];
    return definition === undefined || definition === guideline.documents.derived[fact.name]
      ? fact
      : { ...fact, ...compiled(definition) };
  });
  const criteria = tableRows(documents).map(
    (definition) => guideline.criteria.find((row) => row.definition === definition) ?? compiled(definition),
  );
  const modifiers = documents.ratings.modifiers.map(
    (definition) => guideline.modifiers.find((modifier) => modifier.definition === definition) ?? compiled(definition),
  );
  return { ...guideline, documents, derived, criteria, modifiers };
}

/** Whether the facts that a vignette leads to get another answer from changed rules than it must get. */
function answersOtherwise(changed: Guideline, { order, expected, got }: VignetteResult): boolean {
  const values = [...got.built.values];
  const suspected = [...got.built.suspected];
  applyImplied(changed, values, suspected);
  const frame = { values, suspected };
  const criterion = firstMatch(changed, frame);
  const { id, rating } = criterion.definition;
  if (id !== expected.criterion || rating !== expected.rating) return true;
  const { modality, contrast = 'unspecified' } = order;
  const studyRating = ratingOf(rateStudies(changed, criterion, frame), studyKind(changed, modality, contrast));
  const pama = pamaCodeOf(changed, rating, studyRating, modality)?.code ?? 'none';
  return studyRating !== expected.studyRating || pama !== expected.pama;
}

/** A derived fact can also change which facts are red flags, and so how a record is read. */
function isNoticedInRecords(guideline: Guideline, { documents }: Mutant, vignettes: readonly Vignette[]): boolean {
  return (
    documents.derived !== guideline.documents.derived && isNoticed(compileGuideline(documents, parseRule), vignettes)
  );
}

function differenceOf(guideline: Guideline, changed: Guideline, { documents }: Mutant): Difference | undefined {
  return documents.ratings === guideline.documents.ratings
    ? differenceInRows(guideline.documents, documents)
    : differenceInRatings(guideline, changed);
}
