import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { factsBehind } from '../guideline/facts-behind.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import { memoByObject } from '../values/memo.js';
import { documentFlags, isStatedToday } from './document-findings.js';
import { labelFor, shortFactName } from './short-label.js';
import type { SuggestionDraft } from './suggestion-draft.js';

/** So many facts that words point to are offered, and so many where the card offers other answers too. */
const mostAlone = 5;
const mostBeside = 2;
const longestNames = 60; // characters
const longestBriefNames = 29;

/**
 * Two clicks for each fact that words of the order or the chart point to, present or absent, emergency signs first; and
 * one for all that this visit's words deny.
 */
export function settlementOfWords(
  rated: RatedOrder,
  session: RequestContext,
  hasOthers: boolean,
): readonly SuggestionDraft[] {
  const { guideline } = rated;
  const open = guideline.facts
    .filter((fact) => isPointedTo(rated, fact))
    .sort((left, right) => Number(right.isEmergency) - Number(left.isEmergency))
    .slice(0, hasOthers ? mostBeside : mostAlone);
  const drafts = open.flatMap((fact): readonly SuggestionDraft[] => {
    const isBrief = session.detail === 'brief';
    const names = { fact: isBrief ? shortFactName(guideline, fact.name) : guideline.labelInSentence(fact.name) };
    return settlements.map(({ says, words, value }) => {
      const label = labelFor(guideline, session, `words.${says}`, phrase(guideline, words, names), names);
      return documentFlags(guideline, { id: `words.${fact.name}.${says}`, label }, [{ fact, value }]);
    });
  });
  const denied = deniedFacts(rated, session);
  if (denied.length === 0) return drafts;
  const names = denied.map(({ name }) => guideline.labelInSentence(name)).join(', ');
  const isFitting = names.length <= (session.detail === 'brief' ? longestBriefNames : longestNames);
  const label = isFitting
    ? phrase(guideline, 'recordDenied', { facts: names })
    : phrase(guideline, 'recordDeniedCount', { count: String(denied.length) });
  const flags = denied.map((fact) => ({ fact, value: false }));
  return [...drafts, documentFlags(guideline, { id: deniedId, label }, flags)];
}

const deniedId = 'words.denied';

const settlements = [
  { says: 'present', words: 'settlePresent', value: true },
  { says: 'absent', words: 'settleAbsent', value: false },
] as const;

/** Whether a suggestion is one of the two clicks for a fact that words point to. */
export function settlesWords({ id }: SuggestionDraft): boolean {
  return id.startsWith('words.') && id !== deniedId;
}

/** Whether a suggestion records what words deny. */
export function recordsDenials({ id }: SuggestionDraft): boolean {
  return id === deniedId;
}

/** What this visit's words deny and nothing states yet, each fact once. */
export function deniedFacts(rated: RatedOrder, session: RequestContext): readonly Fact[] {
  const { values, denials } = rated.facts;
  return [...new Set(denials.map(({ fact }) => fact))].filter(
    (fact) =>
      fact.definition.type === 'flag' &&
      values[fact.index] === undefined &&
      !isPointedTo(rated, fact) &&
      !isStatedToday(rated, session, { fact: fact.name, value: false }),
  );
}

/** Whether only words point to a fact; what a code suspects is asked by the row itself. */
function isPointedTo({ guideline, facts }: RatedOrder, { index, name, definition }: Fact): boolean {
  const state = facts.states[index];
  return (
    definition.type === 'flag' &&
    state?.suspected === true &&
    state.proofs.some(({ isQuote }) => isQuote === true) &&
    !onlyReported(guideline).has(name)
  );
}

/** What a report says to the reader and no criterion asks: whether it is so answers nothing. */
const onlyReported = memoByObject((guideline: Guideline): ReadonlySet<string> => {
  const asked = new Set(guideline.criteria.flatMap((criterion) => factsBehind(guideline, criterion)));
  const reported = guideline.documents.overlays.flatMap(({ reports }) => reports ?? []);
  return new Set(reported.filter((name) => !asked.has(name)));
});
