import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { responseProblems } from '../http/response-schema.js';
import { post } from '../http/test-app.js';
import { labelsOf, onlyCard, outcomeOf, suggestionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { cpt, fixture, request, screenNormal, snomed, stated, study } from './requests.js';
import { accept, badgeOf, type Pick, requestOf, type SandboxPage } from './sandbox-page.js';

const reason = {
  lowBackPain: { system: snomed, code: '279039007', display: 'Low back pain (finding)' },
  radiculopathy: { system: snomed, code: '128196005', display: 'Lumbar radiculopathy (disorder)' },
  caudaEquina: { system: snomed, code: '192970008', display: 'Cauda equina syndrome (disorder)' },
  metastasis: {
    system: snomed,
    code: '94602001',
    display: 'Secondary malignant neoplasm of vertebral column (disorder)',
  },
  discitis: { system: snomed, code: '2304001', display: 'Discitis (disorder)' },
  retention: { system: snomed, code: '267064002', display: 'Retention of urine (disorder)' },
} as const;
const pick = (code: string): Pick => ({ system: cpt, code, display: `study ${code}` });
const spineStudies = [
  ...['72125', '72126', '72127', '72128', '72129', '72130', '72131', '72132', '72133'],
  ...['72141', '72142', '72156', '72146', '72147', '72157', '72148', '72149', '72158'],
];

describe('what real clients sent', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  const ask = (name: string) => app.ask(fixture(`requests/${name}`));

  it.each([
    ['order-select-pama-opened', 0],
    ['order-select-cta-chest-out-of-scope', 0],
    ['order-select-no-draft-orders', 0],
    ['order-select-rx', 0],
    ['order-sign-rx', 0],
    ['order-select-lumbar-mri-no-reason', 1],
    ['order-select-lumbar-mri-two-reasons', 1],
    ['order-select-lumbar-ct-low-back-pain', 1],
    ['order-select-cervical-ct-fracture', 1],
    ['order-select-with-prefetch', 1],
    ['order-sign-pama-dispatched', 1],
    ['other-client-crd-request-generator-order-sign', 1],
    ['lumbar-mri-saddle-numbness', 1],
    ['lumbar-ct-low-back-pain', 1],
    ['patient-breast-cancer-bone-metastasis', 1],
    ['patient-clbp-opioid-nsaid', 1],
    ['patient-ecqm-pacemaker-in-situ', 1],
    ['patient-pain-opioid-postlaminectomy', 1],
    ['patient-spine-revision-radiculopathy', 1],
  ])('%s gets %i valid cards', async (name, cards) => {
    const answer = await ask(name);
    expect(answer.cards).toHaveLength(cards);
    if (cards === 0) expect(answer).toEqual({ cards: [] });
  });

  it('every request file is looked at here', () => {
    const files = readdirSync('fhir-fixtures/requests').filter((file) => !file.startsWith('feedback-'));
    expect(files).toHaveLength(19);
  });

  it.each([
    ['order-select-lumbar-mri-no-reason', 'red-flag-screen-missing / unrated'],
    ['order-select-lumbar-mri-two-reasons', 'cauda-equina-red-flags / appropriate'],
    ['order-select-lumbar-ct-low-back-pain', 'study-not-supported / not-appropriate'],
    ['order-sign-pama-dispatched', 'study-not-supported / not-appropriate'],
    ['other-client-crd-request-generator-order-sign', 'red-flag-screen-missing / unrated'],
    ['lumbar-mri-saddle-numbness', 'cauda-equina-red-flags / appropriate'],
    ['lumbar-ct-low-back-pain', 'study-not-supported / not-appropriate'],
    ['patient-breast-cancer-bone-metastasis', 'malignancy-suspected / appropriate'],
    ['patient-spine-revision-radiculopathy', 'red-flag-screen-missing / unrated'],
  ])('%s is decided by %s', async (name, outcome) => {
    expect(outcomeOf(await ask(name))).toBe(outcome);
  });

  it.each(['accepted', 'dismissed', 'overridden'])('feedback "%s" is received', async (outcome) => {
    const response = await post(app.feedbackUrl, fixture(`requests/feedback-${outcome}`));
    expect([response.status, await response.json()]).toEqual([200, {}]);
  });

  it('the five-thousand-odd other reasons and the studies of the picker never break the page', async () => {
    const { studies, reasons } = fixture('sandbox-picker-codes');
    const codesOf = (list: unknown): readonly string[] =>
      isObject(list) && Array.isArray(list.codes) ? list.codes.map(String) : [];
    const withCard: string[] = [];
    for (const code of codesOf(studies)) {
      const answer = await app.ask(requestOf({ study: pick(code), reasons: [reason.lowBackPain] }));
      if (answer.cards.length > 0) withCard.push(code);
    }
    expect(withCard.filter((code) => !code.startsWith('78')).sort()).toEqual([...spineStudies].sort());
    for (const code of codesOf(reasons)) {
      const asked = { system: snomed, code, display: `reason ${code}` };
      const answer = await app.ask(requestOf({ study: pick(study.mri), reasons: [asked] }));
      expect(responseProblems(answer)).toEqual([]);
      expect(answer.cards.length).toBe(1);
    }
  });
});

describe('the page of the sandbox', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  const prefetchOf = (resources: readonly JsonObject[]): JsonObject => {
    const { prefetch } = request({ resources });
    return isObject(prefetch) ? prefetch : {};
  };

  it('shows a rating for the connectathon case, and none where nothing is known', async () => {
    const known = await app.ask(requestOf({ study: pick('72133'), reasons: [reason.lowBackPain] }));
    expect([badgeOf(known), known.systemActions]).toEqual(['not-appropriate', known.extension?.systemActions]);
    expect(badgeOf(await app.ask(requestOf({ study: pick('72148'), reasons: [reason.lowBackPain] })))).toBeUndefined();
  });

  it('offers therapy first and no MRI for the connectathon case with a negative screen', async () => {
    const resources = [...screenNormal, stated('symptom-days', 120), stated('care-physical-component', false)];
    const page = { study: pick('72133'), reasons: [reason.lowBackPain] };
    const answer = await app.ask(requestOf(page, prefetchOf(resources)));
    expect(outcomeOf(answer)).toBe('no-adequate-conservative-care / not-appropriate');
    expect(labelsOf(onlyCard(answer))).toEqual([
      'Refer to physical therapy: graded exercise and education',
      'Remove this imaging order',
      'Plan a follow-up visit in 6 weeks',
    ]);
  });

  it('changes a CT for cauda equina syndrome to an MRI with one click, and the offer is gone', async () => {
    const page: SandboxPage = { study: pick('72131'), reasons: [reason.lowBackPain, reason.caudaEquina] };
    const offered = suggestionOf(onlyCard(await app.ask(requestOf(page))), /^Change the order to MRI/);
    expect(offered).toMatchObject({ isRecommended: true, actions: [{ type: 'update' }] });
    const changed = accept(page, offered);
    expect(changed).toEqual({
      study: { system: cpt, code: '72148', display: 'MRI, lumbar spinal canal, no contrast' },
      reasons: page.reasons,
    });
    const answer = await app.ask(requestOf(changed));
    expect([outcomeOf(answer), badgeOf(answer)]).toEqual(['cauda-equina-red-flags / appropriate', 'appropriate']);
    expect(labelsOf(onlyCard(answer)).filter((label) => label.startsWith('Change'))).toEqual([]);
  });

  it.each(Object.entries(reason))(
    'applies every update it is offered for any spine study, and is not offered it again: %s',
    async (_, asked) => {
      let accepted = 0;
      for (const code of spineStudies) {
        const page: SandboxPage = { study: pick(code), reasons: [asked] };
        for (const offered of (await app.ask(requestOf(page))).cards.flatMap(({ suggestions = [] }) => suggestions)) {
          const next = accept(page, offered);
          if (next.study.code === code) continue;
          accepted += 1;
          const labels = (await app.ask(requestOf(next))).cards.flatMap(labelsOf);
          expect(labels).not.toContain(offered.label);
          expect(labels.filter((label) => label.startsWith('Change the order'))).toEqual([]);
        }
      }
      if (asked !== reason.lowBackPain && asked !== reason.radiculopathy) expect(accepted).toBeGreaterThan(5);
    },
  );

  it('is not offered an update that it cannot apply: that is said in words instead', async () => {
    const card = onlyCard(await app.ask(requestOf({ study: pick('72133'), reasons: [reason.lowBackPain] })));
    expect(labelsOf(card).filter((label) => label.startsWith('Change'))).toEqual([]);
    expect(card.detail).toContain('- Change to MRI without contrast - only if a red flag or an indication is found');
  });
});
