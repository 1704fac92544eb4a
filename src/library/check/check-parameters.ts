import { earlyCalculators, lateCalculators, statementMakers } from '../../core/facts/calculators.js';
import type { ComputedDefinition } from '../../core/guideline/computed-definition.js';
import type { FactDefinition } from '../../core/guideline/documents.js';
import type { Declaration, ParameterKind } from '../../core/guideline/parameters.js';
import { isOfKind } from '../../core/guideline/parameters.js';
import { didYouMean } from '../nearest-name.js';
import type { CheckContext, Place } from './check-context.js';

const calculators: readonly Declaration[] = [...earlyCalculators, ...lateCalculators];
const declarations: readonly Declaration[] = [...calculators, ...statementMakers];

/** What `computed` of any fact may have, whatever works it out. */
const commonNames: readonly string[] = ['by', 'falseIf', 'impliedBy', 'answers', 'course', 'newOnset'];

/** Checks that `computed` of a fact names a calculator and gives it what it asks for, and nothing else. */
export function checkParameters(context: CheckContext, fact: string, definition: FactDefinition): void {
  const { computed } = definition;
  if (computed === undefined) return;
  checkCommon(context, fact, definition);
  const { by } = computed;
  const declaration = declarations.find(({ name }) => name === by);
  const at = (name: string): Place => ['facts', 'facts', fact, 'computed', name];
  if (by !== undefined && declaration === undefined)
    return context.expectKnown(
      at('by'),
      by,
      'calculator',
      declarations.map(({ name }) => name),
    );
  const { report } = context;
  const parameters = declaration?.parameters ?? {};
  const known = [...Object.keys(parameters), ...commonNames];
  for (const name of Object.keys(computed))
    if (!known.includes(name))
      report('facts', ['facts', fact, 'computed', name], `computed: unknown name "${name}"${meant(name, by, known)}`);
  for (const [name, kind] of Object.entries(parameters)) {
    const value = computed[name];
    if (value === undefined)
      report('facts', ['facts', fact, 'computed'], `computed: "${name}" is missing, ${wanted[kind]}`);
    else if (!isOfKind(kind, value)) report('facts', ['facts', fact, 'computed', name], `${name}: not ${wanted[kind]}`);
    else checkNames(context, at(name), kind, { fact, definition, computed });
  }
}

/** Parameters that had another name in earlier versions of the cards, or that nothing read. */
const formerNames: { readonly [name: string]: string } = {
  courseOf: 'it is "course: { of, positive, negative }" now',
  outcomes: 'it is called "answers" now: rename the key',
  conditional: '"mrSafety" in code-systems.yaml says so: leave it out',
  unsafe: '"mrSafety" in code-systems.yaml says so: leave it out',
};

/** Without `by` a parameter of some calculator says which one was meant. */
function meant(name: string, by: string | undefined, known: readonly string[]): string {
  const owner = by === undefined ? declarations.find(({ parameters }) => name in parameters) : undefined;
  const change = formerNames[name];
  if (change !== undefined) return `; ${change}`;
  return owner === undefined ? didYouMean(name, known) : `; it belongs to a calculator: add "by: ${owner.name}"`;
}

const wanted: { readonly [kind in ParameterKind]: string } = {
  days: 'a number of days',
  count: 'a whole number of 1 or more',
  'yes or no': 'true or false',
  fact: 'the name of a fact',
  'known fact': 'the name of a fact',
  facts: 'a list of facts',
  'fact by fact': 'a fact for each fact, or {}',
  'series of signs': 'the name of a series of signs',
  'series of weights': 'the name of a series of weights',
  'list of scores': 'a list of series of scores',
  'value set': 'the name of a value set',
  'value sets': 'a list of value sets',
  word: 'a word of the fact',
  'value sets by word': 'a value set for each word',
};

interface Given {
  readonly fact: string;
  readonly definition: FactDefinition;
  readonly computed: ComputedDefinition;
}

/** Checks what the names in a parameter stand for. */
function checkNames(context: CheckContext, place: Place, kind: ParameterKind, given: Given): void {
  const { facts, valueSets } = context.documents;
  const value = given.computed[place.at(-1) ?? ''];
  switch (kind) {
    case 'days':
    case 'count':
    case 'yes or no':
      return;
    case 'fact':
    case 'facts':
      return expectEach(context, place, value, 'fact', Object.keys(facts));
    case 'fact by fact':
      for (const [name, other] of Object.entries(value ?? {})) {
        context.expectKnown([...place, name], name, 'fact', Object.keys(facts));
        expectEach(context, [...place, name], other, 'fact', Object.keys(facts));
      }
      return;
    case 'known fact':
      expectEach(context, place, value, 'fact', Object.keys(facts));
      return expectEarlier(context, place, String(value), given);
    case 'series of signs':
      return expectEach(context, place, value, 'series of signs', seriesOf(context, 'signs'));
    case 'series of weights':
      return expectEach(context, place, value, 'series of weights', seriesOf(context, 'weight'));
    case 'list of scores':
      return expectEach(context, place, value, 'series of scores', seriesOf(context, 'score'));
    case 'value set':
    case 'value sets':
      return expectEach(context, place, value, 'value set', Object.keys(valueSets));
    case 'word':
      return expectEach(context, place, value, 'word of the fact', wordsFor(context, given));
    case 'value sets by word':
      return checkByWord(context, place, value, given);
  }
}

function seriesOf({ documents }: CheckContext, kind: string): readonly string[] {
  return Object.entries(documents.series).flatMap(([name, series]) => (series.kind === kind ? [name] : []));
}

/** The words of an enumerated fact, or of the facts that its parameters name. */
function wordsFor({ documents }: CheckContext, { definition, computed }: Given): readonly string[] {
  if (definition.values !== undefined) return definition.values;
  return Object.values(computed).flatMap((name) =>
    typeof name === 'string' ? (documents.facts[name]?.values ?? []) : [],
  );
}

function expectEach(context: CheckContext, place: Place, value: unknown, what: string, known: readonly string[]): void {
  if (typeof value === 'string') return context.expectKnown(place, value, what, known);
  const names = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  context.expectAll(place, names, what, known);
}

function checkByWord(context: CheckContext, place: Place, value: unknown, { definition }: Given): void {
  for (const [word, set] of Object.entries(value ?? {})) {
    context.expectKnown([...place, word], word, 'word of the fact', definition.values ?? []);
    expectEach(context, [...place, word], set, 'value set', Object.keys(context.documents.valueSets));
  }
}

/** A value that is used must have been worked out: by a calculator that stands above this one. */
function expectEarlier({ documents, report }: CheckContext, place: Place, name: string, { computed }: Given): void {
  const other = documents.facts[name]?.computed?.by;
  const step = (by: string | undefined): number => calculators.findIndex((calculator) => calculator.name === by);
  const isLate = step(computed.by) >= earlyCalculators.length;
  const isKnown = step(other) < 0 ? isLate : step(other) < step(computed.by);
  const [kind, ...path] = place;
  if (name in documents.facts && !isKnown)
    report(kind, path, `"${name}" is not known yet when "${computed.by ?? ''}" works this fact out`);
}

function checkCommon(context: CheckContext, fact: string, definition: FactDefinition): void {
  const { facts, series } = context.documents;
  const { impliedBy, answers, course, newOnset, by } = definition.computed ?? {};
  const at = (...path: readonly string[]): Place => ['facts', 'facts', fact, 'computed', ...path];
  context.expectAll(at('impliedBy'), impliedBy, 'fact', Object.keys(facts));
  if (answers !== undefined && declarations.every(({ name, parameters }) => name !== by || !('answers' in parameters)))
    checkByWord(context, at('answers'), answers, { fact, definition, computed: definition.computed ?? {} });
  context.expectAll(at('newOnset', 'unless'), newOnset?.unless, 'fact', Object.keys(facts));
  context.expectAll(at('course', 'of'), course?.of, 'fact', Object.keys(facts));
  const words = Object.keys(series.qualifiers?.places ?? {});
  for (const member of ['positive', 'negative'] as const)
    context.expectAll(at('course', member), course?.[member], 'word of "qualifiers" in series.yaml', words);
}
