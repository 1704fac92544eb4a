import { digit, kindOf } from './characters.js';
import type { Token } from './token.js';

/** A grade with a sign is a little more or less than the bare one: 4+ > 4 > 4-. */
const signWeight = 0.3;
const firstYear = 1900;
const lastYear = 2100;

/** Grades of one leg in a row are at least so many. */
const shortestSeries = 3;
const fullStrength = 5;

/** Reads what begins with a digit: a number, a grade (4/5, 4+/5), grades in a row, a fraction (3/52) or a date. */
export function readNumber(text: string, start: number): Token {
  const whole = endOfDigits(text, start);
  const series = readSeries(text, start);
  if (series !== undefined) return series;
  const date = readDate(text, start, whole);
  if (date !== undefined) return date;
  const grade = readGrade(text, start, whole);
  if (grade !== undefined) return grade;
  const end = endOfNumber(text, whole);
  const written = text.slice(start, end);
  const value = Number(
    written.length - written.indexOf(',') === 4 ? written.replace(',', '') : written.replace(',', '.'),
  );
  return { kind: 'number', text: written, start, end, value, scale: Number.NaN };
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (at < text.length && kindOf(text.charCodeAt(at)) === digit) at += 1;
  return at;
}

/** 38.6, 38,6 and 1,200. */
function endOfNumber(text: string, whole: number): number {
  if (text[whole] !== '.' && text[whole] !== ',') return whole;
  const end = endOfDigits(text, whole + 1);
  if (text[whole] === ',' && (end - whole > 4 || end - whole === 3)) return end - whole === 3 ? end : whole;
  return end > whole + 1 ? end : whole;
}

/** d/m/y, y-m-d, m/yyyy; the value is the year. */
function readDate(text: string, start: number, whole: number): Token | undefined {
  const join = text[whole];
  if (join !== '/' && join !== '-' && join !== '.') return undefined;
  const second = endOfDigits(text, whole + 1);
  if (second === whole + 1) return undefined;
  const third = text[second] === join ? endOfDigits(text, second + 1) : second;
  const parts = [text.slice(start, whole), text.slice(whole + 1, second)];
  if (third > second + 1) parts.push(text.slice(second + 1, third));
  const year = parts.map(Number).find((part) => part >= firstYear && part < lastYear);
  const isDate = parts.length === 3 ? parts.every(({ length }) => length <= 4) : year !== undefined && join === '/';
  if (!isDate) return undefined;
  const end = parts.length === 3 ? third : second;
  const value = year ?? 2000 + Number(parts.at(-1));
  return { kind: 'date', text: text.slice(start, end), start, end, value, scale: Number.NaN };
}

/** 5/5/4-/4/5, muscle by muscle: one grade, of which the lowest counts; without a 4 or a 5 it may be reflexes or a date. */
function readSeries(text: string, start: number): Token | undefined {
  let [at, count, lowest, highest] = [start, 0, fullStrength, 0];
  for (;;) {
    const digits = endOfDigits(text, at);
    const grade = Number(text.slice(at, digits));
    if (digits !== at + 1 || grade > fullStrength) return undefined;
    const sign = text[digits] === '+' ? signWeight : text[digits] === '-' ? -signWeight : 0;
    count += 1;
    lowest = Math.min(lowest, grade + sign);
    highest = Math.max(highest, grade);
    at = sign === 0 ? digits : digits + 1;
    if (text[at] !== '/') break;
    at += 1;
  }
  if (count < shortestSeries || highest < fullStrength - 1) return undefined;
  return { kind: 'grade', text: text.slice(start, at), start, end: at, value: lowest, scale: fullStrength };
}

/** 4/5, 4+/5, 4 /5, 4-5/5 (the lower counts), 3/52. */
function readGrade(text: string, start: number, whole: number): Token | undefined {
  if (whole - start > 2) return undefined;
  let at = whole;
  let sign = 0;
  if (text[at] === '+' || text[at] === '-') {
    sign = text[at] === '+' ? signWeight : -signWeight;
    at += 1;
    const higher = endOfDigits(text, at);
    if (higher > at) [at, sign] = [higher, 0];
  }
  if (text[at] === ' ' && text[at + 1] === '/') at += 1;
  if (text[at] !== '/') return undefined;
  const from = text[at + 1] === ' ' ? at + 2 : at + 1;
  const end = endOfDigits(text, from);
  if (end === from || end - from > 2) return undefined;
  const value = Number(text.slice(start, whole)) + sign;
  return { kind: 'grade', text: text.slice(start, end), start, end, value, scale: Number(text.slice(from, end)) };
}
