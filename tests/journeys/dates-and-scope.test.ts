import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { criterionOf, decisionOf, onlyCard, sectionOf } from './answers.js';
import { chart, problem } from './everyday-charts.js';
import { type RealApp, startRealApp } from './real-app.js';
import { daysAgo, stated } from './requests.js';

const visit = (id: string, ago: number): JsonObject => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  subject: { reference: 'Patient/p1' },
  period: { start: daysAgo(ago), end: daysAgo(ago) },
});

/** A diagnosis without a date of its own, made in a visit. */
const madeIn = (code: string, encounter: string, changes: JsonObject = {}): JsonObject =>
  problem(code, undefined, { encounter: { reference: `Encounter/${encounter}` }, ...changes });

describe('dates and scope', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const woman = { gender: 'female', age: 50, reasons: ['M54.50'] } as const;
  const cardOf = async (parts: Parameters<typeof chart>[0]): Promise<Card> => onlyCard(await app.ask(chart(parts)));
  const answerTo = async (parts: Parameters<typeof chart>[0]): Promise<unknown> =>
    criterionOf(await app.ask(chart(parts)));

  describe('a diagnosis without a date', () => {
    it('is of the day of its visit', async () => {
      const record = (ago: number) => [madeIn('R32', 'v1'), visit('v1', ago)];
      expect(await answerTo({ ...woman, record: record(1) })).toBe('cauda-equina-red-flags');
      expect(await answerTo({ ...woman, record: record(60) })).toBe('red-flag-unresolved');
    });

    it('is older than a screen that came after its visit', async () => {
      const screen = ['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'];
      const normal = screen.map((fact) => stated(fact, false, 10));
      const record = (ago: number) => [madeIn('R32', 'v1'), visit('v1', ago), problem('M54.50', 20), ...normal];
      expect(await answerTo({ ...woman, record: record(30) })).toBe('acute-no-red-flags');
      expect(await answerTo({ ...woman, record: record(5) })).toBe('red-flag-unresolved');
    });
  });

  describe('a diagnosis of the visit in which the order is made', () => {
    const record = [madeIn('R32', 'stay', { recordedDate: daysAgo(6) })];

    it('is new, the visit being that of the hook where the order names none', async () => {
      expect(await answerTo({ ...woman, record, context: { encounterId: 'stay' } })).toBe('cauda-equina-red-flags');
      expect(await answerTo({ ...woman, record, context: { encounterId: 'another' } })).toBe('red-flag-unresolved');
      expect(await answerTo({ ...woman, record })).toBe('red-flag-unresolved');
    });

    it('is that of the order where the order names one', async () => {
      const order = { encounter: { reference: 'Encounter/another' } };
      const context = { encounterId: 'stay' };
      expect(await answerTo({ ...woman, record, context, order })).toBe('red-flag-unresolved');
      const own = { encounter: { reference: 'Encounter/stay' } };
      expect(await answerTo({ ...woman, record, order: own })).toBe('cauda-equina-red-flags');
    });
  });

  it('a symptom that began on the day of birth has no stated onset', async () => {
    const request = chart({ ...woman, record: [] });
    const birthDate = daysAgo(50 * 365 + 112);
    const born = (onsetDateTime: string): JsonObject => ({
      ...request,
      prefetch: {
        ...(isObject(request.prefetch) ? request.prefetch : {}),
        patient: { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate },
        conditions: {
          resourceType: 'Bundle',
          type: 'searchset',
          entry: [{ resource: problem('R32', 0, { onsetDateTime }) }],
        },
      },
    });
    expect(criterionOf(await app.ask(born(birthDate)))).toBe('cauda-equina-red-flags');
    expect(criterionOf(await app.ask(born(daysAgo(50 * 365))))).not.toBe('cauda-equina-red-flags');
  });

  it('a card for a bone scan names no region', async () => {
    const card = await cardOf({ ...woman, study: '78306', record: [problem('M54.50', 20)] });
    const [headline] = (card.detail ?? '').split('\n');
    expect(headline).toMatch(/^\*\*bone scan: not rated\.\*\*/);
    expect(headline).not.toMatch(/lumbar|region/);
  });

  it('a card for an order outside the criteria is short, and asks for nothing', async () => {
    const card = await cardOf({ ...woman, study: '72141', reasons: ['M54.2'], record: [problem('M54.2', 20)] });
    expect(decisionOf(card).rating).toBe('no-criteria-apply');
    expect(sectionOf(card, 'Not documented')).toBe('');
    expect(sectionOf(card, 'What would change this')).toBe('');
    expect((card.detail ?? '').split(/\s+/).length).toBeLessThan(90);
    expect(card.detail).not.toMatch(/not documented|not recorded/i);
  });
});
