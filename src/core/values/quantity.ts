import ucum from '@lhncbc/ucum-lhc';
import { isObject, type JsonObject, numberOf, textOf } from './json.js';
import { memo } from './memo.js';

/** A number with its unit as the record gives it; `bound` when a comparator makes it a lower or upper bound. */
export interface Quantity {
  readonly value: number;
  readonly unit: string | undefined;
  readonly bound: 'exact' | 'atLeast' | 'atMost';
}

/** Part of the number line; what is not given has no end there. */
export interface NumericRange {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly below?: number;
}

/** Reads a FHIR Quantity; a quantity without a number is undefined. */
export function readQuantity(value: unknown): Quantity | undefined {
  if (!isObject(value)) return undefined;
  const number = numberOf(value.value);
  if (number === undefined) return undefined;
  const comparator = textOf(value.comparator);
  const bound =
    comparator === '>=' || comparator === '>'
      ? 'atLeast'
      : comparator === '<' || comparator === '<='
        ? 'atMost'
        : 'exact';
  return { value: number, unit: textOf(value.code) ?? textOf(value.unit), bound };
}

/** The number in the wanted UCUM unit, or undefined when the units do not convert; no unit stated = undefined. */
export function inUnit(quantity: Quantity, wanted: string | undefined): number | undefined {
  if (wanted === undefined || quantity.unit === wanted) return quantity.value;
  if (quantity.unit === undefined) return undefined;
  const from = writtenUnits[quantity.unit.toLowerCase().replaceAll(' ', '')] ?? quantity.unit;
  if (from === wanted) return quantity.value;
  const conversion = conversionsTo(wanted)(from);
  return conversion === undefined ? undefined : roundOff(quantity.value * conversion.factor + conversion.offset);
}

/** From one unit to another: `value * factor + offset`. */
interface Conversion {
  readonly factor: number;
  readonly offset: number;
}

const mostConversions = 1_000;

/** Reading units takes UCUM about as long as the rest of an Observation takes us, and records use few of them. */
const conversionsTo = memo(mostConversions, (to) => memo(mostConversions, (from) => findConversion(from, to)));

/** Every unit that values are asked for in converts by a straight line, temperatures included. */
function findConversion(from: string, to: string): Conversion | undefined {
  const offset = convert(0, from, to);
  const one = convert(1, from, to);
  return offset === undefined || one === undefined ? undefined : { factor: one - offset, offset };
}

function convert(value: number, from: string, to: string): number | undefined {
  const { status, toVal } = silently(() => ucum.UcumLhcUtils.getInstance().convertUnitTo(from, value, to));
  return status === 'succeeded' && typeof toVal === 'number' ? toVal : undefined;
}

/** UCUM prints a unit that it cannot take apart, which may be any words of a record. */
function silently<Result>(run: () => Result): Result {
  const print = console.log;
  console.log = () => undefined;
  try {
    return run();
  } finally {
    console.log = print;
  }
}

/** Whether a unit is one of UCUM, so that values of a record can be brought into it. */
export function isUnit(unit: string): boolean {
  return convert(1, unit, unit) !== undefined;
}

/** `inUnit`, but a score or ratio (`{score}`, `{T-score}`) is a plain number and needs no unit. */
export function readInUnit(quantity: Quantity, wanted: string | undefined): number | undefined {
  const isPlain = wanted?.startsWith('{') === true && plainUnits.has(quantity.unit ?? '');
  return isPlain ? quantity.value : inUnit(quantity, wanted);
}

const plainUnits: ReadonlySet<string> = new Set(['', '1', '{score}', '{Score}', 'score', '{T-score}', '{s}', '/10']);

/** Units that people write where UCUM has another spelling. */
const writtenUnits: { readonly [written: string]: string } = {
  c: 'Cel',
  '°c': 'Cel',
  degc: 'Cel',
  f: '[degF]',
  '°f': '[degF]',
  degf: '[degF]',
  lb: '[lb_av]',
  lbs: '[lb_av]',
  days: 'd',
  day: 'd',
  weeks: 'wk',
  week: 'wk',
  months: 'mo',
  years: 'a',
  ml: 'mL',
  'mm/hr': 'mm/h',
  'mm/1h': 'mm/h',
  'ml/min/1.73m2': 'mL/min/{1.73_m2}',
  'ml/min/{1.73_m2}': 'mL/min/{1.73_m2}',
  '{score}': '{score}',
};

/** Conversions leave a trail of binary digits (38.50000000000006): cut it where no measurement reaches. */
function roundOff(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Whether a number lies in a range; an upper or lower bound only proves what holds for all it may stand for. */
export function inRange(value: number, range: NumericRange, bound: Quantity['bound'] = 'exact'): boolean {
  const lowEnough =
    range.atMost === undefined ? range.below === undefined || value < range.below : value <= range.atMost;
  const highEnough =
    range.atLeast === undefined ? range.above === undefined || value > range.above : value >= range.atLeast;
  const capped = range.atMost !== undefined || range.below !== undefined;
  const floored = range.atLeast !== undefined || range.above !== undefined;
  if (bound === 'atLeast' && capped) return false;
  if (bound === 'atMost' && floored) return false;
  return lowEnough && highEnough;
}

/** Where a quantity stands against the reference ranges of its Observation; undefined = no usable range. */
export function againstReference(
  quantity: Quantity,
  observation: JsonObject,
  side: 'high' | 'low',
): 'outside' | 'inside' | undefined {
  const ranges = Array.isArray(observation.referenceRange) ? observation.referenceRange : [];
  for (const range of ranges) {
    if (!isObject(range)) continue;
    const limit = readQuantity(range[side]);
    if (limit === undefined) continue;
    const value =
      limit.unit === undefined || quantity.unit === undefined ? quantity.value : inUnit(quantity, limit.unit);
    if (value === undefined) continue;
    const isOutside = side === 'high' ? value > limit.value : value < limit.value;
    return isOutside ? 'outside' : 'inside';
  }
  return undefined;
}
