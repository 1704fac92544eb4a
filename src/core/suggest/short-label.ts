import type { RequestContext } from '../decide/rated-order.js';
import type { Guideline } from '../guideline/guideline.js';
import { fill, phrase } from '../guideline/phrase.js';

const mark = ' …';
const longest = 59; // characters that fit on a button of a brief card in one or two lines

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

/** A label cut before the part that does not fit, and seen to be cut; whole words only. */
export function shortened(label: string): string {
  if (label.length <= longest) return label;
  const start = label.slice(0, longest - mark.length);
  const part = Math.max(start.lastIndexOf(', '), start.lastIndexOf(' - '), start.lastIndexOf(' ('));
  return `${start.slice(0, part > longest / 2 ? part : start.lastIndexOf(' '))}${mark}`;
}
