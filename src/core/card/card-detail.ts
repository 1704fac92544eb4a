import { missingFacts } from '../decide/asked-facts.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { assumedAbsent, type Changes, whatWouldChange } from '../decide/what-if.js';
import { isSuspected, stateNamed } from '../guideline/fact-by-name.js';
import { factsBehind } from '../guideline/facts-behind.js';
import { phrase, phraseOf } from '../guideline/phrase.js';
import { formatDay } from '../values/day.js';
import { type FactState, isAtLeast } from '../values/fact.js';
import { answeredItems } from './answered-line.js';
import { cardHeadline } from './card-headline.js';
import { cardMissing } from './card-missing.js';
import { wordsFor } from './card-words.js';
import { formatFinding } from './format-fact.js';
import { type OverlayLine, screenItem } from './overlays.js';
import { forWantedRegion } from './region-words.js';

const mostFindings = 8; // the decision extension holds them all
const mostNamed = 5;

/**
 * The Markdown of a card, in the order in which it is needed: the rating, warnings, the facts behind it, what is missing,
 * what to do, what would change it, why, words for the patient.
 */
export function cardDetail(
  rated: RatedOrder,
  session: RequestContext,
  overlays: readonly OverlayLine[],
  advice: readonly string[],
): string {
  const { guideline } = rated;
  const asked = missingFacts(rated);
  const blocks: string[] = [cardHeadline(rated)];
  const add = (title: string, ...texts: readonly string[]): void => {
    const text = texts.filter((one) => one !== '').join('\n');
    if (text !== '') blocks.push(`### ${phrase(guideline, title)}\n\n${text}`);
  };
  for (const { place, text } of overlays) if (place === 'top') blocks.push(`> ${text}`);
  const changed = whatWouldChange(rated.facts, rated.decision, asked);
  add('findings', list(findings(rated, changed)));
  const answered = answeredItems(rated, session);
  if (answered.length > 0) blocks.push(phrase(guideline, 'briefBlock.answered', { items: answered.join('; ') }));
  const assumed = assumedLine(rated);
  if (assumed !== '') blocks.push(assumed);
  const isShort = isOutside(rated);
  if (!isShort) add('missing', list(cardMissing(rated, session, overlays, asked)));
  add('whatToDo', forWantedRegion(rated, wordsFor(rated, 'whatToDo')), list(advice));
  if (!isShort) add('changes', list(changes(rated, changed)), wordsFor(rated, 'changes'));
  add('why', wordsFor(rated, 'why'));
  add('forThePatient', wordsFor(rated, 'forThePatient'));
  for (const { place, text } of overlays) if (place === 'end') blocks.push(text);
  blocks.push(footer(rated, session));
  return blocks.join('\n\n');
}

/** Where no criteria apply and nothing points to a red flag, nothing that could be documented would matter. */
function isOutside({ guideline, facts, decision }: RatedOrder): boolean {
  const { redFlag } = guideline.documents.guideline.safety;
  return decision.criterion.definition.rating === 'no-criteria-apply' && !isSuspected(facts, redFlag);
}

/** What "not indicated" takes as absent because the lists are silent, so that a wrong assumption is seen. */
function assumedLine(rated: RatedOrder): string {
  const { guideline, facts, decision } = rated;
  if (decision.criterion.definition.rating !== 'not-indicated') return '';
  const names = assumedAbsent(facts, decision).map((name) => guideline.labelInSentence(name));
  return names.length === 0 ? '' : phrase(guideline, 'assumedAbsent', { facts: names.join(', ') });
}

interface Finding {
  readonly name: string;
  readonly state: FactState;
}

/**
 * The documented facts behind the answer, and where there is none yet, behind the one that a normal screen would bring:
 * what is present first, what is documented as absent last.
 */
function findings(rated: RatedOrder, { allNormal }: Changes): readonly string[] {
  const { guideline, facts, decision } = rated;
  const told: Finding[] = [];
  const next = allNormal === undefined ? [] : factsBehind(guideline, allNormal.criterion);
  for (const name of new Set([...decision.because, ...next])) {
    const state = stateNamed(facts, name);
    if (state !== undefined && isTold(name, state)) told.push({ name, state });
  }
  const sorted = told.sort((a, b) => rank(a) - rank(b));
  const shown = sorted.slice(0, mostFindings).map(({ name, state }) => formatFinding(rated, name, state));
  const rest = sorted.length - shown.length;
  return rest > 0 ? [...shown, phrase(guideline, 'moreItems', { count: String(rest) })] : shown;
}

function rank({ state: { value } }: Finding): number {
  if (value === true) return 0;
  return value === false ? 2 : 1;
}

/** Silence is no finding, nor is what merely follows from another finding being absent. */
export function isTold(name: string, { basis, value, proofs }: FactState): boolean {
  if (basis === 'silent' || name.startsWith('order')) return false;
  if (isAtLeast(value) && value.atLeast === 0) return false;
  return basis !== 'derived' || value !== false || proofs.length > 0;
}

function changes(rated: RatedOrder, { allNormal, ifPresent }: Changes): readonly string[] {
  const { guideline } = rated;
  const names = (facts: readonly string[]): string => {
    const rest = facts.length - mostNamed;
    const named = facts.slice(0, mostNamed).map((name) => screenItem(rated, name));
    if (rest > 0) named.push(phrase(guideline, 'moreItems', { count: String(rest) }));
    return named.join(', ');
  };
  const present = ifPresent.map(({ facts, rating }) =>
    phrase(guideline, 'ifPresent', { facts: names(facts), outcome: phraseOf(guideline, 'outcome', rating) }),
  );
  if (allNormal === undefined) return present;
  const { rating, summary } = allNormal.criterion.definition;
  const isOpen = rating === 'insufficient-information';
  const outcome = isOpen ? phrase(guideline, 'stillOpen', { summary }) : phraseOf(guideline, 'outcome', rating);
  return [phrase(guideline, 'ifAllNormal', { facts: names(allNormal.facts), outcome }), ...present];
}

function footer({ guideline, decision }: RatedOrder, session: RequestContext): string {
  const { definition } = decision.criterion;
  const line = phrase(guideline, 'footer', {
    guideline: guideline.documents.guideline.title,
    version: guideline.version,
    criterion: definition.id,
    date: formatDay(session.asOf),
  });
  return `${phrase(guideline, 'basedOn', { source: definition.source })}  \n${line}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `- ${items.join('\n- ')}`;
}
