import { factNamed, valueNamed } from '../guideline/fact-by-name.js';
import type { FactValue } from '../values/fact.js';
import { askedFacts } from './asked-facts.js';
import type { RatedOrder } from './rated-order.js';
import { answerWith } from './what-if.js';

/**
 * The facts by which a clinician can still change the rating of an order, what is pressing first: words and the core
 * screen, then each fact of which some value brings another rating once the screen is normal.
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
    if (values.length === 0) return true;
    return values.some((value) => answerWith(facts, [...normal, [name, value]]).definition.rating !== rating);
  };
  return [...asked.filter(isPressing), ...asked.filter((name) => !isPressing(name) && changes(name))];
}

/** What a flag or a word can be; a number has too many values to be tried, and is asked. */
function valuesOf({ guideline }: RatedOrder, name: string): readonly FactValue[] {
  const definition = factNamed(guideline, name)?.definition;
  if (definition?.type === 'flag') return [true, false];
  return definition?.type === 'enum' ? (definition.values ?? []) : [];
}
