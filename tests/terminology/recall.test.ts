import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figuresTable } from '../../src/cli/expand/expand.js';
import type { JsonObject } from '../../src/core/values/json.js';
import type { Assignment } from '../../src/library/expand/assign-codes.js';
import { figuresOf } from '../../src/library/expand/figures.js';
import { factsOf, make } from '../core/facts/read-facts.js';
import { guideline } from '../guideline.js';
import { sampleOf, shippedLists } from './lists.js';

const lists = shippedLists();
const figures = figuresOf(lists, guideline);

describe('of every public list', () => {
  it('all groups are there', () => {
    expect(figures.map(({ codes }) => codes).reduce((sum, count) => sum + count, 0)).toBe(33_999);
    expect(figures.length).toBe(34);
  });

  it.each(figures.filter(({ extent }) => extent === 'all'))(
    '$group: 99 % of the codes reach a fact of the list or are left out by name',
    ({ codes, open, reached }) => {
      expect((codes - open) / codes).toBeGreaterThanOrEqual(0.99);
      expect(reached).toBeGreaterThan(0);
    },
  );

  it.each(figures.filter(({ extent }) => extent === 'reviewed'))(
    '$group: every code is in, or out with a reason',
    ({ codes, open, reached, leftOut }) => {
      expect(open).toBe(0);
      const out = [...leftOut.values()].reduce((sum, left) => sum + left.codes, 0);
      expect(reached + out).toBe(codes);
      expect([...leftOut.values()].filter(({ because }) => because === '')).toEqual([]);
    },
  );

  it('the table of the documentation says what is so', () => {
    expect(readFileSync('docs/terminology.md', 'utf8')).toContain(figuresTable(figures));
  });
});

describe('a code of a list, in a record', () => {
  const nothing = factsOf([]);
  const uris = new Map(lists.codeSystems.map(({ id, uri }) => [id, uri]));

  /** The code in each kind of resource that may carry it, dated today. */
  function resourcesOf({ source }: Assignment): readonly JsonObject[] {
    const code = `${uris.get(source.system)}`;
    const coded = { coding: [{ system: code, code: source.code }] };
    return [
      { ...make.condition('x')(0), code: coded },
      { ...make.procedure('x')(0), code: coded },
      { ...make.medication('x', 120)(119), medicationCodeableConcept: coded },
    ];
  }

  it('makes the fact true or suspected', () => {
    const names = new Set(guideline.facts.map(({ name }) => name));
    // facts that need a number or an order are tried elsewhere; two sets wait for a fact or deny an indication
    const isWaiting = (to: readonly string[] = []): boolean =>
      to.includes('known-neuro-disease') || to.includes('indication-elsewhere');
    const isFlag = (means: readonly string[]): boolean =>
      !means.includes('studies') && !means.includes('painTrend') && means.some((name) => names.has(name));
    const placed = sampleOf(lists, 20_261_126, 12).filter(
      ([{ means }, { rule, source }]) =>
        rule?.leftOut === undefined && !isWaiting(rule?.to) && isFlag(means) && source.system !== 'loinc',
    );
    expect(placed.length).toBeGreaterThan(150);
    const silent = placed.filter(([{ means }, assignment]) => {
      const facts = resourcesOf(assignment).map((resource) => factsOf([resource]));
      return !means.some((name) => {
        const index = guideline.indexOf(name);
        if (index === undefined) return false;
        return facts.some(
          ({ values, suspected }) => values[index] === true || suspected[index] !== nothing.suspected[index],
        );
      });
    });
    expect(silent.map(([{ group }, { source }]) => `${group}: ${source.code} ${source.display}`)).toEqual([]);
  });
});
