import type { Rating, Region } from '../contract/vocabulary.js';
import type { Facts } from '../facts/build-facts.js';
import { applyDerived, impliesAny } from '../guideline/derive.js';
import type { Criterion, DerivedFact, Guideline } from '../guideline/guideline.js';
import { factsOf } from '../rules/walk.js';
import type { FactFrame, FactValue } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';
import type { Decision } from './decision.js';
import { frameWith } from './frame-with.js';
import { firstMatch, lastRow } from './match-row.js';
import type { RatedOrder } from './rated-order.js';
import { rateStudies, type StudyRatings } from './rating.js';
import { leansOnUnread } from './unread-guard.js';

/** What documenting missing facts would do to the answer. */
export interface Changes {
  /** the row that would answer with every missing item of the core screen documented as normal */
  readonly allNormal: { readonly facts: readonly string[]; readonly criterion: Criterion } | undefined;
  /** rating → missing facts that would bring it, if present */
  readonly ifPresent: readonly { readonly rating: Rating; readonly facts: readonly string[] }[];
}

const mostAsked = 12;

// missing facts looked at, so that the cost stays bounded

/** Asks the table again: the core screen as normal, and each red flag among the facts `asked` for as present. */
export function whatWouldChange(facts: Facts, decision: Decision, asked: readonly string[]): Changes {
  const { screen } = facts.guideline.documents.guideline.safety;
  const current = decision.criterion;
  const open = screen.filter((name) => decision.missing.includes(name));
  const normal =
    open.length === 0
      ? current
      : answerWith(
          facts,
          open.map((name) => [name, false]),
        );
  return {
    allNormal: normal === current ? undefined : { facts: open, criterion: normal },
    ifPresent: ratingsIfPresent(facts, decision, asked),
  };
}

/** The row that answers when some facts have other values. */
export function answerWith(facts: Facts, changes: readonly (readonly [string, FactValue])[]): Criterion {
  const frame = frameWith(facts, changes);
  return withoutLeaning(facts, firstMatch(facts.guideline, frame), frame);
}

function withoutLeaning(facts: Facts, match: Criterion, frame: FactFrame): Criterion {
  return leansOnUnread(facts, match, frame) ? lastRow(facts.guideline) : match;
}

/**
 * The facts that an answer takes as absent because lists that were read are silent about them, and that would bring
 * another rating if they were there. In the order of the facts.
 */
export function assumedAbsent(facts: Facts, decision: Decision): readonly string[] {
  const { rating } = decision.criterion.definition;
  const ask = presenceAsker(facts, decision);
  const assumed: string[] = [];
  for (const { index, name, definition } of facts.guideline.facts) {
    if (definition.type !== 'flag' || definition.silence !== 'B' || !isSilent(facts, index)) continue;
    if (ask(index).definition.rating !== rating) assumed.push(name);
  }
  return assumed;
}

function isSilent({ states }: Facts, index: number): boolean {
  const state = states[index];
  return state?.basis === 'silent' && state.value === false;
}

/** The other ratings that the facts `asked` for would bring, each by itself and present. */
export function ratingsIfPresent(facts: Facts, decision: Decision, asked: readonly string[]): Changes['ifPresent'] {
  const byRating = new Map<Rating, string[]>();
  const flags = flagsAmong(facts.guideline, asked);
  if (flags.length === 0) return [];
  const answerIfPresent = presenceAsker(facts, decision);
  for (const index of flags) {
    const { rating } = answerIfPresent(index).definition;
    if (rating === decision.criterion.definition.rating || rating === 'insufficient-information') continue;
    const names = byRating.get(rating) ?? [];
    names.push(facts.guideline.nameAt(index));
    byRating.set(rating, names);
  }
  return [...byRating].map(([rating, names]) => ({ rating, facts: names }));
}

/** The flags that are worth asking about, as indexes: the first of them, so that the cost stays bounded. */
function flagsAmong(guideline: Guideline, asked: readonly string[]): readonly number[] {
  const flags: number[] = [];
  for (const name of asked) {
    const index = guideline.indexOf(name);
    if (index === undefined || !isFlagWorthAsking(guideline, index)) continue;
    flags.push(index);
    if (flags.length === mostAsked) break;
  }
  return flags;
}

function isFlagWorthAsking(guideline: Guideline, index: number): boolean {
  const fact = guideline.facts[index];
  return fact?.definition.type === 'flag' && (fact.isRedFlag || fact.definition.silence === 'A');
}

/** Answers with one flag after the other present, in one frame that is put back each time; works out only what changes. */
function presenceAsker(facts: Facts, decision: Decision): (index: number) => Criterion {
  const { guideline } = facts;
  const values = [...facts.values];
  const suspected = [...facts.suspected];
  const frame = { values, suspected };
  const match = decision.kind === 'row' ? decision.criterion : decision.row;
  const reaches = reachesOf(guideline);
  const putBack = (index: number): void => {
    values[index] = facts.values[index];
    suspected[index] = facts.suspected[index] === true;
  };
  return (index) => {
    const { derived, isRowReached } = reaches[index] ?? noReach;
    values[index] = true;
    suspected[index] = false;
    // then more changes than the reach of one fact
    if (impliesAny(guideline, frame)) {
      putBack(index);
      return answerWith(facts, [[guideline.nameAt(index), true]]);
    }
    applyDerived(derived, values, suspected);
    const answer = withoutLeaning(facts, firstAfterChange(guideline, isRowReached, match, frame), frame);
    putBack(index);
    for (const fact of derived) putBack(fact.index);
    return answer;
  };
}

/** The first row that is true, when the rows that a change does not reach are as they were with `match`. */
function firstAfterChange(
  guideline: Guideline,
  isRowReached: readonly boolean[],
  match: Criterion,
  frame: FactFrame,
): Criterion {
  const { criteria } = guideline;
  let isBelow = false;
  for (let place = 0; place < criteria.length; place += 1) {
    const row = criteria[place];
    const isAsked = isBelow || isRowReached[place] === true;
    if (row !== undefined && (isAsked ? row.rule(frame) === true : row === match)) return row;
    isBelow ||= row === match;
  }
  return lastRow(guideline);
}

/** What a change of one fact can change: derived facts, in order of dependency, and rows, by their place. */
interface Reach {
  readonly derived: readonly DerivedFact[];
  readonly isRowReached: readonly boolean[];
}

const noReach: Reach = { derived: [], isRowReached: [] };

/** The reach of every fact, by its index. */
const reachesOf = memoByObject((guideline: Guideline): readonly Reach[] => {
  const rowFacts = guideline.criteria.map(({ expression }) => factsOf(expression).map(guideline.indexOf));
  return guideline.facts.map(({ index }) => {
    const touched = new Set<number | undefined>([index]);
    const derived: DerivedFact[] = [];
    for (const fact of guideline.derived) {
      if (!fact.members.some((member) => touched.has(member))) continue;
      touched.add(fact.index);
      derived.push(fact);
    }
    return { derived, isRowReached: rowFacts.map((facts) => facts.some((fact) => touched.has(fact))) };
  });
});

/** The region that answers the question: the ordered one, unless a modifier says that another one does (§3.5). */
export function wantedRegion({ ratings, study }: RatedOrder): Region {
  return ratings.modifiers.find((modifier) => modifier.offerRegion !== undefined)?.offerRegion ?? study.region;
}

/** How the studies would be rated had this region been ordered. */
export function ratingsInRegion(rated: RatedOrder, region: Region): StudyRatings {
  const { guideline, decision, facts, ratings, study } = rated;
  if (region === study.region) return ratings;
  return rateStudies(guideline, decision.criterion, frameWith(facts, [['orderRegion', region]]));
}
