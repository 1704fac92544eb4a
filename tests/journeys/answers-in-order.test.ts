import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import { labelsOf } from './answers.js';
import { apixaban, briefCardOf, man, said } from './brief-charts.js';
import { type ChartParts, problem, visit } from './everyday-charts.js';
import { type RealApp, startRealApp } from './real-app.js';
import { screenNormalToday, stated } from './requests.js';

describe('the buttons of a brief card', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const cardOf = (parts: ChartParts, row: string): Promise<Card> => briefCardOf(app, parts, row);

  it.each(['Sudden severe back pain since last night', 'Thunderclap back pain at 3 am, severe'])(
    'begin with the yes to what the order says: %s',
    async (text) => {
      const record = [...visit(), problem('M54.50', 5), ...screenNormalToday, apixaban];
      const labels = labelsOf(await cardOf({ ...man, ...said(text), record }, 'outside-cause-question'));
      expect(labels.slice(0, 2)).toEqual([
        'Present today: back pain that began suddenly and is severe',
        'Absent today: back pain that began suddenly and is severe',
      ]);
    },
  );

  it.each([
    'Failed 8 weeks of home exercise program and meloxicam with no relief',
    'Completed 8 weeks physical therapy and naproxen',
    '8 Wochen Physiotherapie und Ibuprofen ohne Besserung',
  ])('begin with what the order says was done: %s', async (text) => {
    const record = [...visit(), problem('M54.50', 84), ...screenNormalToday];
    const labels = labelsOf(await cardOf({ ...man, ...said(text), record }, 'conservative-care-missing'));
    expect(labels[0]).toBe('Asked today: 6 weeks of PT and medicine, no better');
    const clicks = labels.filter((label) => /^(?:Present|Absent) today: (?:physical|medical) part/.test(label));
    expect(clicks.length).toBeGreaterThan(0);
    expect(clicks.map((label) => label.startsWith('Present'))).toEqual(clicks.map((_, at) => at % 2 === 0));
  });

  it.each([0, 1])('put a normal exam last where weakness is on record %i days ago', async (ago) => {
    const record = [
      ...visit(),
      problem('M54.50', 21),
      ...screenNormalToday.slice(0, 3),
      stated('motor-weakness', true, ago),
    ];
    const labels = labelsOf(await cardOf({ ...man, record }, 'motor-trend-unknown')).filter((label) =>
      label.startsWith('Examined today'),
    );
    expect(labels[0]).toBe('Examined today: leg weaker than at an earlier exam');
    expect(labels.at(-1)).toBe('Examined today: leg strength normal, both sides');
  });
});
