import type { Token } from './token.js';

/** Whether a number, a grade or a level is what a pattern asks for; `before` is the number that stands before it, if one does. */
export type SpecialTest = (token: Token, before?: Token) => boolean;

/** The names of what may stand between `<` and `>`, for messages. */
export const specialForms: readonly string[] = [
  'number',
  'number from 200',
  'number to 3',
  'lower number',
  'lower number to 95',
  'higher number',
  'higher number from 105',
  'grade 5',
  'grade below 5',
  'grade 3 or less',
  'reflex 0',
  'reflex 1',
  'temperature',
  'temperature from 38',
  'temperature below 38',
  'celsius from 38',
  'celsius below 38',
  'fahrenheit from 38',
  'fahrenheit below 38',
  'level',
  'date',
];

/** Numbers that may be a temperature, as pairs of lowest and highest. */
export interface TemperatureRanges {
  readonly celsius: readonly number[];
  readonly fahrenheit: readonly number[];
}

const strengthScale = 5;
const reflexScales: readonly number[] = [2, 4];

/** What `<name>` asks for; undefined when there is no such thing. */
export function specialOf(name: string, temperature: TemperatureRanges): SpecialTest | undefined {
  const [kind, how, given, ...rest] = name.split(' ');
  const limit = Number(how === 'from' || how === 'to' || how === 'below' ? given : how);
  if (kind === 'number') return numberTest(how, limit);
  if (kind === 'lower' || kind === 'higher') return comparedTest(kind, Number(rest[0] ?? 100) / 100);
  if (kind === 'level') return (token) => token.kind === 'level';
  if (kind === 'date') return (token) => token.kind === 'date';
  if (kind === 'temperature') return temperatureTest(how, limit, temperature);
  // "38F" is a woman of 38; limits are Celsius in both
  if (kind === 'celsius') return temperatureTest(how, limit, { ...temperature, fahrenheit: [] });
  if (kind === 'fahrenheit') return temperatureTest(how, limit, { ...temperature, celsius: [] });
  if (Number.isNaN(limit)) return undefined;
  if (kind === 'reflex') return reflexTest(limit);
  if (kind !== 'grade') return undefined;
  if (how === 'below') return (token) => isStrength(token) && token.value < limit;
  if (given === 'or' && rest[0] === 'less') return (token) => isStrength(token) && token.value <= limit;
  return (token) => isStrength(token) && token.value === limit;
}

const limited: ReadonlySet<string> = new Set(['number', 'temperature', 'celsius', 'fahrenheit', 'grade', 'reflex']);

/** Whether `<name>` asks for a number, or a grade, within a limit: any number says nothing by itself. */
export function hasLimit(name: string): boolean {
  const [kind = '', ...limit] = name.split(' ');
  return limited.has(kind) && limit.length > 0;
}

/** Compares a number with the one before it: beyond it, or at least by a share of it. */
function comparedTest(kind: 'lower' | 'higher', share: number): SpecialTest {
  const isBeyond = (value: number, limit: number): boolean => (kind === 'lower' ? value < limit : value > limit);
  return (token, before) => {
    const limit = (before?.value ?? Number.NaN) * share;
    return token.kind === 'number' && (isBeyond(token.value, limit) || (share !== 1 && token.value === limit));
  };
}

/** Whether a token is a number that may be a temperature. */
function isTemperature({ kind, value }: Token, { celsius, fahrenheit }: TemperatureRanges): boolean {
  return kind === 'number' && (isIn(value, celsius) || isIn(value, fahrenheit));
}

function numberTest(how: string | undefined, limit: number): SpecialTest | undefined {
  if (how === undefined) return ({ kind }) => kind === 'number';
  if (Number.isNaN(limit)) return undefined;
  if (how === 'from') return ({ kind, value }) => kind === 'number' && value >= limit;
  return how === 'to' ? ({ kind, value }) => kind === 'number' && value <= limit : undefined;
}

function isStrength({ kind, value, scale }: Token): boolean {
  return kind === 'grade' && scale === strengthScale && value <= strengthScale;
}

function reflexTest(wanted: number): SpecialTest {
  return ({ kind, value, scale }) =>
    (kind === 'grade' && reflexScales.includes(scale) && Math.round(value) === wanted) ||
    (kind === 'number' && value === wanted);
}

function temperatureTest(how: string | undefined, limit: number, ranges: TemperatureRanges): SpecialTest | undefined {
  if (how === undefined) return (token) => isTemperature(token, ranges);
  if (Number.isNaN(limit)) return undefined;
  const celsius = (value: number): number =>
    isIn(value, ranges.fahrenheit) ? Math.round((value - 32) / 0.018) / 100 : value;
  if (how === 'from') return (token) => isTemperature(token, ranges) && celsius(token.value) >= limit;
  return how === 'below' ? (token) => isTemperature(token, ranges) && celsius(token.value) < limit : undefined;
}

function isIn(value: number, [lowest, highest]: readonly number[]): boolean {
  return lowest !== undefined && highest !== undefined && value >= lowest && value <= highest;
}
