import type { Facts } from '../facts/build-facts.js';
import type { Criterion } from '../guideline/guideline.js';
import { frameWith } from './frame-with.js';
import { firstMatch } from './match-row.js';

/** So many suspected facts are tried one by one; all of them together are tried in any case. */
const mostTried = 12;

/**
 * The suspected facts that "not indicated" may not be said over: were they true, alone or together, another row with
 * another rating would answer. What words or an unspecific code only point to is asked, never passed over.
 */
export function unsettledFacts(facts: Facts, match: Criterion): readonly string[] {
  if (match.definition.rating !== 'not-indicated') return none;
  const { guideline, states } = facts;
  const names: string[] = [];
  for (const { index, name, definition } of guideline.facts) {
    if (facts.suspected[index] !== true || definition.type !== 'flag') continue;
    const state = states[index];
    if (state?.suspected === true && hinted.has(state.basis)) names.push(name);
  }
  if (names.length === 0) return none;
  const changesIf = (present: readonly string[]): boolean => {
    const frame = frameWith(
      facts,
      present.map((name) => [name, true]),
    );
    return firstMatch(guideline, frame).definition.rating !== match.definition.rating;
  };
  const alone = names.slice(0, mostTried).filter((name) => changesIf([name]));
  if (alone.length > 0) return alone;
  return names.length > 1 && changesIf(names) ? names : none;
}

const hinted: ReadonlySet<string> = new Set(['text', 'unconfirmed', 'undated']);
const none: readonly never[] = [];
