import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { criterionOf, decisionOf, onlyCard } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { backPain, coded, cpt, daysAgo, order, request, screenNormal, snomed, stated, study } from './requests.js';

const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20)];
const saddle = coded(snomed, '449813001');
const genericMri = coded(snomed, '113091000', 'Magnetic resonance imaging');
const genericCt = coded(snomed, '77477000', 'Computerized axial tomography');

describe('the forms of an order', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  const ask = (draft: JsonObject, others: readonly JsonObject[] = [], resources = acute) =>
    app.ask(request({ drafts: [draft, ...others], selections: ['ServiceRequest/draft-1'], resources }));

  it.each(['72148-26', '72148-TC', '72148:26', '72148 26', '72148-26-59', ' 72148 : TC : 59 ', '72148.26', '72148-tc'])(
    'include CPT with a modifier: %j',
    async (code) => {
      expect(decisionOf(onlyCard(await ask(order(coded(cpt, code))))).study).toBe('mri-wo');
    },
  );

  it.each(['721480', '7214', '72148-2', '72148-1234', 'x72148'])('do not include %j', async (code) => {
    expect((await ask(order(coded(cpt, code)))).cards).toEqual([]);
  });

  describe('in the shape of R5', () => {
    const mri = { concept: coded(cpt, '72148') };
    const { reasonCode: _removed, ...bare } = order(study.mri, { code: mri });

    it('are recognised and say what they are for', async () => {
      const card = onlyCard(await ask({ ...bare, reason: [{ concept: backPain }] }));
      expect(decisionOf(card)).toMatchObject({ study: 'mri-wo', criterion: 'acute-no-red-flags' });
      expect(card.detail).toContain('for Low back pain');
    });

    it.each<[string, JsonObject]>([
      ['a concept', { reason: [{ concept: saddle }] }],
      ['a concept beside R4 reasons', { reasonCode: [backPain], reason: [{ concept: saddle }] }],
      [
        'a reference to what they contain',
        {
          reason: [{ reference: { reference: '#c' } }],
          contained: [{ resourceType: 'Condition', id: 'c', code: saddle }],
        },
      ],
    ])('have a red flag as reason in %s', async (_, members) => {
      expect(criterionOf(await ask({ ...bare, ...members }))).toBe('cauda-equina-red-flags');
    });

    it.each<[string, JsonObject, boolean]>([
      ['back pain', { reason: [{ concept: backPain }] }, true],
      ['another reason', { reason: [{ concept: coded(snomed, '24700007') }] }, false],
      [
        'a contained condition of back pain',
        {
          reason: [{ reference: { reference: '#c' } }],
          contained: [{ resourceType: 'Condition', id: 'c', code: backPain }],
        },
        true,
      ],
    ])('without a region are lumbar only for back pain: %s', async (_, members, isLumbar) => {
      const { cards } = await ask({ ...bare, code: { concept: genericMri }, ...members });
      expect(cards.length).toBe(isLumbar ? 1 : 0);
    });

    it.each<[string, JsonObject, string | undefined]>([
      ['lumbar', { location: coded(snomed, '122496007') }, 'mri-wo'],
      ['lumbar in R5', { includedStructure: [{ structure: coded(snomed, '122496007') }] }, 'mri-wo'],
      ['knee in R5', { includedStructure: [{ structure: coded(snomed, '72696002') }] }, undefined],
    ])('take their site from a body structure: %s', async (_, members, expected) => {
      const structure = { resourceType: 'BodyStructure', id: 'b', ...members };
      const draft = { ...bare, code: { concept: genericMri }, reason: [{ concept: backPain }] };
      const contained = await ask({ ...draft, bodyStructure: { reference: '#b' }, contained: [structure] });
      const beside = await ask({ ...draft, bodyStructure: { reference: 'BodyStructure/b' } }, [structure]);
      for (const { cards } of [contained, beside])
        expect(cards.map((card) => decisionOf(card).study)).toEqual(expected === undefined ? [] : [expected]);
    });

    it('have an unclear region when their body structure is not there', async () => {
      const draft = { ...bare, code: { concept: genericMri }, reason: [{ concept: backPain }] };
      const answer = await ask({ ...draft, bodyStructure: { reference: 'BodyStructure/none' } });
      expect(criterionOf(answer)).toBe('order-region-unclear');
    });

    it('go back as they came, with the new code and new orders in their own shape', async () => {
      const draft = {
        ...bare,
        code: { concept: coded(cpt, '72131') },
        reason: [{ concept: saddle }, { reference: { reference: 'Condition/c1' } }],
        supportingInfo: [{ reference: { reference: 'Observation/o1' } }],
        orderDetail: [{ parameter: [{ code: { text: 'comfort' }, valueString: 'claustrophobic' }] }],
      };
      const answer = await ask(draft);
      const actions = objectsOf(onlyCard(answer).suggestions).flatMap((suggestion) => objectsOf(suggestion.actions));
      const resources = actions.map(({ resource }) => resource).filter(isObject);
      const updates = resources.filter(({ id }) => id === 'draft-1');
      expect(updates.length).toBeGreaterThan(0);
      for (const update of updates) {
        const { code, extension: _extension, priority: _priority, ...rest } = update;
        const { code: _code, priority: _own, ...sent } = draft as JsonObject;
        expect(rest).toEqual(sent);
        expect(code).toEqual({ concept: expect.objectContaining({ coding: expect.any(Array) }) });
      }
      const created = resources.filter(({ resourceType, id }) => resourceType === 'ServiceRequest' && id === undefined);
      expect(created.length).toBeGreaterThan(0);
      for (const one of created) {
        expect(one).toMatchObject({ code: { concept: expect.any(Object) }, reason: draft.reason });
        expect(one).not.toHaveProperty('reasonCode');
      }
    });
  });

  describe('without a coded region, for back pain', () => {
    const criterionFor = async (changes: JsonObject, code = genericMri) => {
      const { cards } = await ask(order(code, { reasonCode: [backPain], ...changes }));
      return cards.flatMap((card) => [decisionOf(card).criterion, decisionOf(card).studyRating]);
    };
    const lumbar = ['acute-no-red-flags', 'not-appropriate'];
    // the end of a text that is too long to be read is not understood
    const cut = ['red-flag-screen-missing', 'unrated'];
    const unclear = ['order-region-unclear', 'unrated'];
    const site = (...concepts: readonly JsonObject[]): JsonObject => ({ bodySite: concepts });

    it.each<[string, JsonObject]>([
      ['nothing more', {}],
      ['a site in words', site({ text: 'Lumbar spine' })],
      ['a site in vague words', site({ text: 'Back' })],
      ['a site with an unknown code and our words', site(coded('urn:ehr', 'LS', 'L-spine'))],
      ['text', { code: { ...genericMri, text: 'MRI lumbo-sacral spine' } }],
      ['text that names two', { code: { ...genericMri, text: 'MRI lumbar spine and sacrum' } }],
      [
        'a note about other parts',
        { note: [{ text: 'Pain down to the left knee and foot; abdomen soft. No bladder trouble.' }] },
      ],
      ['a note about an earlier study', { note: [{ text: 'Brain MRI 2019 normal; please image the lumbar spine.' }] }],
      ['a detail', { orderDetail: [{ text: 'open scanner' }] }],
      ['an empty site', site({})],
    ])('are lumbar with %s', async (_, changes) => {
      expect(await criterionFor(changes)).toEqual(lumbar);
    });

    it.each<[string, JsonObject]>([
      ['a site in words', site({ text: 'Brain' })],
      [
        'a site with an unknown code and words',
        site(coded(snomed, '299716001', 'Iliac and/or femoral region, left hip')),
      ],
      ['a site with a local code only', site(coded('urn:ehr', 'XK7'))],
      ['a site in words nobody knows', site({ text: 'Regio IV' })],
      ['text', { code: { ...genericMri, text: 'MRI abdomen and pelvis' } }],
      ['text with capitals and hyphens', { code: { ...genericMri, text: 'MR C-SPINE W/O' } }],
      [
        'the display of an unknown coding',
        {
          code: { coding: [...objectsOf(genericMri.coding), { system: 'urn:ehr', code: 'MRB', display: 'MRI Brain' }] },
        },
      ],
      ['a detail', { orderDetail: [{ text: 'left knee' }] }],
      ['a coded detail', { orderDetail: [coded('urn:ehr', 'K', 'Shoulder protocol')] }],
      ['a parameter', { orderDetail: [{ parameter: [{ valueString: 'both hips' }] }] }],
      ['a note that asks for it', { note: [{ text: 'Please do an MRI of the left knee.' }] }],
      ['a note the other way round', { note: [{ text: 'needs abdominal CT' }] }],
    ])('are not taken as lumbar against %s, and the card says why', async (_, changes) => {
      expect(await criterionFor(changes)).toEqual(unclear);
      const answer = await ask(order(genericMri, { reasonCode: [backPain], ...changes }));
      expect(onlyCard(answer).detail).toContain('the lumbar spine is not assumed');
      expect(answer.systemActions).toBeUndefined();
    });

    it('are not taken as lumbar as a CT of the abdomen, whatever the red flags', async () => {
      const draft = order(genericCt, {
        code: { ...genericCt, text: 'CT abdomen and pelvis' },
        reasonCode: [saddle, backPain],
      });
      expect(decisionOf(onlyCard(await ask(draft)))).toMatchObject({
        criterion: 'cauda-equina-red-flags',
        studyRating: 'unrated',
      });
    });

    it.each(['12738006', '818983003', '72696002', '61685007', '56459004', '29836001', '774007'])(
      'are none of ours with the coded site %s',
      async (code) => {
        expect(await criterionFor(site(coded(snomed, code)))).toEqual([]);
      },
    );

    it.each([
      ['words for a study', 'mri of '.repeat(15_000)],
      ['spaces', `mri ${' '.repeat(100_000)}x`],
      ['letters', `mri ${'a'.repeat(100_000)}`],
      ['separators', 'mri -- '.repeat(15_000)],
    ])('are read in time in a note of 100 kB of %s', async (_, text) => {
      const before = performance.now();
      expect(await criterionFor({ note: [{ text }], code: { ...genericMri, text } })).toEqual(cut);
      expect(performance.now() - before).toBeLessThan(1_000);
    });

    it('keep what a request says in words out of the Markdown', async () => {
      const answer = await ask(order(genericMri, site({ text: '<b>knee</b> [x](http://evil.example) *a*' })));
      expect(onlyCard(answer).detail).not.toMatch(/<b>|\]\(http:\/\/evil/);
    });
  });

  describe('of an earlier study', () => {
    const earlier = (resource: JsonObject): JsonObject => ({
      id: 'im',
      subject: { reference: 'Patient/p1' },
      ...resource,
    });
    const isFound = async (resource: JsonObject) =>
      criterionOf(await ask(order(), [], [...acute, earlier(resource)])) !== 'acute-no-red-flags';
    const on = daysAgo(60);
    const lumbarSite = coded(snomed, '122496007');

    it.each<[string, JsonObject, boolean]>([
      ['CPT with a modifier', { code: coded(cpt, '72148-26') }, true],
      ['the whole spine', { code: coded(snomed, '241645008'), bodySite: [lumbarSite] }, true],
      ['a lumbar and a thoracic site', { code: genericMri, bodySite: [lumbarSite, coded(snomed, '122495006')] }, true],
      ['a generic study without a site', { code: genericMri }, false],
      ['a generic study of the brain', { code: genericMri, bodySite: [coded(snomed, '12738006')] }, false],
      ['a lumbar code with another site', { code: coded(cpt, '72148'), bodySite: [coded(snomed, '72696002')] }, false],
    ])('is read by the same rules in a Procedure: %s', async (_, members, expected) => {
      const procedure = { resourceType: 'Procedure', status: 'completed', performedDateTime: on, ...members };
      expect(await isFound(procedure)).toBe(expected);
    });

    it.each<[string, JsonObject]>([
      [
        'a report',
        { resourceType: 'DiagnosticReport', status: 'final', code: coded(cpt, '72148 TC'), effectiveDateTime: on },
      ],
      [
        'an R5 Procedure',
        { resourceType: 'Procedure', status: 'completed', code: coded(cpt, '72148'), occurrenceDateTime: on },
      ],
      [
        'an ImagingStudy',
        { resourceType: 'ImagingStudy', status: 'available', started: on, procedureCode: [coded(cpt, '72148-26')] },
      ],
      [
        'an R5 ImagingStudy',
        {
          resourceType: 'ImagingStudy',
          status: 'available',
          started: on,
          procedure: [{ concept: coded(cpt, '72148') }],
        },
      ],
      [
        'an R5 ImagingStudy with the site in its series',
        {
          resourceType: 'ImagingStudy',
          status: 'available',
          started: on,
          procedure: [{ concept: genericMri }],
          series: [{ bodySite: { concept: lumbarSite } }],
        },
      ],
    ])('is found in %s', async (_, resource) => {
      expect(await isFound(resource)).toBe(true);
    });
  });
});
