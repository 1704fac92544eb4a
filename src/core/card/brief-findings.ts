import type { RatedOrder } from '../decide/rated-order.js';
import { isSuspected, stateNamed } from '../guideline/fact-by-name.js';
import { referenceTo } from '../read/statement.js';
import type { FactState } from '../values/fact.js';
import { briefDoubt, briefFinding, briefScreen } from './brief-finding.js';
import type { Piece } from './brief-fit.js';
import { isTold } from './card-detail.js';

const mostBecause = 3;
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
  const known = guideline.facts.flatMap(({ name, index, definition, isRedFlag }) => {
    const state = facts.states[index];
    const isDuration = definition.type === 'days';
    if (state === undefined || named.has(name) || isRedFlag || state.proofs.length === 0) return [];
    // the clinician has just written the reasons of the order
    if (state.proofs[0]?.reference === referenceTo(rated.order)) return [];
    if (!isTold(name, state) || (!isDuration && state.value !== true)) return [];
    const rank = isDuration ? 0 : definition.silence === 'N' ? 1 : 2;
    return [{ text: briefFinding(rated, name, state), rank }];
  });
  return known
    .sort((left, right) => left.rank - right.rank)
    .slice(0, mostBecause)
    .map(({ text }, at): Piece => ({ block: 'known', text, weight: knownWeights[at] ?? 6 }));
}

const knownWeights = [3, 3, 4];

/** Red flags that are possible and not settled, with what the record says: never left out. */
export function doubtPieces(rated: RatedOrder): readonly Piece[] {
  return rated.guideline.facts
    .filter(({ isRedFlag, name }) => isRedFlag && isSuspected(rated.facts, name))
    .slice(0, mostDoubts)
    .map(({ name }): Piece => ({ block: 'doubt', text: briefDoubt(rated, name), weight: 0 }));
}

const mostDoubts = 4;

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

function rankOf({ guideline }: RatedOrder, name: string, { value }: FactState): number {
  if (value === false) return 5;
  if (value !== true) return guideline.documents.facts[name]?.type === 'days' ? 2 : 4;
  const index = guideline.indexOf(name);
  return index !== undefined && guideline.facts[index]?.isRedFlag === true ? 0 : 1;
}
