import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard, sectionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import {
  backPain,
  coded,
  cpt,
  fixture,
  icd10,
  loinc,
  order,
  request,
  screenNormal,
  snomed,
  stated,
  study,
} from './requests.js';

const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20)];
const sclerosis = coded(snomed, '24700007', 'Multiple sclerosis (disorder)');

describe('the recognition of orders', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  /** `study / region rating` of the one card; undefined for none. */
  const studyOf = async (code: JsonObject, changes: JsonObject = {}, others: readonly JsonObject[] = []) => {
    const drafts = [order(code, changes), ...others];
    const { cards } = await app.ask(request({ drafts, selections: ['ServiceRequest/draft-1'], resources: acute }));
    if (cards.length === 0) return undefined;
    const detail = onlyCard({ cards }).detail ?? '';
    return /^\*\*(.*?):/.exec(detail)?.[1];
  };
  const lumbarMri = 'MRI without contrast, lumbar spine';

  it.each([
    ['CPT', coded(cpt, '72148'), lumbarMri],
    ['CPT with a modifier', coded(cpt, '72148:26'), lumbarMri],
    ['CPT with two modifiers', coded(cpt, '72148:TC:59'), lumbarMri],
    ['CPT by https', coded('https://www.ama-assn.org/go/cpt', '72148'), lumbarMri],
    ['CPT by OID', coded('urn:oid:2.16.840.1.113883.6.12', '72148'), lumbarMri],
    ['CPT with spaces', coded(cpt, ' 72148 '), lumbarMri],
    ['LOINC', coded(loinc, '30679-5'), lumbarMri],
    ['LOINC by https', coded('https://loinc.org', '30679-5'), lumbarMri],
    ['LOINC, contrast left open', coded(loinc, '24968-0'), lumbarMri],
    ['LOINC, before and after contrast', coded(loinc, '24967-2'), 'MRI without and with contrast, lumbar spine'],
    ['SNOMED CT', coded(snomed, '394451000119106'), lumbarMri],
    ['SNOMED CT of an edition', coded(`${snomed}/731000124108`, '394451000119106'), lumbarMri],
    [
      'SNOMED CT with a version',
      { coding: [{ system: snomed, code: '394451000119106', version: '20240901' }] },
      lumbarMri,
    ],
    ['CT', coded(cpt, '72131'), 'CT without contrast, lumbar spine'],
    ['CT with contrast', coded(cpt, '72132'), 'CT with contrast, lumbar spine'],
    ['CT before and after contrast', coded(cpt, '72133'), 'CT without and with contrast, lumbar spine'],
    ['MRI with contrast only', coded(cpt, '72149'), 'MRI with contrast only, lumbar spine'],
    ['radiograph', coded(loinc, '24970-6'), 'radiographs, lumbar spine'],
    ['CT myelography', coded(loinc, '24965-6'), 'CT myelography, lumbar spine'],
    ['whole spine', coded(loinc, '30854-4'), 'MRI without contrast, whole spine'],
    ['cervical', coded(cpt, '72141'), 'MRI without contrast, cervical spine'],
    ['thoracic', coded(cpt, '72146'), 'MRI without contrast, thoracic spine'],
  ])('knows a study by %s', async (_, code, expected) => {
    expect(await studyOf(code)).toBe(expected);
  });

  it.each([
    [
      'a local code first',
      [
        { system: 'urn:ehr:local', code: 'MRLS' },
        { system: loinc, code: '30679-5' },
      ],
      lumbarMri,
    ],
    [
      'the same study twice',
      [
        { system: cpt, code: '72148' },
        { system: loinc, code: '30679-5' },
      ],
      lumbarMri,
    ],
    [
      'a general and a specific code',
      [
        { system: loinc, code: '24968-0' },
        { system: cpt, code: '72158' },
      ],
      'MRI without and with contrast, lumbar spine',
    ],
    [
      'two modalities',
      [
        { system: loinc, code: '30679-5' },
        { system: loinc, code: '24963-1' },
      ],
      undefined,
    ],
    [
      'two regions',
      [
        { system: cpt, code: '72148' },
        { system: cpt, code: '72141' },
      ],
      undefined,
    ],
    [
      'two contrasts',
      [
        { system: cpt, code: '72148' },
        { system: cpt, code: '72158' },
      ],
      undefined,
    ],
    ['a code and an empty coding', [{}, { system: cpt, code: '72148' }], lumbarMri],
    ['only a local code', [{ system: 'urn:ehr:local', code: 'MRLS' }], undefined],
    ['a code without a system', [{ code: '72148' }], undefined],
  ])('reads several codings: %s', async (_, coding, expected) => {
    expect(await studyOf({ coding })).toBe(expected);
  });

  it('does not take words for a code', async () => {
    expect(await studyOf({ text: 'MRI lumbar spine without contrast' })).toBeUndefined();
    expect(await studyOf(coded(cpt, '73721', 'MRI lumbar spine without contrast'))).toBeUndefined();
  });

  it.each([
    [
      'LOINC',
      loinc,
      ['24531-6', '24532-4', '24533-2', '24855-9', '36107-1', '30797-1', '30798-9', '12168-1', '36801-9'],
    ],
    ['LOINC, swapped laboratory codes', loinc, ['30341-2', '4537-7']],
    ['SNOMED CT', snomed, ['279372000', '22253001', '16444991000119100', '30367100']],
    ['CPT: angiography, PET, white cells, discography', cpt, ['72159', '78811', '78816', '78805', '72295']],
    ['CPT: knee, hip, head, pelvis, sacroiliac joints', cpt, ['73721', '73700', '70551', '72195', '72200']],
  ])('does not take the wrong codes of public files for a spine study: %s', async (_, system, codes) => {
    for (const code of codes) expect([code, await studyOf(coded(system, code))]).toEqual([code, undefined]);
  });

  it('knows that SNOMED CT 241577003 is a CT of the spine, 41333006 an MRI and 77477000 a CT, no bone scan', async () => {
    expect(await studyOf(coded(snomed, '77477000'))).toMatch(/^CT without contrast/);
    expect(await studyOf(coded(snomed, '241577003'))).toMatch(/^CT without contrast/);
    expect(await studyOf(coded(snomed, '41333006'))).toBe('MRI with contrast only, lumbar spine');
  });

  it.each([
    ['lumbar', '122496007', lumbarMri],
    ['thoracic', '122495006', 'MRI without contrast, thoracic spine'],
    ['cervical', '122494005', 'MRI without contrast, cervical spine'],
    ['knee', '72696002', undefined],
  ])('takes the region from the body site when the code has none: %s', async (_, site, expected) => {
    const spineMri = fixture('orders/spine-mri-body-site').code;
    const code = typeof spineMri === 'object' && spineMri !== null ? { ...spineMri } : {};
    expect(await studyOf(code, { bodySite: [coded(snomed, site)] })).toBe(expected);
  });

  it('does not choose between a code and a body site that contradict each other', async () => {
    expect(await studyOf(coded(cpt, '72148'), { bodySite: [coded(snomed, '122494005')] })).toBeUndefined();
  });

  describe('an order without a region', () => {
    const spineMri = coded(snomed, '241645008');

    it.each([
      ['for back pain', { reasonCode: [backPain] }, true],
      ['for back pain in ICD-10-CM without the dot', { reasonCode: [coded(icd10, 'M545')] }, true],
      ['for another reason', { reasonCode: [sclerosis] }, false],
      ['without a reason', { reasonCode: [] }, false],
      [
        'for a contained Condition of back pain',
        {
          reasonCode: [],
          reasonReference: [{ reference: '#c' }],
          contained: [{ resourceType: 'Condition', id: 'c', code: backPain }],
        },
        true,
      ],
      [
        'for a Condition that is not there',
        { reasonCode: [], reasonReference: [{ reference: 'Condition/none' }] },
        false,
      ],
    ])('is taken as lumbar only for back pain: %s', async (_, changes, isLumbar) => {
      expect(await studyOf(spineMri, changes)).toBe(isLumbar ? lumbarMri : undefined);
    });

    it('is taken as lumbar for a prefetched Condition of back pain, and the card says so', async () => {
      const condition = { resourceType: 'Condition', id: 'lbp', code: backPain, subject: { reference: 'Patient/p1' } };
      const drafts = [order(spineMri, { reasonCode: [], reasonReference: [{ reference: 'Condition/lbp' }] })];
      const card = onlyCard(await app.ask(request({ drafts, resources: [...acute, condition] })));
      expect(card.detail).toContain('The order names no region; the lumbar spine is assumed');
    });

    it.each([
      ['for back pain', [backPain], 'bone scan'],
      ['for another reason', [sclerosis], undefined],
      ['without a reason', [], undefined],
    ])('bone scan %s', async (_, reasonCode, expected) => {
      expect(await studyOf(coded(cpt, '78306'), { reasonCode })).toBe(expected);
    });
  });

  describe('a CT with contrast beside a lumbar myelography injection', () => {
    const injection = order('62304', { id: 'injection' });

    it('is a CT myelography', async () => {
      expect(await studyOf(coded(cpt, '72132'), {}, [injection])).toBe('CT myelography, lumbar spine');
    });

    it('stays a CT without contrast when it is one', async () => {
      expect(await studyOf(coded(cpt, '72131'), {}, [injection])).toBe('CT without contrast, lumbar spine');
    });

    it('gets the one card; the injection gets none', async () => {
      const answer = await app.ask(request({ drafts: [order(study.ctWith), injection], resources: acute }));
      expect(decisionOf(onlyCard(answer))).toMatchObject({ order: 'ServiceRequest/draft-1', study: 'ct-myelo' });
      expect(decisionOf(onlyCard(answer)).overlays).not.toContain('duplicate-in-session');
    });
  });

  it('passes over an order not to do a study', async () => {
    expect(await studyOf(coded(cpt, '72148'), { doNotPerform: true })).toBeUndefined();
    expect(await studyOf(coded(cpt, '72148'), { doNotPerform: false })).toBe(lumbarMri);
  });

  it.each(readdirSync('fhir-fixtures/orders').map((file) => file.replace('.json', '')))(
    'the fixture %s gets one card exactly when it is a lumbar study',
    async (name) => {
      const one = { ...fixture(`orders/${name}`), subject: { reference: 'Patient/p1' } };
      const { cards } = await app.ask(request({ drafts: [one], resources: acute }));
      expect(cards.length).toBe(/conflict|do-not-perform|text-only|wrong-code|knee/.test(name) ? 0 : 1);
    },
  );
});

describe('several orders', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  const mri = order();
  const ct = order(study.ct, { id: 'draft-2' });
  const overlaysIn = async (parts: Parameters<typeof request>[0]): Promise<readonly unknown[]> => {
    const { cards } = await app.ask(request({ resources: acute, ...parts }));
    return cards.map((card) => decisionOf(card).overlays);
  };

  it('get a card each, in their order', async () => {
    const { cards, systemActions = [] } = await app.ask(request({ drafts: [ct, mri], resources: acute }));
    expect(cards.map((card) => decisionOf(card).study)).toEqual(['ct-wo', 'mri-wo']);
    expect(systemActions).toHaveLength(2);
  });

  it('of one region are said to be duplicates, on each card', async () => {
    for (const overlays of await overlaysIn({ drafts: [mri, ct] })) expect(overlays).toContain('duplicate-in-session');
  });

  it('of the whole spine and the lumbar spine overlap', async () => {
    const whole = order(coded(loinc, '30854-4'), { id: 'whole' });
    for (const overlays of await overlaysIn({ drafts: [mri, whole] }))
      expect(overlays).toContain('duplicate-in-session');
  });

  it('of two regions are no duplicates', async () => {
    const cervical = order(study.cervicalMri, { id: 'neck' });
    for (const overlays of await overlaysIn({ drafts: [mri, cervical] }))
      expect(overlays ?? []).not.toContain('duplicate-in-session');
  });

  it.each([
    ['active', '72148', true],
    ['on-hold', '72158', true],
    ['active', '72131', false],
    ['active', '72141', false],
    ['completed', '72148', false],
    ['revoked', '72148', false],
    ['draft', '72148', false],
  ])('an order that is %s (%s) is an equivalent one: %s', async (status, code, isEquivalent) => {
    const placed = order(code, { id: 'placed', status, authoredOn: '2026-01-01' });
    const answer = await app.ask(request({ resources: [...acute, placed] }));
    const card = onlyCard(answer);
    expect(String(decisionOf(card).overlays).includes('already-ordered')).toBe(isEquivalent);
    expect((card.detail ?? '').includes('ServiceRequest/placed')).toBe(isEquivalent);
  });

  it('the order itself, already stored, is not its own equivalent', async () => {
    const overlays = await overlaysIn({ drafts: [mri], resources: [...acute, { ...mri, status: 'active' }] });
    expect(String(overlays)).not.toContain('already-ordered');
  });

  it('the other draft is context: what it asks for is not offered again', async () => {
    const radiograph = order(coded(cpt, '72100'), { id: 'xr' });
    const resources = [...acute, stated('osteoporosis', true)];
    const alone = onlyCard(await app.ask(request({ drafts: [mri], resources })));
    expect(alone.suggestions?.map(({ label }) => label)).toContain('Order lumbar spine radiographs');
    const answer = await app.ask(
      request({ drafts: [mri, radiograph], selections: ['ServiceRequest/draft-1'], resources }),
    );
    expect(onlyCard(answer).suggestions ?? []).toEqual([]);
    expect(sectionOf(onlyCard(answer), 'What to do')).toContain('Radiographs of the lumbar spine first');
  });
});
