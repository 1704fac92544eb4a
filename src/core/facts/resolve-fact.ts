import type { RecordPart } from '../contract/patient-record.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import { latestOf, newestOf, type Statement } from '../read/statement.js';
import { type Day, isAhead } from '../values/day.js';
import { type Basis, conflictState, type FactState, type Proof } from '../values/fact.js';

/** What decides how statements become a value: the evaluation day and the length of the fresh period of emergencies. */
export interface Resolution {
  readonly asOf: Day;
  readonly freshDays: number;
}

/** Applies rules 3 to 9 of criteria.md §2.2 to the statements about one flag; undefined = nothing speaks to it. */
export function resolveFlag(
  fact: Fact,
  statements: readonly Statement[],
  resolution: Resolution,
): FactState | undefined {
  if (statements.length === 0) return undefined;
  const { positives, negatives, stale, hints } = sortStatements(fact, statements, resolution);
  const positive = newestOf(positives);
  const negative = newestOf(positive === undefined ? negatives : negatives.filter((each) => bearsOn(each, positives)));
  if (positive !== undefined) {
    if (negative === undefined) return flagState(true, 'documented', positives);
    const order = compareDates(positive, negative);
    if (order > 0) return flagState(true, 'documented', positives);
    const both = [...positives, ...negatives];
    if (order === 0) return fact.isRedFlag ? suspectedBy('conflict', both) : conflictState(proofsOf(both));
    const isFresh = fact.isEmergency && resolution.asOf - latestOf(positive) <= resolution.freshDays;
    if (isFresh) return suspectedBy('conflict', both);
  }
  const pending = newestOf([...stale, ...hints].filter((hint) => !isCancelled(fact, hint, negative)));
  if (pending !== undefined) return suspectedBy(basisOfHint(pending, stale), [pending, ...stale, ...hints]);
  return negative === undefined ? undefined : flagState(false, 'documented', [...negatives, ...positives]);
}

/**
 * A normal measurement cancels a raised one of its own kind: a normal CRP says nothing about the ESR. Where a fact has
 * one kind only, it cancels what was found or stated as well: a normal temperature, a fever; never an allergy.
 */
function bearsOn(negative: Statement, positives: readonly Statement[]): boolean {
  const { evidence: use, fact } = negative;
  if (use?.role !== 'measurement') return true;
  const kinds = fact.definition.evidence?.filter((evidence) => evidence.measurement !== undefined).length ?? 0;
  return positives.every(
    (positive) => positive.evidence === use || (kinds === 1 && foundOrStated.has(positive.evidence?.role ?? 'stated')),
  );
}

const foundOrStated: ReadonlySet<string> = new Set(['finding', 'history', 'stated']);

interface SortedStatements {
  readonly positives: readonly Statement[];
  readonly negatives: readonly Statement[];
  readonly stale: readonly Statement[];
  readonly hints: readonly Statement[];
}

function sortStatements(fact: Fact, statements: readonly Statement[], { asOf }: Resolution): SortedStatements {
  const positives: Statement[] = [];
  const negatives: Statement[] = [];
  const stale: Statement[] = [];
  const hints: Statement[] = [];
  const longStanding = fact.definition.longStanding ?? Number.POSITIVE_INFINITY;
  let lastDenial = Number.NEGATIVE_INFINITY;
  for (const statement of statements) {
    const { when, says, window, period } = statement;
    if (when === undefined) {
      if (says === 'positive' && window === Number.POSITIVE_INFINITY) positives.push(statement);
      else if (says !== 'negative') hints.push(statement);
      continue;
    }
    // a date that lies ahead is no date: it proves nothing, and hides nothing
    const liesAhead = isAhead(when.earliest, asOf);
    if (says === 'negative') {
      if (liesAhead) continue;
      lastDenial = Math.max(lastDenial, when.latest);
      if (asOf - when.earliest <= window) negatives.push(statement);
    } else if (asOf - (period?.start ?? when).latest > longStanding) continue;
    else if (says === 'hint' || liesAhead) hints.push(statement);
    else if (asOf - (statement.since ?? when).earliest <= window) positives.push(statement);
    else stale.push(statement);
  }
  // what was over by an old denial is no hint, but for a red flag
  const isOver = (statement: Statement): boolean => !fact.isRedFlag && latestOf(statement) <= lastDenial;
  return { positives, negatives, stale: stale.filter((statement) => !isOver(statement)), hints };
}

/** A hint is cancelled by a negative of a later day; an undated hint of a red flag is cancelled by nothing. */
function isCancelled(fact: Fact, hint: Statement, negative: Statement | undefined): boolean {
  if (negative === undefined) return false;
  if (hint.when === undefined) return !fact.isRedFlag;
  const order = compareDates(hint, negative);
  // what is not shown to be new may be denied on the very day
  return order < 0 || (order === 0 && hint.why === 'not-new');
}

function basisOfHint(hint: Statement, stale: readonly Statement[]): Basis {
  if (stale.includes(hint)) return 'stale';
  if (hint.says === 'positive') return 'undated';
  if (hint.why === 'undated') return 'undated';
  return hint.why === 'unconfirmed' || hint.why === 'not-new' ? hint.why : 'text';
}

/** Negative: `left` is surely earlier; positive: surely later; 0: the same day, or partial dates that overlap. */
function compareDates(left: Statement, right: Statement): number {
  if (left.when === undefined || right.when === undefined) return 0;
  if (left.when.latest < right.when.earliest) return -1;
  return left.when.earliest > right.when.latest ? 1 : 0;
}

function flagState(value: boolean, basis: Basis, statements: readonly Statement[]): FactState {
  return { value, suspected: false, basis, proofs: proofsOf(statements) };
}

function suspectedBy(basis: Basis, statements: readonly Statement[]): FactState {
  return { value: undefined, suspected: true, basis, proofs: proofsOf(statements) };
}

/** The proofs behind statements, newest first, each resource once. */
export function proofsOf(statements: readonly Statement[]): readonly Proof[] {
  if (statements.length <= 1) return statements.map((statement) => statement.proof);
  const seen = new Set<string>();
  return [...statements]
    .sort((left, right) => latestOf(right) - latestOf(left))
    .map((statement) => statement.proof)
    .filter((proof) => {
      const key = `${proof.reference}|${proof.says}|${proof.date ?? ''}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

/** What silence means for a fact, given what could be read (criteria.md §2.1, silence classes). */
export function resolveSilence(fact: Fact, unreadParts: ReadonlySet<RecordPart>): FactState {
  const silence = fact.definition.silence;
  if (silence === 'A' || silence === 'N') return silentState;
  if (fact.silenceNeeds.some((part) => unreadParts.has(part))) return unreadState;
  return fact.definition.type === 'enum' ? silentNone : silentFalse;
}

// most facts of most records are in one of these states
const silentState: FactState = { value: undefined, suspected: false, basis: 'silent', proofs: [] };

const silentFalse: FactState = { value: false, suspected: false, basis: 'silent', proofs: [] };

const silentNone: FactState = { value: 'none', suspected: false, basis: 'silent', proofs: [] };

export const unreadState: FactState = { value: undefined, suspected: false, basis: 'unread', proofs: [] };

/** The days for which a later negative does not cancel an emergency fact, from the guideline. */
export function resolutionOf(guideline: Guideline, asOf: Day): Resolution {
  return { asOf, freshDays: guideline.documents.guideline.safety.freshDays };
}
