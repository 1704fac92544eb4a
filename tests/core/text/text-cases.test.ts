import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runTextCases, totalOf } from '../../../src/core/text/text-case.js';
import { shippedDocuments, shippedReader, shippedTexts, today } from './shipped-reader.js';

const results = runTextCases(shippedTexts, shippedTexts.cases);
const total = totalOf(results);

describe('the text cases', () => {
  it('are all there', () => {
    expect(shippedTexts.problems).toEqual([]);
    expect(shippedTexts.cases.length).toBeGreaterThanOrEqual(799);
  });

  it('are suspected rightly in 97 of 100 findings', () => {
    expect(total.suspectedRightly / total.suspected).toBeGreaterThanOrEqual(0.97);
  });

  it('have 97 of 100 findings suspected that should be', () => {
    expect(total.suspectedRightly / total.suspectedExpected).toBeGreaterThanOrEqual(0.97);
  });

  it('never let a text pass that must stop "not indicated"', () => {
    expect(results.filter(({ counts }) => counts.missedStops > 0).map(({ textCase }) => textCase.text)).toEqual([]);
  });

  it('stop needlessly at most three times', () => {
    expect(total.needlessStops).toBeLessThanOrEqual(3);
  });

  it('never have a suspected finding read as denied', () => {
    expect(total.suspectedReadAsDenied).toBe(0);
  });
});

describe('harmless orders', () => {
  // care and intended weight loss are said in them and stop nothing
  const harmlessFacts = ['careMedicalComponent', 'carePhysicalComponent', 'weightLossIntended'];
  const texts: readonly string[] = JSON.parse(readFileSync('tests/core/text/harmless.json', 'utf8'));

  it('number five hundred', () => {
    expect(new Set(texts).size).toBe(500);
  });

  it.each(['order.note', 'order.reason'] as const)('stop nothing in %s', (where) => {
    const stopped = texts.filter((text) => {
      const { facts, notUnderstood } = shippedReader.read(text, { where, today });
      const suspected = facts.filter(({ fact, outcome }) => outcome === 'suspected' && !harmlessFacts.includes(fact));
      return suspected.length + notUnderstood.length > 0;
    });
    expect(stopped).toEqual([]);
  });
});

describe('the displays of the value sets', () => {
  const withDisplays = Object.entries(shippedDocuments.facts).flatMap(([fact, { evidence = [] }]) =>
    evidence
      .filter(({ finding, bodySite }) => finding !== undefined && bodySite === undefined)
      .flatMap(({ finding = '' }) => shippedDocuments.valueSets[finding]?.codes ?? [])
      .flatMap(({ display }) => (display === undefined ? [] : [{ fact, display }])),
  );

  it('are all understood as what their code says', () => {
    const missed = withDisplays
      .filter(({ fact }) => fact !== 'backPainIndication')
      .filter(({ fact, display }) => {
        const { facts } = shippedReader.read(display, { where: 'condition.text', today });
        return !facts.some((each) => each.fact === fact && each.outcome === 'suspected');
      });
    expect(withDisplays.length).toBeGreaterThan(200);
    expect(missed).toEqual([]);
  });
});
