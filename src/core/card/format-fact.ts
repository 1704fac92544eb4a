import type { RatedOrder } from '../decide/rated-order.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { answeredOnCard } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { findPhrase, phrase, phraseOf } from '../guideline/phrase.js';
import { referenceTo } from '../read/statement.js';
import { type FactState, type FactValue, isAtLeast, type Proof } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { escapeMarkdown } from '../values/markdown.js';

/** A fact's value in words: "yes", "63 days", "at least 42 days", "49 years", "not-improved". */
export function formatValue(guideline: Guideline, fact: string, value: FactValue | undefined): string {
  if (value === undefined) return phrase(guideline, 'unknownValue');
  if (typeof value === 'boolean') return phrase(guideline, value ? 'yes' : 'no');
  if (isAtLeast(value))
    return value.atLeast === 1
      ? phrase(guideline, 'atLeast', { span: phrase(guideline, 'day') })
      : phrase(guideline, 'atLeastDays', { value: String(value.atLeast) });
  const definition = guideline.documents.facts[fact];
  if (typeof value === 'number') {
    if (definition?.type === 'days')
      return value === 1 ? phrase(guideline, 'day') : phrase(guideline, 'days', { value: String(value) });
    return definition?.unit === 'years' ? phrase(guideline, 'years', { value: String(value) }) : String(value);
  }
  return findPhrase(guideline, 'value', value) ?? escapeMarkdown(value);
}

/** One line of the findings: label, value, and the resource and date that prove it. */
export function formatFinding({ guideline, order }: RatedOrder, name: string, state: FactState): string {
  const line = phrase(guideline, 'finding', {
    label: guideline.labelOf(name),
    value: formatValue(guideline, name, state.value),
  });
  const [proof] = state.proofs;
  return proof === undefined ? line : `${line} (${formatProof(guideline, proof, order)})`;
}

/** A fact that is possible but not settled, with the reason and the entry behind it, as it stands in a sentence. */
export function formatDoubt({ guideline, facts, order }: RatedOrder, name: string): string {
  const state = stateNamed(facts, name);
  const [proof] = state?.proofs ?? [];
  const why = phraseOf(guideline, 'reason', state?.basis ?? 'text');
  const reason = proof === undefined ? why : `${why}: ${quoteOf(proof)}${formatProof(guideline, proof, order)}`;
  return phrase(guideline, 'doubt', { label: guideline.labelInSentence(name), reason });
}

/** The record's own words, where only words point to a fact. */
function quoteOf({ isQuote, display }: Proof): string {
  return isQuote === true ? `${escapeMarkdown(display)}, ` : '';
}

/** "2026-03-01, Observation/7"; in words where the order itself or an answer on an earlier card says it. */
function formatProof(guideline: Guideline, { reference, date }: Proof, order: JsonObject): string {
  const source = reference.startsWith(`${answeredOnCard}/`)
    ? phrase(guideline, 'answeredOnCard')
    : reference === referenceTo(order)
      ? phrase(guideline, 'orderReason')
      : escapeMarkdown(reference);
  return date === undefined ? source : `${date}, ${source}`;
}
