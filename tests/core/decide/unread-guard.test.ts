import { describe, expect, it } from 'vitest';
import type { RecordPart } from '../../../src/core/contract/patient-record.js';
import { leansOnUnread, partsLeanedOn } from '../../../src/core/decide/unread-guard.js';
import type { Facts } from '../../../src/core/facts/build-facts.js';
import { compileGuideline } from '../../../src/core/guideline/compile-guideline.js';
import { applyImplied } from '../../../src/core/guideline/derive.js';
import { parseRule } from '../../../src/core/rules/parse-expression.js';
import { readDate } from '../../../src/core/values/day.js';
import type { Basis, FactState, FactValue } from '../../../src/core/values/fact.js';
import { type SmallRow, smallGuideline } from '../guideline/small-guideline.js';

const today = '2026-11-24';

/** A fact as the record gives it. */
interface Known {
  readonly value?: FactValue;
  readonly suspected?: boolean;
  readonly basis?: Basis;
  readonly date?: string;
}

interface Case {
  readonly case: string;
  /** the row above the one that answers "not indicated" */
  readonly above: string;
  readonly row: string;
  readonly facts: { readonly [fact: string]: Known };
  readonly unread?: readonly RecordPart[];
  readonly rating?: SmallRow['rating'];
  readonly leans: boolean;
}

// every flag may stand in observations, conditions and encounters; the days `n` in observations only
const cases: readonly Case[] = [
  { case: 'everything was read', above: 'a', row: 'b.not()', facts: {}, unread: [], leans: false },
  { case: 'the row above may become true', above: 'a', row: 'b.not()', facts: { a: { value: false } }, leans: true },
  {
    case: 'the number cannot stand in what is unread',
    above: 'n > 3',
    row: 'n <= 3',
    facts: { n: { value: 1 } },
    leans: false,
  },
  {
    case: 'the number may be another one',
    above: 'n > 3',
    row: 'n <= 3',
    facts: { n: { value: 1 } },
    unread: ['observations'],
    leans: true,
  },
  { case: 'the row itself may not hold', above: 'n > 3', row: 'b.not()', facts: { b: { value: false } }, leans: true },
  {
    case: 'the answer is another one',
    above: 'a',
    row: 'b.not()',
    facts: {},
    rating: 'may-be-appropriate',
    leans: false,
  },
  {
    case: 'the row is about the order alone',
    above: 'a',
    row: "w = 'red'",
    facts: { w: { value: 'red', basis: 'order' } },
    leans: false,
  },
  {
    case: 'all was documented today',
    above: 'a',
    row: 'b.not()',
    facts: {
      a: { value: false, basis: 'documented', date: today },
      b: { value: false, basis: 'documented', date: today },
    },
    leans: false,
  },
  {
    case: 'it was documented yesterday',
    above: 'a',
    row: 'b.not()',
    facts: {
      a: { value: false, basis: 'documented', date: '2026-11-23' },
      b: { value: false, basis: 'documented', date: today },
    },
    leans: true,
  },
  {
    case: 'the part that would speak to it is unread',
    above: 'n > 3',
    row: 'n.empty()',
    facts: { n: { basis: 'unread' } },
    unread: ['goals'],
    leans: true,
  },
  {
    case: 'what is open cannot make the row above true',
    above: 'a and c',
    row: 'n <= 3',
    facts: { n: { value: 1 }, c: { value: false, basis: 'order' } },
    leans: false,
  },
  {
    case: 'what is open makes the row above unknown at most',
    above: 'a and c',
    row: 'n <= 3',
    facts: { n: { value: 1 }, c: { basis: 'order' } },
    leans: false,
  },
  {
    case: 'a hint may turn up',
    above: 'suspected.a ~ true',
    row: 'n <= 3',
    facts: { n: { value: 1 } },
    leans: true,
  },
  { case: 'it may become known', above: 'a.exists()', row: 'n <= 3', facts: { n: { value: 1 } }, leans: true },
  { case: 'a derived fact may change', above: 'flagged', row: 'n <= 3', facts: { n: { value: 1 } }, leans: true },
  {
    case: 'an xor may become true',
    above: 'a xor c',
    row: 'n <= 3',
    facts: { n: { value: 1 }, c: { value: true, basis: 'order' } },
    leans: true,
  },
  {
    case: 'the left side of an implication may become false',
    above: 'a implies c',
    row: 'n <= 3',
    facts: { n: { value: 1 }, a: { value: true }, c: { value: false, basis: 'order' } },
    leans: true,
  },
  {
    case: 'a disjunction holds whatever turns up',
    above: 'n > 3',
    row: 'b or n <= 3',
    facts: { n: { value: 1 }, b: { value: false } },
    leans: false,
  },
];

const entries = { understood: 0, pointing: 0, other: 0, unreadable: 0 };

function factsOf({ above, row, facts, unread = ['encounters'], rating = 'not-indicated' }: Case) {
  const rows: readonly SmallRow[] = [
    { rating: 'indicated', when: above },
    { rating, when: row },
    { rating: 'insufficient-information', when: 'true' },
  ];
  const guideline = compileGuideline(smallGuideline(rows), parseRule);
  const states = guideline.facts.map(({ name }): FactState => {
    const { value, suspected = false, basis = 'silent', date } = facts[name] ?? {};
    const proofs =
      date === undefined ? [] : [{ reference: 'Observation/1', display: '', date, says: 'value' as const }];
    return { value, suspected, basis, proofs };
  });
  const values = states.map(({ value }) => value);
  const suspected = states.map((state) => state.suspected);
  applyImplied(guideline, values, suspected);
  const asOf = readDate(today)?.earliest ?? 0;
  const built: Facts = {
    guideline,
    states,
    values,
    suspected,
    entries,
    openEntries: [],
    denials: [],
    reportFindings: [],
    openWords: new Map(),
    unreadParts: new Set(unread),
    asOf,
  };
  const match = guideline.criteria[1];
  if (match === undefined) throw new Error('there is no second row');
  return { built, match };
}

describe('an answer "not indicated" leans on what could not be read', () => {
  it.each(cases)('or not: $case', (one) => {
    const { built, match } = factsOf(one);
    expect(leansOnUnread(built, match)).toBe(one.leans);
  });
});

describe('the parts that an answer leans on', () => {
  it('are those that could change it by themselves', () => {
    const unread = ['allergies', 'encounters', 'observations', 'goals'] as const;
    const { built, match } = factsOf({
      case: '',
      above: 'a',
      row: 'n <= 3',
      facts: { n: { value: 1 } },
      unread,
      leans: true,
    });
    expect(partsLeanedOn(built, match)).toEqual(['observations', 'encounters']);
  });

  it('are all unread ones where none would do by itself', () => {
    const unread = ['allergies', 'goals'] as const;
    const facts = { n: { basis: 'unread' } } as const;
    const { built, match } = factsOf({ case: '', above: 'n > 3', row: 'n.empty()', facts, unread, leans: true });
    expect(partsLeanedOn(built, match)).toEqual(['allergies', 'goals']);
  });
});
