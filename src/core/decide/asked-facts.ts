import { factNamed, isSuspected, valueNamed } from '../guideline/fact-by-name.js';
import type { Guideline } from '../guideline/guideline.js';
import { factsOf } from '../rules/walk.js';
import { memoByObject } from '../values/memo.js';
import { baseFrameWith } from './frame-with.js';
import type { RatedOrder } from './rated-order.js';
import { ratingsIfPresent } from './what-if.js';

/** The missing facts that a clinician can do something about: open doubts, then the core screen, then the others. */
export function missingFacts({ guideline, facts, decision }: RatedOrder): readonly string[] {
  const { missing } = decision;
  if (missing.length === 0) return missing;
  const asked = screenOf(guideline).filter((name) => missing.includes(name));
  const own = factsOf(decision.criterion.expression);
  const doubtful: string[] = [];
  const rest: number[] = [];
  for (const name of missing) {
    const index = guideline.indexOf(name) ?? -1;
    if (facts.suspected[index] === true) doubtful.push(name);
    // what an unread part of the record would show is not asked for; what the row itself asks about is named all the
    // same: an entry of it stands there and could not be used
    else if (!asked.includes(name) && (facts.states[index]?.basis !== 'unread' || own.includes(name))) rest.push(index);
  }
  const wanted = [...doubtful, ...asked.filter((name) => !doubtful.includes(name))];
  if (rest.length === 0) return wanted;
  // nor is what a normal screen answers by itself
  const { values } = baseFrameWith(
    facts,
    asked.map((name) => [name, false]),
  );
  for (const index of rest) if (typeof values[index] !== 'boolean') wanted.push(guideline.nameAt(index));
  return wanted;
}

/**
 * What a card asks for, most decisive first: red flags in doubt and what an answer is withheld for; whatever of the core
 * screen is not documented, because a sign of it raises the urgency of any answer; other doubts; then, where nothing can be
 * rated, all that is missing, what a click can document first, else only what would change the rating. A card without
 * criteria asks for nothing.
 */
export const askedFacts = memoByObject((rated: RatedOrder): readonly string[] => {
  const { guideline, facts, decision } = rated;
  const { rating } = decision.criterion.definition;
  if (rating === 'no-criteria-apply') return [];
  const { screen } = guideline.documents.guideline.safety;
  const missing = missingFacts(rated);
  const unsettled = decision.kind === 'withheld' ? decision.unsettled : [];
  const doubtful = missing.filter((name) => isSuspected(facts, name));
  const isDoubtful = (name: string): boolean => doubtful.includes(name);
  const isPressing = (name: string): boolean =>
    unsettled.includes(name) || factNamed(guideline, name)?.isRedFlag === true;
  const doubts = doubtful.filter(isPressing);
  const open = screen.filter((name) => valueNamed(facts, name) === undefined && !doubts.includes(name));
  const others = missing.filter((name) => !doubts.includes(name) && !open.includes(name));
  const first = [...doubts, ...open, ...others.filter(isDoubtful)];
  const rest = others.filter((name) => !isDoubtful(name));
  if (rating === 'insufficient-information') {
    const documentable = documentableFacts(guideline);
    const isDocumentable = (name: string): boolean => documentable.has(name);
    return [...first, ...rest.filter(isDocumentable), ...rest.filter((name) => !isDocumentable(name))];
  }
  const decisive = ratingsIfPresent(facts, decision, rest).flatMap((change) => change.facts);
  return [...first, ...rest.filter((name) => decisive.includes(name))];
});

/** The core screen, each fact once. */
const screenOf = memoByObject(({ documents }: Guideline): readonly string[] => [
  ...new Set(documents.guideline.safety.screen),
]);

/** The facts that a click of the catalogue can state. */
const documentableFacts = memoByObject(
  ({ documents }: Guideline): ReadonlySet<string> =>
    new Set(
      Object.values(documents.suggestions).flatMap((suggestion) =>
        suggestion.kind === 'document'
          ? suggestion.choices.flatMap(({ states }) => states.map(({ fact }) => fact))
          : [],
      ),
    ),
);
