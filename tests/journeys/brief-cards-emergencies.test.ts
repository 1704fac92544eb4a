import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import { apixaban, briefCardOf, man, said } from './brief-charts.js';
import { type ChartParts, problem, procedure, visit } from './everyday-charts.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, screenNormalToday, snomed, stated } from './requests.js';

const pain = (days: number) => problem('M54.50', days);
const gadoliniumAllergy = {
  resourceType: 'AllergyIntolerance',
  id: 'allergy-1',
  patient: { reference: 'Patient/p1' },
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
  criticality: 'high',
  code: coded(snomed, '105879004', 'Gadolinium compound'),
  reaction: [{ severity: 'severe', manifestation: [coded(snomed, '39579001', 'Anaphylaxis')] }],
};

describe('what a brief card says of an emergency', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const cardOf = (parts: ChartParts, row: string): Promise<Card> => briefCardOf(app, parts, row);

  it.each([
    ["Can't feel when she wipes since Monday", []],
    ['Loss of sensation in private parts', []],
    ['Wet herself twice this week without noticing', []],
    ['', [problem('R32', 40)]],
    ['', [...screenNormalToday, stated('saddle-anesthesia', true, 5)]],
  ])('is what a yes to a sign in doubt means: "%s"', async (text, record) => {
    const parts = { ...man, ...said(text), record: [...visit(), pain(9), ...record] };
    const { detail } = await cardOf(parts, 'red-flag-unresolved');
    expect(detail).toContain('**If confirmed:** emergency evaluation and MRI today');
  });

  it('stands on a card that rates, while the sign in doubt is graver', async () => {
    const text = 'tingling around the back passage since yesterday';
    const parts = { ...man, ...said(text), reasons: ['M54.41', 'M54.42'], record: [...visit(), pain(4)] };
    const { detail } = await cardOf(parts, 'bilateral-root-pain-new');
    expect(detail).toContain('**If confirmed:** emergency evaluation and MRI today');
  });

  it('is no emergency where a yes would be none', async () => {
    const drop = { ...problem('M21.371', undefined), recordedDate: '2019-03-01' };
    const parts = { ...man, record: [...visit(), pain(100), ...screenNormalToday, drop] };
    const { detail } = await cardOf(parts, 'red-flag-unresolved');
    expect(detail).toContain('**If confirmed:** urgent assessment, imaging within days');
    expect(detail).not.toMatch(/emergency/i);
  });

  it('comes first in the headline of a row that speaks of something else', async () => {
    const weak = problem('R29.898', 1, { code: coded(snomed, '102568007', 'Paresis of lower extremity') });
    const record = [...visit(), pain(56), ...screenNormalToday.slice(0, 3), apixaban, procedure('62323', 5), weak];
    const { summary, indicator } = await cardOf({ ...man, record }, 'motor-trend-unknown');
    expect(indicator).toBe('critical');
    expect(summary).toMatch(/^Epidural haematoma\? Emergency care now\. Cannot rate: leg weakness recorded/);
    expect(summary.length).toBeLessThan(140);
  });

  it('stays as it is where the row itself sends to the emergency department', async () => {
    const aneurysm = problem('I71.40', 900);
    const { summary } = await cardOf(
      { ...man, record: [...visit(), pain(3), ...screenNormalToday, aneurysm] },
      'outside-cause-first',
    );
    expect(summary).toMatch(/^Cannot rate: bleeding risk or aortic aneurysm with new back pain/);
  });

  it.each([
    [
      'spinal-infection-suspected',
      [...screenNormalToday, stated('fever', true, 0), stated('injection-drug-use', true, 0)],
    ],
    ['prior-lumbar-surgery-changed', [...screenNormalToday, stated('prior-lumbar-surgery', true, 0)]],
    ['malignancy-suspected', [...screenNormalToday, stated('active-cancer', true, 0)]],
  ])('names an allergy to gadolinium where the words of %s name contrast', async (row, record) => {
    const parts = { ...man, record: [...visit(), pain(30), ...record, gadoliniumAllergy] };
    const { detail } = await cardOf(parts, row);
    expect(detail).toMatch(/\*\*Contrast caution,\*\* before a study with contrast: .*MRI without contrast instead/);
  });

  it('names none where nothing speaks of contrast', async () => {
    const parts = { ...man, record: [...visit(), pain(20), ...screenNormalToday, gadoliniumAllergy] };
    expect((await cardOf(parts, 'acute-no-red-flags')).detail).not.toContain('Contrast caution');
  });
});
