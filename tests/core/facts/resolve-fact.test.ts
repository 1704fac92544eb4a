import { describe, expect, it } from 'vitest';
import { resolveFlag } from '../../../src/core/facts/resolve-fact.js';
import { compileGuideline } from '../../../src/core/guideline/compile-guideline.js';
import type { Fact } from '../../../src/core/guideline/guideline.js';
import type { Statement } from '../../../src/core/read/statement.js';
import { parseRule } from '../../../src/core/rules/parse-expression.js';
import { formatDay, readDate } from '../../../src/core/values/day.js';
import type { Basis } from '../../../src/core/values/fact.js';
import { smallGuideline } from '../guideline/small-guideline.js';

const asOf = readDate('2026-11-24')?.earliest ?? 0;
const window = 90;
const ever = Number.POSITIVE_INFINITY;

interface Said extends Partial<Pick<Statement, 'says' | 'why' | 'window'>> {
  /** days before the evaluation day, or a partial date; left out: undated */
  readonly on?: number | string;
}

interface Case {
  readonly case: string;
  readonly said: readonly Said[];
  readonly fact?: Partial<Pick<Fact, 'isRedFlag' | 'isEmergency'>> & { readonly longStanding?: number };
  /** undefined: nothing speaks to the fact */
  readonly becomes: { readonly value?: boolean; readonly suspected?: boolean; readonly basis: Basis } | undefined;
}

const positive = (on?: number | string): Said => ({ says: 'positive', ...(on === undefined ? {} : { on }) });
const negative = (on?: number | string): Said => ({ says: 'negative', ...(on === undefined ? {} : { on }) });
const hint = (on?: number | string): Said => ({ says: 'hint', ...(on === undefined ? {} : { on }) });
const present = { value: true, basis: 'documented' } as const;
const absent = { value: false, basis: 'documented' } as const;
const suspected = (basis: Basis) => ({ suspected: true, basis });
const redFlag = { isRedFlag: true };
const emergency = { isRedFlag: true, isEmergency: true };

const cases: readonly Case[] = [
  { case: 'nothing is said', said: [], becomes: undefined },
  // rule 3 and 4: what is only suspected
  { case: 'a hint alone', said: [hint(5)], becomes: suspected('text') },
  { case: 'an unconfirmed diagnosis', said: [{ ...hint(5), why: 'unconfirmed' }], becomes: suspected('unconfirmed') },
  { case: 'a positive beside a hint', said: [positive(5), hint(1)], becomes: present },
  { case: 'a hint before a negative', said: [hint(5), negative(1)], becomes: absent },
  { case: 'a hint after a negative', said: [negative(5), hint(1)], becomes: suspected('text') },
  { case: 'a hint on the day of a negative', said: [negative(5), hint(5)], becomes: suspected('text') },
  // rule 6: dates
  { case: 'an undated positive', said: [positive()], becomes: suspected('undated') },
  { case: 'an undated positive that time does not end', said: [{ ...positive(), window: ever }], becomes: present },
  { case: 'an undated negative', said: [negative()], becomes: undefined },
  { case: 'an undated hint and a negative', said: [hint(), negative(5)], becomes: absent },
  {
    case: 'an undated hint of a red flag and a negative',
    said: [hint(), negative(5)],
    fact: redFlag,
    becomes: suspected('text'),
  },
  { case: 'a positive of tomorrow, by a clock ahead', said: [positive(-1)], becomes: present },
  { case: 'a positive that lies ahead', said: [positive(-2)], becomes: suspected('undated') },
  { case: 'a negative that lies ahead', said: [negative(-2)], becomes: undefined },
  { case: 'a negative that lies ahead, and a positive', said: [negative(-2), positive(5)], becomes: present },
  // rule 7: the window
  { case: 'a positive on the last day of the window', said: [positive(90)], becomes: present },
  { case: 'a positive a day too old', said: [positive(91)], becomes: suspected('stale') },
  { case: 'a negative on the last day of the window', said: [negative(90)], becomes: absent },
  { case: 'a negative a day too old', said: [negative(91)], becomes: undefined },
  { case: 'an old positive and a valid negative', said: [positive(91), negative(5)], becomes: absent },
  { case: 'an old positive and a later old negative', said: [positive(200), negative(100)], becomes: undefined },
  {
    case: 'an old red flag and a later old negative',
    said: [positive(200), negative(100)],
    fact: redFlag,
    becomes: suspected('stale'),
  },
  {
    case: 'a red flag that began long ago',
    said: [positive(366)],
    fact: { ...redFlag, longStanding: 365 },
    becomes: undefined,
  },
  {
    case: 'a red flag that began not quite so long ago',
    said: [positive(365)],
    fact: { ...redFlag, longStanding: 365 },
    becomes: suspected('stale'),
  },
  // rule 8: conflicts
  { case: 'a positive after a negative', said: [negative(5), positive(1)], becomes: present },
  { case: 'a negative after a positive', said: [positive(5), negative(1)], becomes: absent },
  { case: 'both on one day', said: [positive(5), negative(5)], becomes: { basis: 'conflict' } },
  {
    case: 'both on one day, of a red flag',
    said: [positive(5), negative(5)],
    fact: redFlag,
    becomes: suspected('conflict'),
  },
  {
    case: 'both in months that overlap',
    said: [positive('2026-11'), negative('2026-11')],
    becomes: { basis: 'conflict' },
  },
  {
    case: 'a red flag that is denied later',
    said: [positive(5), negative(1)],
    fact: redFlag,
    becomes: absent,
  },
  {
    case: 'an emergency that is denied while it is fresh',
    said: [positive(14), negative(1)],
    fact: emergency,
    becomes: suspected('conflict'),
  },
  {
    case: 'an emergency that is denied when it is no longer fresh',
    said: [positive(15), negative(1)],
    fact: emergency,
    becomes: absent,
  },
  {
    case: 'an emergency after it was denied',
    said: [positive(1), negative(5)],
    fact: emergency,
    becomes: present,
  },
  // rule 9: unknown is never false
  { case: 'a negative and an old positive after it', said: [negative(95), positive(92)], becomes: suspected('stale') },
];

const base = compileGuideline(smallGuideline([{ rating: 'insufficient-information', when: 'true' }]), parseRule)
  .facts[1];

function factOf({ longStanding, ...flags }: NonNullable<Case['fact']>): Fact {
  if (base === undefined) throw new Error('the small guideline has no facts');
  const definition = longStanding === undefined ? base.definition : { ...base.definition, longStanding };
  return { ...base, isRedFlag: false, isEmergency: false, ...flags, window, definition };
}

function statementOf(fact: Fact, { on, says = 'positive', ...rest }: Said): Statement {
  const date = typeof on === 'number' ? formatDay(asOf - on) : on;
  const proof = { reference: 'Observation/1', display: '', date, says };
  return { fact, says, when: readDate(date), window, proof, ...rest };
}

describe('the statements about a flag', () => {
  it.each(cases)('decide: $case', ({ said, fact = {}, becomes }) => {
    const about = factOf(fact);
    const statements = said.map((one) => statementOf(about, one));
    for (const order of [statements, statements.toReversed()]) {
      const state = resolveFlag(about, order, { asOf, freshDays: 14 });
      const { value, suspected: isSuspected = false, basis } = becomes ?? {};
      expect(state && { value: state.value, suspected: state.suspected, basis: state.basis }).toEqual(
        becomes && { value, suspected: isSuspected, basis },
      );
    }
  });
});
