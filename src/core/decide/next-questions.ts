import { factNamed, valueNamed } from '../guideline/fact-by-name.js';
import type { Guideline } from '../guideline/guideline.js';
import { partsOf } from '../rules/walk.js';
import type { FactValue } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';
import { askedFacts } from './asked-facts.js';
import type { RatedOrder } from './rated-order.js';
import { answerWith } from './what-if.js';

/**
 * The facts by which a clinician can still change the rating of an order, what is pressing first: words and the core
 * screen, then each fact of which some value brings another rating once the screen is normal, and, where that brings no rating,
 * what is missing besides.
 */
export function nextQuestions(rated: RatedOrder, canBeAsked: (fact: string) => boolean): readonly string[] {
  const { guideline, facts } = rated;
  const { screen } = guideline.documents.guideline.safety;
  const asked = askedFacts(rated).filter(canBeAsked);
  const isPressing = (name: string): boolean =>
    screen.includes(name) || facts.suspected[guideline.indexOf(name) ?? -1] === true;
  const normal = screen
    .filter((name) => valueNamed(facts, name) === undefined)
    .map((name): readonly [string, FactValue] => [name, false]);
  const { rating } = answerWith(facts, normal).definition;
  const changes = (name: string): boolean => {
    const values = valuesOf(rated, name);
    return values.some((value) => answerWith(facts, [...normal, [name, value]]).definition.rating !== rating);
  };
  const pressing = asked.filter(isPressing);
  const others = asked.filter((name) => !isPressing(name));
  const alone = others.filter(changes);
  // where nothing can be rated it may take several answers together
  const together = rating === 'insufficient-information' ? others.filter((name) => !alone.includes(name)) : [];
  return [...pressing, ...alone, ...together];
}

/** What a fact can be, as far as rules tell its values apart; none for a fact that no rule compares. */
function valuesOf({ guideline }: RatedOrder, name: string): readonly FactValue[] {
  const definition = factNamed(guideline, name)?.definition;
  if (definition?.type === 'flag') return [true, false];
  if (definition?.type === 'enum') return definition.values ?? [];
  return comparedNumbers(guideline).get(name) ?? [];
}

/** On both sides of every number with which a row or a derived fact compares, by fact. */
const comparedNumbers = memoByObject((guideline: Guideline): ReadonlyMap<string, readonly number[]> => {
  const numbers = new Map<string, Set<number>>();
  for (const { expression } of [...guideline.criteria, ...guideline.derived])
    for (const part of partsOf(expression)) {
      if (part.kind !== 'compare' || typeof part.literal !== 'number') continue;
      const known = numbers.get(part.fact) ?? new Set();
      numbers.set(part.fact, known);
      for (const value of [part.literal - 1, part.literal, part.literal + 1]) known.add(Math.max(0, value));
    }
  return new Map([...numbers].map(([fact, values]) => [fact, [...values]]));
});
