import type { RatedOrder } from '../decide/rated-order.js';
import { factNamed, isSuspected, stateNamed } from '../guideline/fact-by-name.js';
import type { Fact } from '../guideline/guideline.js';
import { companionsOf } from '../guideline/indication.js';
import { phrase } from '../guideline/phrase.js';
import { referenceTo } from '../read/statement.js';
import type { FactState } from '../values/fact.js';
import { briefDoubt, briefFinding, briefScreen, proofDate } from './brief-finding.js';
import { countWords, type Piece } from './brief-fit.js';
import { isTold } from './card-detail.js';
import { careOnRecord } from './care-on-record.js';

const mostBecause = 3;
const mostKnown = 4;
const mostAlso = 4;

/** The findings behind the answer, at most three, and every red flag beside them that is documented. */
export function findingPieces(rated: RatedOrder): readonly Piece[] {
  const told = toldFindings(rated);
  const shown = told.slice(0, mostBecause);
  const named = new Set(shown.flatMap(({ facts }) => facts));
  const others = rated.guideline.facts.filter(
    ({ index, name, isRedFlag }) => isRedFlag && rated.facts.values[index] === true && !named.has(name),
  );
  const also = others.flatMap(({ name }) => {
    const state = stateNamed(rated.facts, name);
    return state === undefined ? [] : [briefFinding(rated, name, state)];
  });
  return [
    ...knownPieces(rated, named),
    ...shown.map(({ text }, at): Piece => ({ block: 'because', text, weight: becauseWeights[at] ?? 6 })),
    ...also.slice(0, mostAlso).map((text): Piece => ({ block: 'also', text, weight: 1 })),
  ];
}

const becauseWeights = [1, 3, 6];

/** On a card that cannot rate: what is on record beside what the row read, durations and care first. */
function knownPieces(rated: RatedOrder, named: ReadonlySet<string>): readonly Piece[] {
  const { guideline, facts, decision } = rated;
  if (decision.criterion.definition.rating !== 'insufficient-information') return [];
  const care = careOnRecord(rated).filter(({ fact }) => !named.has(fact));
  const companions = companionsOf(guideline);
  const known = guideline.facts.flatMap(({ name, index, definition, isRedFlag }) => {
    const state = facts.states[index];
    const isDuration = definition.type === 'days';
    if (state === undefined || named.has(name) || isRedFlag || state.proofs.length === 0) return [];
    // what names no danger tells a reader nothing
    if (companions.has(name)) return [];
    // the clinician has just written the reasons of the order
    if (state.proofs[0]?.reference === referenceTo(rated.order)) return [];
    if (!isTold(name, state) || (!isDuration && state.value !== true)) return [];
    if (care.some(({ fact }) => fact === name)) return [];
    const rank = isDuration ? 0 : definition.silence === 'N' ? 2 : 3;
    return [{ text: briefFinding(rated, name, state), rank }];
  });
  const given = care.map(({ text, newest, isCounted }) => {
    const date = proofDate(rated, newest);
    return { text: isCounted ? phrase(guideline, 'careLast', { care: text, date }) : `${text} (${date})`, rank: 1 };
  });
  return [...known, ...given]
    .sort((left, right) => left.rank - right.rank)
    .slice(0, mostKnown)
    .map(({ text }, at): Piece => ({ block: 'known', text, weight: knownWeights[at] ?? 6 }));
}

const knownWeights = [3, 3, 4];

/** Red flags that are possible and not settled, signs of an emergency first. */
export function redFlagsInDoubt({ guideline, facts }: RatedOrder): readonly Fact[] {
  return guideline.facts
    .filter(({ isRedFlag, name }) => isRedFlag && isSuspected(facts, name))
    .sort((left, right) => Number(right.isEmergency) - Number(left.isEmergency));
}

/** Every red flag in doubt: the first with what the record says, where that is much the others by their names alone. */
export function doubtPieces(rated: RatedOrder): readonly Piece[] {
  const { guideline, facts, decision } = rated;
  // beside a rating, what only contributes to a red flag is none by itself
  const isRated = decision.criterion.definition.rating !== 'insufficient-information';
  if (isRated && !isSuspected(facts, guideline.documents.guideline.safety.redFlag)) return [];
  const doubts = redFlagsInDoubt(rated);
  let words = 0;
  const texts = doubts.slice(0, mostDoubts).map(({ name }) => {
    const whole = briefDoubt(rated, name);
    words += countWords(whole);
    return words <= mostDoubtWords || words === countWords(whole)
      ? whole
      : phrase(guideline, 'briefDoubt', { label: guideline.labelInSentence(name) });
  });
  const rest = doubts.length - texts.length;
  if (rest > 0) texts.push(phrase(guideline, 'moreItems', { count: String(rest) }));
  return texts.map((text): Piece => ({ block: 'doubt', text, weight: 0 }));
}

const mostDoubts = 5;
const mostDoubtWords = 36;

interface Told {
  readonly facts: readonly string[];
  readonly text: string;
  readonly rank: number;
}

/** What the row read: red flags, other findings, values, then what is absent; the normal screen as one item. */
function toldFindings(rated: RatedOrder): readonly Told[] {
  const { guideline, facts, decision } = rated;
  const { screen } = guideline.documents.guideline.safety;
  const names = decision.because.filter((name) => {
    const state = stateNamed(facts, name);
    return state !== undefined && isTold(name, state);
  });
  const normal = screen.filter((name) => names.includes(name) && stateNamed(facts, name)?.value === false);
  const isGrouped = normal.length > 1;
  const told = names.flatMap((name): readonly Told[] => {
    const state = stateNamed(facts, name);
    if (state === undefined || (isGrouped && normal.includes(name))) return [];
    return [{ facts: [name], text: briefFinding(rated, name, state), rank: rankOf(rated, name, state) }];
  });
  if (isGrouped) told.push({ facts: normal, text: briefScreen(rated, normal), rank: 3 });
  return told.sort((left, right) => left.rank - right.rank);
}

/** How long, and which course: it says more than an age. */
const counted: ReadonlySet<string> = new Set(['days', 'enum']);

function rankOf({ guideline }: RatedOrder, name: string, { value, basis }: FactState): number {
  // what silence never makes false was recorded because it matters: "no physical therapy"
  const isRecorded = basis === 'documented' && factNamed(guideline, name)?.definition.silence === 'N';
  if (value === false) return isRecorded ? 2 : 5;
  if (value !== true) return counted.has(guideline.documents.facts[name]?.type ?? '') ? 2 : 4;
  const index = guideline.indexOf(name);
  return index !== undefined && guideline.facts[index]?.isRedFlag === true ? 0 : 1;
}
