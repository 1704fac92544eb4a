import { describe, expect, it } from 'vitest';
import { factNamed } from '../../../src/core/guideline/fact-by-name.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { type Form, inError, status } from '../../resources.js';
import { factOf, type Known, type RecordOptions } from './read-facts.js';

/** How a record says that a flag is present, absent, or perhaps present; each form is tried in every way it can age. */
export interface FlagCase {
  readonly fact: string;
  readonly yes: { readonly [form: string]: Form };
  /** left out: nothing denies it, but silence */
  readonly no?: { readonly [form: string]: Form };
  readonly hints?: { readonly [form: string]: Form };
  /** forms that say nothing of the fact */
  readonly nothing?: { readonly [form: string]: Form };
  /** for how many days a form counts, where that differs from the fact's window */
  readonly windows?: { readonly [form: string]: number };
  /** forms that are not asked how they age (a device has no date, a supply has its own rules) */
  readonly ageless?: readonly string[];
  /** forms that are values of a series: without a date they are no part of it */
  readonly graded?: readonly string[];
  readonly options?: RecordOptions;
}

/** Tests of one flag by the value rules of criteria.md §2.2. */
export function describeFlag(flag: FlagCase): void {
  const fact = factNamed(guideline, flag.fact);
  if (fact === undefined) throw new Error(`no fact ${flag.fact}`);
  const { silence } = fact.definition;
  const silent: Known = silence === 'A' || silence === 'N' ? 'unknown' : false;
  const read = (resources: readonly JsonObject[], options: RecordOptions = {}): Known =>
    factOf(flag.fact, resources, { ...flag.options, ...options });
  const aging = Object.entries(flag.yes).filter(([form]) => flag.ageless?.includes(form) !== true);
  const denials = Object.entries(flag.no ?? {}).filter(([form]) => flag.ageless?.includes(form) !== true);
  const windowOf = (form: string): number => flag.windows?.[form] ?? fact.window;

  describe(flag.fact, () => {
    it.each(Object.entries(flag.yes))('is true by %s', (_, form) => {
      expect(read([form(3)])).toBe(true);
    });
    it.each(Object.entries(flag.no ?? {}))('is false by %s', (_, form) => {
      expect(read([form(3)])).toBe(false);
    });
    it.each(Object.entries(flag.hints ?? {}))('is suspected by %s', (_, form) => {
      expect(read([form(3)])).toBe('suspected');
    });
    it.each(Object.entries(flag.nothing ?? {}))('is %s', (_, form) => {
      expect(read([form(3)])).toBe(silent);
    });
    it(`is ${silent} when nothing is said, and unknown when nothing was read`, () => {
      expect([read([]), read([], { unread: 'all' })]).toEqual([silent, 'unknown']);
    });
    it.each(Object.entries(flag.yes))('says nothing when %s was entered in error', (_, form) => {
      expect(read([inError(form(3))])).toBe(silent);
    });
    it.each(Object.entries(flag.no ?? {}))('says nothing when the denial by %s was entered in error', (_, form) => {
      expect(read([inError(form(3))])).toBe(silent);
    });
    it.each(aging.filter(([, form]) => form(1).resourceType === 'Observation'))(
      'says nothing when %s was not asked',
      (_, form) => {
        expect(read([notAsked(form(3))])).toBe(silent);
      },
    );

    const mortal = aging.filter(([form]) => Number.isFinite(windowOf(form)));
    it.each(mortal)('counts by %s up to the last day of its window', (name, form) => {
      const last = windowOf(name);
      const old = fact.definition.longStanding ?? Number.POSITIVE_INFINITY;
      expect([read([form(last)]), read([form(last + 1)])]).toEqual([true, last + 1 > old ? silent : 'suspected']);
    });
    it.each(denials.filter(([form]) => Number.isFinite(windowOf(form))))(
      'is denied by %s up to the last day',
      (name, form) => {
        expect([read([form(windowOf(name))]), read([form(windowOf(name) + 1)])]).toEqual([false, silent]);
      },
    );
    it.each(aging.filter(([form]) => !Number.isFinite(windowOf(form))))('counts by %s at any age', (_, form) => {
      expect(read([form(4000)])).toBe(true);
    });
    it.each(aging.filter(([name, form]) => isDateable(form(1)) && flag.graded?.includes(name) !== true))(
      'does not count by %s without a date, or with one that lies ahead',
      (name, form) => {
        const undated = Number.isFinite(windowOf(name)) ? 'suspected' : true;
        expect([read([withoutDate(form(3))]), read([form(-3)])]).toEqual([undated, 'suspected']);
      },
    );

    const conditions = aging.filter(([, form]) => form(1).resourceType === 'Condition');
    const byUnconfirmed = fact.isRedFlag || fact.definition.unconfirmedCounts === true ? true : 'suspected';
    it.each(conditions)(`is ${byUnconfirmed} by %s under suspicion`, (_, form) => {
      const each = ['provisional', 'differential', 'unconfirmed'].map((code) => ({
        ...form(3),
        verificationStatus: status(code),
      }));
      expect(each.map((condition) => read([condition]))).toEqual([byUnconfirmed, byUnconfirmed, byUnconfirmed]);
    });

    const pairs = pairsOf(aging, denials);
    const within = pairs.filter(([a, b]) => Math.min(windowOf(a), windowOf(b)) >= 20);
    const contested = fact.isEmergency ? 'suspected' : false;
    it.each(within)(
      `is ${contested} by %s of 14 days ago and %s of yesterday, true the other way round`,
      (_a, _b, present, absent) => {
        expect([read([present(14), absent(1)]), read([absent(14), present(1)])]).toEqual([contested, true]);
      },
    );
    it.each(within)('is false by %s of 15 days ago and %s of yesterday', (_a, _b, present, absent) => {
      expect(read([present(15), absent(1)])).toBe(false);
    });
    it.each(pairs)('is open by %s and %s of one day', (_a, _b, present, absent) => {
      const open = fact.isRedFlag ? 'suspected' : 'unknown';
      expect([read([present(3), absent(3)]), read([absent(3), present(3)])]).toEqual([open, open]);
    });
  });
}

/** Pairs in which each form of either side stands at least once. */
function pairsOf(present: readonly (readonly [string, Form])[], absent: readonly (readonly [string, Form])[]) {
  if (present.length === 0 || absent.length === 0) return [];
  return Array.from({ length: Math.max(present.length, absent.length) }, (_, index) => {
    const [a, presence] = present[index % present.length] ?? ['', () => ({})];
    const [b, absence] = absent[index % absent.length] ?? ['', () => ({})];
    return [a, b, presence, absence] as const;
  });
}

function notAsked(observation: JsonObject): JsonObject {
  const answered = Object.entries(observation).filter(
    ([member]) => !member.startsWith('value') && member !== 'interpretation',
  );
  const components = Array.isArray(observation.component) ? observation.component : undefined;
  return {
    ...Object.fromEntries(answered),
    ...(components === undefined
      ? {}
      : {
          component: components.map((part: JsonObject) => ({
            code: part.code,
            dataAbsentReason: { text: 'not asked' },
          })),
        }),
    dataAbsentReason: { coding: [{ code: 'asked-unknown' }] },
  };
}

const dates = ['effectiveDateTime', 'onsetDateTime', 'recordedDate'];

function isDateable(resource: JsonObject): boolean {
  return resource.resourceType === 'Observation' || resource.resourceType === 'Condition';
}

function withoutDate(resource: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([member]) => !dates.includes(member)));
}
