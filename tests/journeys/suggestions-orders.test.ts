import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { actionsOf, labelsOf, onlyCard, outcomeOf, ratingCodes, resourcesOf, suggestionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { adult, coded, cpt, daysAgo, loinc, order, request, screenNormal, snomed, stated, study } from './requests.js';

const saddle = stated('saddle-anesthesia', true);
const contraindicated = stated('mri-contraindicated', true);
const symptomDays = (days: number): JsonObject => stated('symptom-days', days, 0);

describe('suggestions', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  const cardFor = async (parts: Parameters<typeof request>[0]): Promise<Card> =>
    onlyCard(await app.ask(request(parts)));

  /** The code, region and rating of the study that the one switch of a card leads to. */
  const switchOf = (card: Card): readonly unknown[] => {
    const [changed = {}] = resourcesOf(suggestionOf(card, /^Change the order/));
    const [coding] = isObject(changed.code) ? objectsOf(changed.code.coding) : [];
    return [coding?.code, changed.priority, ...ratingCodes(changed)];
  };

  describe('a switch of the study', () => {
    it.each([
      ['CT → MRI', study.ct, [saddle], ['72148', 'stat', 'appropriate']],
      ['MRI → CT when MRI is contraindicated', study.mri, [saddle, contraindicated], ['72131', 'stat', 'appropriate']],
      [
        'MRI of the neck → lumbar MRI for a lumbar finding',
        study.cervicalMri,
        [saddle],
        ['72148', 'stat', 'appropriate'],
      ],
      [
        'MRI of the neck → lumbar CT when MRI is contraindicated too',
        study.cervicalMri,
        [saddle, contraindicated],
        ['72131', 'stat', 'appropriate'],
      ],
      [
        'MRI → MRI of the whole spine for cancer with nerve signs',
        study.mri,
        [stated('active-cancer', true), stated('gait-change', true)],
        ['30855-1', 'stat', 'appropriate'],
      ],
      [
        'the same without contrast when gadolinium is not possible',
        study.mri,
        [stated('active-cancer', true), stated('gait-change', true), stated('gadolinium-caution', 'allergy')],
        ['30854-4', 'stat', 'appropriate'],
      ],
      [
        'MRI → CT of the whole spine when MRI is contraindicated',
        study.mri,
        [stated('active-cancer', true), stated('gait-change', true), contraindicated],
        ['86987-5', 'stat', 'appropriate'],
      ],
      [
        'MRI with contrast only → MRI without and with contrast for infection',
        study.mriWith,
        [...screenNormal, stated('fever', true), stated('injection-drug-use', true)],
        ['72158', 'urgent', 'appropriate'],
      ],
      [
        'MRI with contrast → MRI without when gadolinium is not possible',
        study.mriBoth,
        [
          ...screenNormal,
          stated('fever', true),
          stated('injection-drug-use', true),
          stated('gadolinium-caution', 'allergy'),
        ],
        ['72148', 'urgent', 'appropriate'],
      ],
      [
        'CT → MRI without contrast in pregnancy',
        study.ct,
        [...screenNormal, stated('fever', true), stated('injection-drug-use', true), stated('pregnant', true)],
        ['72148', 'urgent', 'appropriate'],
      ],
    ])('%s', async (_, code, resources, expected) => {
      const patient = { ...adult, gender: 'female' };
      expect(switchOf(await cardFor({ drafts: [order(code)], patient, resources }))).toEqual(expected);
    });

    it('to the preferred of equally rated studies is offered beside the priority, not instead of it', async () => {
      const resources = [...screenNormal, stated('fever', true), stated('injection-drug-use', true)];
      const card = await cardFor({ resources });
      expect(labelsOf(card).slice(0, 2)).toEqual([
        'Set the priority of this order to urgent',
        'Change the order to MRI without and with contrast, lumbar spine, priority urgent',
      ]);
      expect(card.suggestions?.map(({ isRecommended }) => isRecommended).slice(0, 2)).toEqual([true, undefined]);
    });

    it.each([
      ['LOINC for LOINC', coded(loinc, '24963-1'), [loinc, '30679-5']],
      ['SNOMED CT for SNOMED CT', coded(snomed, '572091000119106'), [snomed, '394451000119106']],
      ['CPT for CPT with a modifier', coded(cpt, '72131:26'), [cpt, '72148']],
      [
        'CPT where one of several codings is CPT',
        {
          coding: [
            { system: 'urn:ehr', code: 'x' },
            { system: cpt, code: '72131' },
          ],
        },
        [cpt, '72148'],
      ],
    ])('keeps the code system: %s', async (_, code, expected) => {
      const [changed = {}] = resourcesOf(
        suggestionOf(await cardFor({ drafts: [order(code)], resources: [saddle] }), /^Change the order/),
      );
      const codings = isObject(changed.code) ? objectsOf(changed.code.coding) : [];
      expect(codings.map((coding) => [coding.system, coding.code])).toEqual([expected]);
    });

    it('to another region takes the old body site away, to another study of the region keeps it', async () => {
      const spineCt = { bodySite: [coded(snomed, '122496007')] };
      const [kept] = resourcesOf(
        suggestionOf(await cardFor({ drafts: [order(study.ct, spineCt)], resources: [saddle] }), /^Change the order/),
      );
      expect(kept?.bodySite).toEqual(spineCt.bodySite);
      const neck = { bodySite: [coded(snomed, '122494005')] };
      const [moved] = resourcesOf(
        suggestionOf(
          await cardFor({ drafts: [order(study.cervicalMri, neck)], resources: [saddle] }),
          /^Change the order/,
        ),
      );
      expect(moved).not.toHaveProperty('bodySite');
    });

    it('is not offered when MRI is contraindicated and no CT is better', async () => {
      const resources = [...screenNormal, symptomDays(60), stated('gait-change', true), contraindicated];
      const card = await cardFor({ drafts: [order(study.ct)], resources });
      expect(labelsOf(card).filter((label) => label.startsWith('Change'))).toEqual([]);
    });

    it('changes nothing about an order that cannot be named', async () => {
      const { id: _removed, ...nameless } = order(study.ct);
      const body = request({ drafts: [nameless], resources: [saddle], envelope: { hook: 'order-sign' } });
      const answer = await app.ask(body);
      expect(actionsOf(onlyCard(answer)).every(({ type }) => type === 'create')).toBe(true);
      expect(answer.systemActions).toBeUndefined();
      expect(onlyCard(answer).detail).toContain(
        '- Change the order to MRI without contrast, lumbar spine, priority stat',
      );
    });
  });

  describe('the priority', () => {
    it('is offered until it is set', async () => {
      const offered = suggestionOf(await cardFor({ resources: [saddle] }), /^Set the priority/);
      const [changed = {}] = resourcesOf(offered);
      expect([changed.priority, offered.isRecommended, ...ratingCodes(changed)]).toEqual(['stat', true, 'appropriate']);
      const again = await cardFor({ drafts: [changed], resources: [saddle] });
      expect(labelsOf(again)).not.toContain(offered.label);
    });

    it('is never lowered', async () => {
      const drafts = [order(study.mri, { priority: 'stat' })];
      const card = await cardFor({
        drafts,
        resources: [...screenNormal, stated('fever', true), stated('injection-drug-use', true)],
      });
      expect(labelsOf(card).filter((label) => label.startsWith('Set the priority'))).toEqual([]);
    });
  });

  describe('new orders', () => {
    const infected = [...screenNormal, stated('fever', true), stated('injection-drug-use', true)];
    const labs = /^Order ESR|^Order the rest/;
    const placed = (code: JsonObject, status = 'active'): JsonObject => ({ ...order(code), id: 'placed', status });

    it('are each offered only as far as they are not drafted, active or done', async () => {
      const codesOf = (card: Card): readonly unknown[] =>
        resourcesOf(suggestionOf(card, labs)).map(({ code }) =>
          isObject(code) ? objectsOf(code.coding)[0]?.code : undefined,
        );
      expect(codesOf(await cardFor({ resources: infected }))).toEqual(['4537-7', '1988-5', '58410-2']);
      const drafted = { ...order(coded(loinc, '1988-5')), id: 'crp' };
      const rest = await cardFor({
        drafts: [order(), drafted],
        selections: ['ServiceRequest/draft-1'],
        resources: infected,
      });
      expect([codesOf(rest), suggestionOf(rest, labs).label]).toEqual([
        ['4537-7', '58410-2'],
        'Order the rest: Erythrocyte sedimentation rate, Complete blood count',
      ]);
      const active = await cardFor({ resources: [...infected, placed(coded(loinc, '4537-7'))] });
      expect(codesOf(active)).toEqual(['1988-5', '58410-2']);
      const done = { ...stated('x', true), id: 'cbc', code: coded(loinc, '58410-2'), effectiveDateTime: daysAgo(3) };
      expect(codesOf(await cardFor({ resources: [...infected, done] }))).toEqual(['4537-7', '1988-5']);
    });

    it('are not offered again as another code of the same test', async () => {
      const otherEsr = placed(coded(loinc, '30341-2'));
      const card = await cardFor({ resources: [...infected, otherEsr] });
      expect(suggestionOf(card, labs).label).not.toContain('sedimentation');
    });

    it.each([
      ['completed', true],
      ['revoked', true],
      ['active', false],
      ['on-hold', false],
    ])('a referral that is %s: offered again %s', async (status, isOffered) => {
      const referral = placed(coded(snomed, '308447003'), status);
      const card = await cardFor({ resources: [...screenNormal, symptomDays(20), referral] });
      expect(labelsOf(card).some((label) => label.startsWith('Refer to physical therapy'))).toBe(isOffered);
    });

    it('are not offered for a radiograph that is drafted by another code', async () => {
      const resources = [...screenNormal, symptomDays(20), stated('osteoporosis', true)];
      const offered = 'Order lumbar spine radiographs';
      expect(labelsOf(await cardFor({ resources }))).toContain(offered);
      for (const code of [coded(cpt, '72100'), coded(snomed, '840361000'), coded(loinc, '24970-6')])
        expect(labelsOf(await cardFor({ resources: [...resources, placed(code)] }))).not.toContain(offered);
      expect(labelsOf(await cardFor({ drafts: [order(coded(loinc, '24970-6'))], resources }))).not.toContain(offered);
    });

    it.each([
      [3, daysAgo(-18)],
      [20, daysAgo(-1)],
      [21, undefined],
      [80, undefined],
    ])('EMG is not due before day 21 of symptoms: day %i', async (days, due) => {
      const resources = [
        ...screenNormal.slice(0, 3),
        stated('motor-weakness', true),
        stated('foot-drop', true),
        symptomDays(days),
      ];
      const studies = resourcesOf(suggestionOf(await cardFor({ resources }), /EMG/));
      expect(studies.map(({ occurrenceDateTime }) => occurrenceDateTime)).toEqual([due, due]);
    });

    it('ask for follow-up on a day, with what should bring the patient back sooner', async () => {
      const card = await cardFor({ resources: [...screenNormal, symptomDays(20)] });
      const [visit] = resourcesOf(suggestionOf(card, /follow-up/));
      expect(visit).toMatchObject({ status: 'draft', occurrenceDateTime: daysAgo(-42) });
      expect(JSON.stringify(visit?.note)).toContain('saddle numbness');
    });

    it('about compression already shown need the finding and the impairment', async () => {
      const imaged = [
        ...screenNormal,
        symptomDays(200),
        stated('prior-imaging-days', 90, 0),
        stated('change-since-imaging', false, 0),
        stated('prior-imaging-finding', 'nerve-compression', 0),
      ];
      const label = 'Refer to spine surgery about the compression already shown';
      const without = await app.ask(request({ resources: imaged }));
      expect(outcomeOf(without)).toBe('unchanged-since-recent-imaging / not-appropriate');
      expect(labelsOf(onlyCard(without))).not.toContain(label);
      const impaired = await cardFor({ resources: [...imaged, stated('functional-impairment', true)] });
      expect(labelsOf(impaired)).toContain(label);
    });

    it('carry an intent of FHIR when the draft has none or a wrong one', async () => {
      for (const intent of [undefined, 'whatever', 7]) {
        const drafts = [order(study.mri, { intent })];
        const [created] = actionsOf(await cardFor({ drafts, resources: [...screenNormal, symptomDays(20)] })).filter(
          ({ type }) => type === 'create',
        );
        expect(created?.type === 'create' ? created.resource.intent : undefined).toBe('proposal');
      }
    });

    it('leave out a reference that only the draft can resolve, and give a reason when the draft has none', async () => {
      const drafts = [order(study.mri, { reasonCode: [], reasonReference: [{ reference: '#c' }] })];
      const [referral] = resourcesOf(
        suggestionOf(await cardFor({ drafts, resources: [saddle] }), /^Refer to spine surgery/),
      );
      expect([referral?.reasonCode, referral?.reasonReference]).toEqual([
        [{ text: 'Red flag with low back pain' }],
        undefined,
      ]);
    });
  });

  it('to remove the order names the draft', async () => {
    const card = await cardFor({ resources: [...screenNormal, symptomDays(20)] });
    expect(suggestionOf(card, /^Remove/).actions).toEqual([
      { type: 'delete', description: 'Remove the draft order', resourceId: 'ServiceRequest/draft-1' },
    ]);
  });
});
