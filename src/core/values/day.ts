import { isObject, textOf } from './json.js';

/** A calendar day, counted from 1970-01-01. */
export type Day = number;

/** The days a date may mean: one day for a full date, more for `2019` or `2019-03`. */
export interface DayRange {
  readonly earliest: Day;
  readonly latest: Day;
  /** as the record states it, cut to its date part */
  readonly text: string;
}

const millisecondsPerDay = 86_400_000;
/** ISO 8601 basic format, and the timestamp of HL7 v2, which leaves the T out. */
const basicPattern =
  /^(\d{4})(\d{2})(\d{2})(?:[Tt ]?(\d{2})(\d{2})(?:(\d{2})(?:\.\d+)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const dash = 45;

/** A clock ahead of UTC may write tomorrow's date. */
const utcSlackDays = 1;

/** Whether a day lies ahead of the evaluation day, so that it proves nothing yet. */
export function isAhead(day: Day, asOf: Day): boolean {
  return day > asOf + utcSlackDays;
}

/**
 * Reads a FHIR date, dateTime or instant, in the extended or the basic format. A time with an offset is placed on its UTC day, a time without one on the
 * day written; an impossible or malformed date is undefined, never a guess.
 */
export function readDate(value: unknown): DayRange | undefined {
  // character by character: a record has thousands of dates, and each is read this way in a fifth of the time
  const text = textOf(value);
  const year = text === undefined ? Number.NaN : digits(text, 0, 4);
  if (text === undefined || Number.isNaN(year)) return undefined;
  if (text.length === 4) return { earliest: dayOf(year, 1, 1), latest: dayOf(year, 12, 31), text };
  if (text.charCodeAt(4) !== dash) return readBasic(text);
  const month = digits(text, 5, 7);
  if (!(month >= 1 && month <= 12)) return undefined;
  const lastDay = daysInMonth(year, month);
  if (text.length === 7) return { earliest: dayOf(year, month, 1), latest: dayOf(year, month, lastDay), text };
  const day = text.charCodeAt(7) === dash ? digits(text, 8, 10) : Number.NaN;
  if (!(day >= 1 && day <= lastDay)) return undefined;
  const written = dayOf(year, month, day);
  if (text.length === 10) return { earliest: written, latest: written, text };
  const shifted = written + daysToUtc(text, 10);
  if (Number.isNaN(shifted)) return undefined;
  return { earliest: shifted, latest: shifted, text: text.slice(0, 10) };
}

/** 20260915, 20260915T101500-0500: read as the same moment in the extended format. */
function readBasic(text: string): DayRange | undefined {
  const [, year, month, day, hour, minute, second = '00', zone = ''] = basicPattern.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = `${year}-${month}-${day}`;
  return readDate(hour === undefined ? date : `${date}T${hour}:${minute}:${second}${zone}`);
}

/** The number that stands in these places; NaN unless all of them are digits. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

let lastFormatted: { readonly day: Day; readonly text: string } | undefined;

/** The day as YYYY-MM-DD; requests ask for today over and over. */
export function formatDay(day: Day): string {
  if (lastFormatted?.day !== day)
    lastFormatted = { day, text: new Date(day * millisecondsPerDay).toISOString().slice(0, 10) };
  return lastFormatted.text;
}

/** Days since an instant's UTC day began counting; the evaluation day of a request. */
export function dayOfInstant(milliseconds: number): Day {
  return Math.floor(milliseconds / millisecondsPerDay);
}

/** A Period as the range from its start to its end; an open end stays undefined. */
export function readPeriod(value: unknown): {
  readonly start: DayRange | undefined;
  readonly end: DayRange | undefined;
} {
  if (!isObject(value)) return { start: undefined, end: undefined };
  const [start, end] = [readDate(value['start']), readDate(value['end'])];
  const reversed = start !== undefined && end !== undefined && end.latest < start.earliest;
  return reversed ? { start: end, end: start } : { start, end };
}

/** Completed years between two days. */
export function yearsBetween(from: Day, to: Day): number {
  const [first, second] = [new Date(from * millisecondsPerDay), new Date(to * millisecondsPerDay)];
  const years = second.getUTCFullYear() - first.getUTCFullYear();
  const months = second.getUTCMonth() - first.getUTCMonth();
  const beforeBirthday = months < 0 || (months === 0 && second.getUTCDate() < first.getUTCDate());
  return beforeBirthday ? years - 1 : years;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Counts in years that begin in March, so that the leap day comes last. */
function dayOf(year: number, month: number, day: number): Day {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - daysBefore1970;
}

/** From 1 March of the year 0. */
const daysBefore1970 = 719_468;

/**
 * The days by which the zone of a time is off UTC; a time without a zone stays on the day written. The time begins at a
 * place of a text and goes to its end, `T10:15:00.5-05:00`; NaN when it is no time.
 */
function daysToUtc(text: string, from: number): number {
  const separator = text.charCodeAt(from);
  if (separator !== blank && (separator | 0x20) !== letterT) return Number.NaN;
  if (text.charCodeAt(from + 3) !== colon) return Number.NaN;
  const minutes = digits(text, from + 1, from + 3) * 60 + digits(text, from + 4, from + 6);
  let at = from + 6;
  if (text.charCodeAt(at) === colon) {
    if (Number.isNaN(digits(text, at + 1, at + 3))) return Number.NaN;
    at = text.charCodeAt(at + 3) === point ? afterDigits(text, at + 4) : at + 3;
  }
  const zone = text.length - at;
  if (zone === 0) return minutes >= 0 ? 0 : Number.NaN;
  const sign = text.charCodeAt(at);
  if ((sign | 0x20) === letterZ) return zone === 1 ? Math.floor(minutes / minutesPerDay) : Number.NaN;
  const hasColon = zone === 6 && text.charCodeAt(at + 3) === colon;
  if ((sign !== plus && sign !== dash) || (zone !== 3 && zone !== 5 && !hasColon)) return Number.NaN;
  const hours = digits(text, at + 1, at + 3);
  const ahead = hours * 60 + (zone === 3 ? 0 : digits(text, text.length - 2, text.length));
  return Math.floor((sign === dash ? minutes + ahead : minutes - ahead) / minutesPerDay);
}

const [blank, plus, point, colon, letterT, letterZ] = [0x20, 0x2b, 0x2e, 0x3a, 0x74, 0x7a];
const minutesPerDay = 1440;

/** Where the digits end that begin at a place; NaN where there is none. */
function afterDigits(text: string, from: number): number {
  let at = from;
  while (digits(text, at, at + 1) >= 0) at += 1;
  return at > from ? at : Number.NaN;
}
