import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { guideline } from '../guideline.js';
import { reasons } from './missed-code-reasons.js';

interface MissedCode {
  readonly severity: string;
  readonly suggestion: string;
  readonly system: string;
  readonly code: string;
}

/** Sets that are another name of what was suggested: a hint instead of a statement, or the part that is named apart. */
const alsoRight: { readonly [suggestion: string]: readonly string[] } = {
  cancer: ['cancer-uncertain'],
  'cancer-treatment': ['cancer-treatment-unconfirmed', 'cancer-drug'],
  'physical-therapy-course': ['physical-therapy-contact'],
  osteoporosis: ['fragility-fracture-site-unstated'],
  'implant, kind unstated': ['implant-kind-unstated'],
};

const missed = readFileSync('tests/terminology/missed-codes.csv', 'utf8').split('\n').slice(1).flatMap(toMissedCode);

function toMissedCode(line: string): readonly MissedCode[] {
  const [, severity, quoted, plain, system, code] =
    /^(S\d),(?:"([^"]*)"|([^,]*)),[^,]*,([^,]*),([^,]*),/.exec(line) ?? [];
  if (severity === undefined || system === undefined || code === undefined) return [];
  return [{ severity, suggestion: quoted ?? plain ?? '', system, code }];
}

function setsOf({ system, code }: MissedCode): readonly string[] {
  const coding = guideline.codings.normalise(system, code);
  return coding === undefined
    ? []
    : Object.keys(guideline.documents.valueSets).filter((set) => guideline.inValueSet(set, coding));
}

function isRight(row: MissedCode): boolean {
  const suggested = row.suggestion.split(/ \/ |: | \(/);
  return setsOf(row).some((set) => suggested.some((each) => each === set || alsoRight[each]?.includes(set) === true));
}

it('reads the whole list', () => {
  expect(missed.filter(({ severity }) => severity === 'S1').length).toBe(48);
  expect(missed.filter(({ severity }) => severity === 'S2').length).toBe(136);
});

it('knows every code of the list by its set, or says why not', () => {
  const silent = missed.filter((row) => reasons[row.code] === undefined && !isRight(row));
  expect(silent.map(({ suggestion, code }) => `${suggestion}: ${code}`)).toEqual([]);
});

it('gives no reason for a code that is known', () => {
  expect(missed.filter((row) => reasons[row.code] !== undefined && isRight(row)).map(({ code }) => code)).toEqual([]);
  const listed = new Set(missed.map(({ code }) => code));
  expect(Object.keys(reasons).filter((code) => !listed.has(code))).toEqual([]);
});
