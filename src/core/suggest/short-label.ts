import type { RequestContext } from '../decide/rated-order.js';
import type { Guideline } from '../guideline/guideline.js';
import { fill, findPhrase, phrase } from '../guideline/phrase.js';

const mark = ' …';
/** Characters that fit on a button of a brief card in one or two lines. */
export const longestLabel = 59;

/**
 * The label of a suggestion as a card of this session shows it: on a brief card the short one of the phrases
 * (`shortLabel.<id>`) where there is one.
 */
export function labelFor(
  guideline: Guideline,
  { detail }: RequestContext,
  id: string,
  label: string,
  values: { readonly [name: string]: string } = {},
): string {
  const short = `shortLabel.${id}`;
  const hasShort = detail === 'brief' && guideline.documents.phrases[short] !== undefined;
  return hasShort ? phrase(guideline, short, values) : fill(label, values);
}

/** What a button of a brief card calls a fact: the short name of the phrases (`shortFact.<fact>`) where there is one. */
export function shortFactName(guideline: Guideline, fact: string): string {
  return findPhrase(guideline, 'shortFact', fact) ?? guideline.labelInSentence(fact);
}

/** A label cut before the part that does not fit, and seen to be cut; whole words only. */
export function shortened(label: string): string {
  if (label.length <= longestLabel) return label;
  const start = label.slice(0, longestLabel - mark.length);
  const part = Math.max(start.lastIndexOf(', '), start.lastIndexOf(' - '), start.lastIndexOf(' ('));
  return `${start.slice(0, part > longestLabel / 2 ? part : start.lastIndexOf(' '))}${mark}`;
}
