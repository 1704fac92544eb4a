import type { RatedOrder } from '../decide/rated-order.js';
import { isSuspected, stateNamed } from '../guideline/fact-by-name.js';
import { phrase } from '../guideline/phrase.js';
import { escapeMarkdown } from '../values/markdown.js';
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
    const { id, indicator, place, covers, isGeneral } = overlay;
    if (isGeneral || saidElsewhere.has(id) || (place === 'missing' && covers.length > 0)) return [];
    const weight = indicator === 'critical' ? 0 : place === 'top' ? 1 : 5;
    return [{ block: 'warning', text: lineOf(rated, overlay), weight }];
  });
}

/** Doubts, what is missing and what is assumed have blocks of their own on a brief card. */
const saidElsewhere: ReadonlySet<string> = new Set(['unresolved-red-flag', 'screen-missing', 'not-recorded']);

function lineOf(rated: RatedOrder, { id, text, named, about }: OverlayLine): string {
  const { guideline } = rated;
  const found = baseFactsOf(rated, about).flatMap((name) => foundFor(rated, name));
  const said = found.length > 0 ? [...new Set(found)].slice(0, mostFound).join(', ') : withoutReferences(named);
  const short = `briefOverlay.${id}`;
  const template = guideline.documents.phrases[short];
  if (template !== undefined && (said !== '' || !template.includes('{{found}}')))
    return phrase(guideline, short, { found: said, named: orderNames(rated, named) });
  return firstClauses(withoutReferences(text), mostWords);
}

/** The facts themselves, and in place of derived ones those behind them; what is there before what may be. */
function baseFactsOf(rated: RatedOrder, names: readonly string[]): readonly string[] {
  const { guideline, facts } = rated;
  const base = names.flatMap((name): readonly string[] => {
    const derived = guideline.derivedNamed(name);
    return derived === undefined ? [name] : baseFactsOf(rated, derived.members.map(guideline.nameAt));
  });
  const isThere = (name: string): boolean => stateNamed(facts, name)?.value === true;
  return [...new Set([...base.filter(isThere), ...base])];
}

/** What is on record of a fact that an overlay warns of: "pacemaker: Medtronic Azure (2024-11-08)". */
function foundFor(rated: RatedOrder, name: string): readonly string[] {
  const { guideline, facts } = rated;
  const state = stateNamed(facts, name);
  if (state === undefined || state.value === false || (state.value === undefined && !isSuspected(facts, name)))
    return [];
  const [proof] = state.proofs;
  // how long something lasts is no finding to warn of
  if (proof === undefined || guideline.documents.facts[name]?.type === 'days') return [];
  const display = cutWords(proof.display, mostNameWords);
  // a device seldom has a date
  const when = proof.date === undefined ? '' : ` (${proofDate(rated, proof)})`;
  return [`${escapeMarkdown(display === '' ? guideline.labelInSentence(name) : display)}${when}`];
}

/** Orders without a name are known by their ids alone. */
function orderNames({ guideline }: RatedOrder, named: string): string {
  const names = withoutReferences(` ${named}`)
    .split(',')
    .map((name) => name.trim());
  return names.map((name) => (name === '' ? phrase(guideline, 'anotherOrder') : name)).join(', ');
}

/** Orders are named with their ids on the full card; here their names are enough. */
function withoutReferences(text: string): string {
  return text.replace(/ \(?[A-Z][A-Za-z]+\/[\w.-]+\)?/g, '');
}
