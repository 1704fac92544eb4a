import type { RatedOrder } from '../decide/rated-order.js';
import { isSuspected, stateNamed } from '../guideline/fact-by-name.js';
import { phrase } from '../guideline/phrase.js';
import { escapeMarkdown, inSentence } from '../values/markdown.js';
import { proofDate } from './brief-finding.js';
import { cutWords, firstClauses, type Piece } from './brief-fit.js';
import type { OverlayLine } from './overlays.js';

const mostFound = 2;
const mostNameWords = 6;
const mostWords = 16;

/**
 * One line for each overlay: the short one of the phrases (`briefOverlay.<id>`), else its first sentence. What it asks for
 * and general advice are said elsewhere.
 */
export function overlayPieces(rated: RatedOrder, overlays: readonly OverlayLine[]): readonly Piece[] {
  return overlays.flatMap((overlay): readonly Piece[] => {
    const { id, place, covers, isGeneral } = overlay;
    if (isGeneral || saidElsewhere.has(id) || (place === 'missing' && covers.length > 0)) return [];
    return [{ block: 'warning', text: lineOf(rated, overlay), weight: place === 'top' ? 1 : 5 }];
  });
}

/** Doubts, what is missing and what is assumed have blocks of their own on a brief card. */
const saidElsewhere: ReadonlySet<string> = new Set(['unresolved-red-flag', 'screen-missing', 'not-recorded']);

function lineOf(rated: RatedOrder, { id, text, named, about }: OverlayLine): string {
  const { guideline } = rated;
  const found = about.flatMap((name) => foundFor(rated, name));
  const said = found.length > 0 ? [...new Set(found)].slice(0, mostFound).join(', ') : withoutReferences(named);
  const short = `briefOverlay.${id}`;
  if (guideline.documents.phrases[short] !== undefined)
    return phrase(guideline, short, { found: said, named: withoutReferences(named) });
  return firstClauses(withoutReferences(text), mostWords);
}

/** What is on record of a fact that an overlay warns of: "pacemaker: Medtronic Azure (2024-11-08)". */
function foundFor(rated: RatedOrder, name: string): readonly string[] {
  const { guideline, facts } = rated;
  const state = stateNamed(facts, name);
  if (state === undefined || state.value === false || (state.value === undefined && !isSuspected(facts, name)))
    return [];
  const [proof] = state.proofs;
  if (proof === undefined) return [];
  const display = cutWords(proof.display, mostNameWords);
  return [
    `${escapeMarkdown(display === '' ? inSentence(guideline.labelOf(name)) : display)} (${proofDate(rated, proof)})`,
  ];
}

/** Orders are named with their ids on the full card; here their names are enough. */
function withoutReferences(text: string): string {
  return text.replace(/ \(?[A-Z][A-Za-z]+\/[\w.-]+\)?/g, '');
}
