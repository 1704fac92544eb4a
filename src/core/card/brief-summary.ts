import type { RatedOrder } from '../decide/rated-order.js';
import { answerWith } from '../decide/what-if.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { findPhrase, phrase, phraseOf } from '../guideline/phrase.js';
import { isWarningSign, toChanges } from '../suggest/arrange.js';
import type { OfferedSuggestion } from '../suggest/suggest.js';
import { type AtLeast, isAtLeast } from '../values/fact.js';
import { inSentence } from '../values/markdown.js';
import { briefValue } from './brief-finding.js';
import { doubtPieces } from './brief-findings.js';
import { missingItems } from './brief-missing.js';
import { isTold } from './card-detail.js';

const longest = 139; // in UTF-16 units
const mostKnown = 3;

/**
 * The summary of a card that cannot rate: what the chart shows, what decides, and what the answer would then be. Undefined
 * for a card that rates, and where no answer that can be given leads to a rating.
 */
export function openSummary(rated: RatedOrder, suggestions: readonly OfferedSuggestion[]): string | undefined {
  const { guideline, decision } = rated;
  if (decision.criterion.definition.rating !== 'insufficient-information' || decision.kind !== 'row') return undefined;
  // a red flag in doubt is the one thing to settle
  if (doubtPieces(rated).length > 0) return undefined;
  const [asked] = missingItems(rated);
  if (asked === undefined) return undefined;
  const leading = leadingAnswer(rated, suggestions, asked.facts);
  if (leading === undefined) return undefined;
  const missing = asked.text;
  const known = knownItems(rated);
  for (let shown = known.length; shown >= 0; shown -= 1) {
    const values = { ...leading, missing, known: known.slice(0, shown).join(', ') };
    const summary = phrase(guideline, shown === 0 ? 'openSummary' : 'openSummaryWith', values);
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

/** What is on record for this order beside the core screen: durations first, then what is there. */
function knownItems(rated: RatedOrder): readonly string[] {
  const { guideline, facts } = rated;
  const items: { readonly text: string; readonly rank: number }[] = [];
  for (const { name, index, definition } of guideline.facts) {
    const state = stateNamed(facts, name);
    if (state === undefined || !isTold(name, state) || state.proofs.length === 0) continue;
    const value = facts.values[index];
    if (definition.type === 'days' && (typeof value === 'number' || isAtLeast(value)))
      items.push({ text: daysKnown(rated, name, value), rank: 0 });
    else if (value === true && definition.hintFor === undefined)
      items.push({ text: inSentence(guideline.labelOf(name)), rank: 1 });
  }
  return items
    .sort((left, right) => left.rank - right.rank)
    .slice(0, mostKnown)
    .map(({ text }) => text);
}

function daysKnown({ guideline }: RatedOrder, name: string, value: number | AtLeast): string {
  const label = findPhrase(guideline, 'known', name) ?? inSentence(guideline.labelOf(name));
  return `${label} ${briefValue(guideline, name, value)}`;
}
