import { applyImplied, type Facts } from './build-facts.js';
import type { Criterion } from './compiled-guideline.js';
import { type Decision, firstMatch, lastRow } from './decision.js';
import type { FactFrame, FactValue } from './fact.js';
import { leansOnUnread } from './unread-guard.js';
import type { Rating } from './vocabulary.js';

/** What documenting missing facts would do to the answer. */
export interface Changes {
  /** the row that would answer with every missing item of the core screen documented as normal */
  readonly allNormal: { readonly facts: readonly string[]; readonly criterion: Criterion } | undefined;
  /** rating → missing facts that would bring it, if present */
  readonly ifPresent: readonly { readonly rating: Rating; readonly facts: readonly string[] }[];
}

const mostAsked = 12; // missing facts looked at, so that the cost stays bounded

/** Asks the table again: the core screen as normal, and each red flag among the facts `asked` for as present. */
export function whatWouldChange(facts: Facts, decision: Decision, asked: readonly string[]): Changes {
  const { screen } = facts.guideline.documents.guideline.safety;
  const current = decision.criterion;
  const byRating = new Map<Rating, string[]>();
  for (const name of asked.filter((one) => isFlagWorthAsking(facts, one)).slice(0, mostAsked)) {
    const { rating } = answerWith(facts, [[name, true]]).definition;
    if (rating === current.definition.rating || rating === 'insufficient-information') continue;
    byRating.set(rating, [...(byRating.get(rating) ?? []), name]);
  }
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
    ifPresent: [...byRating].map(([rating, names]) => ({ rating, facts: names })),
  };
}

function isFlagWorthAsking({ guideline }: Facts, name: string): boolean {
  const index = guideline.indexOf(name);
  const fact = index === undefined ? undefined : guideline.facts[index];
  return fact?.definition.type === 'flag' && (fact.isRedFlag || fact.definition.silence === 'A');
}

/** The row that answers when some facts have other values. */
function answerWith(facts: Facts, changes: readonly (readonly [string, FactValue])[]): Criterion {
  const frame = frameWith(facts, changes);
  const match = firstMatch(facts.guideline, frame);
  return leansOnUnread({ ...facts, ...frame }, match) ? lastRow(facts.guideline) : match;
}

/** A frame with some base facts replaced and everything derived worked out again. */
export function frameWith(facts: Facts, changes: readonly (readonly [string, FactValue])[]): FactFrame {
  const { guideline } = facts;
  const values = [...facts.values];
  const suspected = [...facts.suspected];
  for (const [name, value] of changes) {
    const index = guideline.indexOf(name);
    if (index === undefined) continue;
    values[index] = value;
    suspected[index] = false;
  }
  applyImplied(guideline, values, suspected);
  return { values, suspected };
}
