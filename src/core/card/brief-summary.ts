import { lastRow } from '../decide/match-row.js';
import type { RatedOrder } from '../decide/rated-order.js';
import { answerWith } from '../decide/what-if.js';
import { isSuspected, stateNamed } from '../guideline/fact-by-name.js';
import { companionsOf } from '../guideline/indication.js';
import { findPhrase, phrase, phraseOf } from '../guideline/phrase.js';
import { referenceTo } from '../read/statement.js';
import { isWarningSign, toChanges } from '../suggest/decisive-first.js';
import type { OfferedSuggestion } from '../suggest/suggest.js';
import { type AtLeast, isAtLeast } from '../values/fact.js';
import { briefValue, doubtLabel } from './brief-finding.js';
import { redFlagsInDoubt } from './brief-findings.js';
import { missingItems } from './brief-missing.js';
import { isTold } from './card-detail.js';
import { careOnRecord } from './care-on-record.js';

const longest = 139; // in UTF-16 units
const mostKnown = 3;

/**
 * The summary of a card that cannot rate: what the chart shows, what decides, and what the answer would then be. Undefined
 * for a card that rates, and where no answer that can be given leads to a rating.
 */
export function openSummary(rated: RatedOrder, suggestions: readonly OfferedSuggestion[]): string | undefined {
  const { guideline, decision } = rated;
  if (decision.criterion.definition.rating !== 'insufficient-information') return undefined;
  // a red flag in doubt is the one thing to settle
  const doubts = doubtsAskedAbout(rated);
  if (doubts.length > 0) return doubtSummary(rated, doubts, ['doubtSummary', 'doubtsSummary']);
  const left = doubtsLeft(rated);
  if (left.length > 0) return doubtSummary(rated, left, ['openDoubtSummary', 'openDoubtsSummary']);
  if (decision.kind !== 'row' || redFlagsInDoubt(rated).length > 0) return undefined;
  // what a row warns of is not replaced by what it asks for
  if (decision.criterion.definition.indicator !== 'info') return undefined;
  const [asked] = missingItems(rated);
  if (asked === undefined) return undefined;
  const leading = leadingAnswer(rated, suggestions, asked.facts);
  if (leading === undefined) return undefined;
  const { screen } = guideline.documents.guideline.safety;
  const isWholeScreen = screen.every((name) => asked.facts.includes(name));
  const known = knownItems(rated);
  // care on record is worth more than the names of what is asked
  const names =
    isWholeScreen && careOnRecord(rated).length > 0 ? [asked.plain, phrase(guideline, 'screenWhole')] : [asked.plain];
  for (let shown = known.length; shown >= 0; shown -= 1)
    for (const missing of names) {
      const values = { ...leading, missing, known: known.slice(0, shown).join(', ') };
      const summary = phrase(guideline, shown === 0 ? 'openSummary' : 'openSummaryWith', values);
      if (summary.length <= longest) return summary;
    }
  return undefined;
}

/** The facts in doubt on a card whose row asks about nothing else. */
function doubtsAskedAbout(rated: RatedOrder): readonly string[] {
  const { guideline, decision } = rated;
  const { unsettledRows } = guideline;
  const unsettled = decision.kind === 'withheld' ? decision.unsettled : [];
  if (decision.criterion === unsettledRows.other) return unsettled;
  return decision.criterion === unsettledRows.redFlag ? redFlagsInDoubt(rated).map(({ name }) => name) : [];
}

/** What is in doubt on the card of the last row, whose own words name nothing. */
function doubtsLeft({ guideline, decision, facts }: RatedOrder): readonly string[] {
  const isLast = decision.kind === 'row' && decision.criterion === lastRow(guideline);
  return isLast ? decision.missing.filter((name) => isSuspected(facts, name)) : [];
}

/** As many of them by name as fit, with the number of the others. */
function doubtSummary(
  rated: RatedOrder,
  doubts: readonly string[],
  [ofAll, ofSome]: readonly [all: string, some: string],
): string | undefined {
  const { guideline } = rated;
  const labels = doubts.map((name) => doubtLabel(rated, name));
  for (let shown = Math.min(labels.length, mostKnown); shown > 0; shown -= 1) {
    const values = { facts: labels.slice(0, shown).join(', '), count: String(labels.length - shown) };
    const summary = phrase(guideline, shown === labels.length ? ofAll : ofSome, values);
    if (summary.length <= longest) return summary;
  }
  return undefined;
}

/** The offered answer without an alarm that leads to a rating, and that rating; the first of them, as they stand in order. */
function leadingAnswer(
  rated: RatedOrder,
  suggestions: readonly OfferedSuggestion[],
  asked: readonly string[],
): { readonly answer: string; readonly outcome: string } | undefined {
  const { guideline, facts } = rated;
  for (const { record } of suggestions) {
    const answer = findPhrase(guideline, 'answer', record.id);
    if (record.states === undefined || answer === undefined) continue;
    if (record.states.some((state) => isWarningSign(guideline, state))) continue;
    if (!record.states.some(({ fact }) => asked.includes(fact))) continue;
    const { rating } = answerWith(facts, toChanges(record.states)).definition;
    if (rating !== 'insufficient-information') return { answer, outcome: phraseOf(guideline, 'outcome', rating) };
  }
  return undefined;
}

/** What is on record for this order beside the core screen: durations first, then care, then what else is there. */
function knownItems(rated: RatedOrder): readonly string[] {
  const { guideline, facts } = rated;
  const care = careOnRecord(rated);
  const items = care.map(({ text }) => ({ text, rank: 1 }));
  const companions = companionsOf(guideline);
  for (const { name, index, definition } of guideline.facts) {
    const state = stateNamed(facts, name);
    if (state === undefined || !isTold(name, state) || state.proofs.length === 0) continue;
    // the clinician has just written the reasons of the order
    if (care.some(({ fact }) => fact === name) || state.proofs[0]?.reference === referenceTo(rated.order)) continue;
    const value = facts.values[index];
    // visits that were counted say more than "at least so many days of care"
    const isLeastCare = definition.computed?.by === 'care-days' && isAtLeast(value);
    if (definition.type === 'days' && (typeof value === 'number' || isAtLeast(value)))
      items.push({ text: daysKnown(rated, name, value), rank: isLeastCare ? 2 : 0 });
    else if (value === true && definition.hintFor === undefined && !companions.has(name))
      items.push({ text: guideline.labelInSentence(name), rank: 2 });
  }
  return items
    .sort((left, right) => left.rank - right.rank)
    .slice(0, mostKnown)
    .map(({ text }) => text);
}

function daysKnown({ guideline }: RatedOrder, name: string, value: number | AtLeast): string {
  const label = findPhrase(guideline, 'known', name) ?? guideline.labelInSentence(name);
  return `${label} ${briefValue(guideline, name, value)}`;
}
