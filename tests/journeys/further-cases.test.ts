import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, daysAgo, icd10, loinc, order, request, screenNormal, snomed, stated } from './requests.js';

const subject = { reference: 'Patient/p1' };
const cauda = coded(snomed, '192970008');
const saddle = coded(snomed, '449813001');
const generic = coded(snomed, '113091000', 'Magnetic resonance imaging');

/** A problem that was recorded yesterday, and every day before it was not there. */
const problem = (code: JsonObject, changes: JsonObject = {}): JsonObject => ({
  resourceType: 'Condition',
  id: 'problem',
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
  verificationStatus: coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed'),
  code,
  subject,
  recordedDate: daysAgo(1),
  ...changes,
});
const observed = (value: JsonObject, code = saddle): JsonObject => ({
  resourceType: 'Observation',
  id: 'observed',
  status: 'final',
  code,
  subject,
  effectiveDateTime: daysAgo(1),
  ...value,
});
const taken = (changes: JsonObject): JsonObject => ({
  resourceType: 'MedicationStatement',
  id: 'taken',
  status: 'active',
  medicationCodeableConcept: { text: 'Methotrexate 10 mg weekly' },
  subject,
  effectiveDateTime: daysAgo(30),
  ...changes,
});
const done = (changes: JsonObject): JsonObject => ({
  resourceType: 'Procedure',
  id: 'done',
  status: 'completed',
  code: { text: 'Lumbar fusion' },
  subject,
  performedDateTime: daysAgo(30),
  ...changes,
});
const basicDate = daysAgo(1).replaceAll('-', '');

/** Three weeks of back pain; the screen of five days ago was normal. */
const acute = [
  ...screenNormal.map((one) => ({ ...one, effectiveDateTime: daysAgo(5) })),
  stated('symptom-days', 21, 5),
];

const urgent = ['indicated-emergency', 'indicated-urgent'];

interface Further {
  readonly says: string;
  readonly resources?: readonly JsonObject[];
  readonly order?: JsonObject;
}

const emergency: readonly Further[] = [
  { says: 'a status in capitals', resources: [problem(cauda, { clinicalStatus: 'ACTIVE' })] },
  { says: 'a relapse in words', resources: [problem(cauda, { clinicalStatus: { text: 'Relapse' } })] },
  { says: 'not abated', resources: [problem(cauda, { clinicalStatus: undefined, abatementBoolean: false })] },
  { says: 'a corrected result', resources: [observed({ status: 'corrected', valueBoolean: true })] },
  {
    says: 'Y of HL7 v2',
    resources: [observed({ valueCodeableConcept: coded('http://terminology.hl7.org/CodeSystem/v2-0136', 'Y') })],
  },
  { says: 'the text "Positive"', resources: [observed({ valueString: 'Positive' })] },
  {
    says: 'the answer to "Diagnosis"',
    resources: [observed({ valueCodeableConcept: cauda }, coded(loinc, '29308-4'))],
  },
  { says: 'a date in basic form', resources: [problem(cauda, { recordedDate: basicDate })] },
  { says: 'a date with a space', resources: [problem(cauda, { recordedDate: `${daysAgo(1)} 10:15:00` })] },
  { says: 'an offset of hours only', resources: [problem(cauda, { recordedDate: `${daysAgo(1)}T10:00:00+00` })] },
  { says: 'a date of DSTU2', resources: [problem(cauda, { recordedDate: undefined, dateRecorded: daysAgo(1) })] },
  {
    says: 'a date in the words of the onset',
    resources: [problem(cauda, { recordedDate: undefined, onsetString: daysAgo(1) })],
  },
  { says: 'a code where its name belongs', resources: [problem({ text: 'G83.4' })] },
  { says: 'a reason that is a code in words', order: { reasonCode: [{ text: 'G83.4' }] } },
  {
    says: 'the answer of a form inside the order',
    order: {
      supportingInfo: [{ reference: '#form' }],
      contained: [
        {
          resourceType: 'QuestionnaireResponse',
          id: 'form',
          status: 'completed',
          authored: daysAgo(0),
          item: [{ linkId: 'group', item: [{ linkId: 'saddle-anesthesia', answer: [{ valueBoolean: true }] }] }],
        },
      ],
    },
  },
];

const notIndicated: readonly Further[] = [
  { says: 'a procedure that was not done', resources: [done({ status: 'Not Done' })] },
  { says: 'a procedure with "notDone" of STU3', resources: [done({ notDone: true })] },
  { says: 'a medicine that is not taken', resources: [taken({ taken: 'n' })] },
  { says: 'a medicine entered in error', resources: [taken({ status: 'Entered in Error' })] },
  {
    says: 'the family in a question',
    resources: [observed({ valueCodeableConcept: coded(snomed, '254837009') }, coded(loinc, '10157-6'))],
  },
  { says: 'the answer "Not present"', resources: [observed({ valueString: 'Not present' })] },
  {
    says: 'N of HL7 v2 table 532',
    resources: [observed({ valueCodeableConcept: coded('http://terminology.hl7.org/CodeSystem/v2-0532', 'N') })],
  },
  {
    says: 'an interpretation that is negative',
    resources: [observed({ interpretation: [{ coding: [{ code: 'NEG' }] }] })],
  },
  { says: 'a well-formed code of nothing', resources: [problem(coded(icd10, 'J45.909'))] },
  {
    says: 'a cancer of the skin and a screening',
    resources: [problem(coded(icd10, 'C44.92')), problem(coded(icd10, 'Z12.31'), { id: 'visit' })],
  },
  {
    says: 'a generic study of the brain long ago',
    resources: [done({ code: generic, bodySite: [coded(snomed, '12738006')] })],
  },
];

const neverNotIndicated: readonly Further[] = [
  { says: 'an entry nobody can judge', resources: [problem(coded(snomed, '1234567890'))] },
  { says: 'an entry without a code', resources: [problem({})] },
  {
    says: 'the signs of an entry, coded',
    resources: [problem({ text: 'Back problem' }, { evidence: [{ code: [saddle] }] })],
  },
  {
    says: 'the stage of an entry',
    resources: [problem({ text: 'Prostate' }, { stage: [{ summary: { text: 'Bone metastases' } }] })],
  },
  { says: 'a site in words', resources: [problem(coded(snomed, '44077006'), { bodySite: [{ text: 'perineum' }] })] },
  { says: 'a cancer with its year', resources: [problem({ text: 'h/o breast ca 2019' })] },
  { says: 'a haematoma', resources: [problem({ text: 'Spinal epidural haematoma' })] },
  { says: 'a haematoma that is asked about', order: { note: [{ text: 'Pain since epidural. ?epidural haematoma' }] } },
  {
    says: 'a display of a second coding',
    resources: [problem({ coding: [{ system: icd10, code: 'R10.9' }, { display: 'Metastatic prostate cancer' }] })],
  },
  { says: 'a code in words, small', resources: [problem({ text: 'c79.51' })] },
  { says: 'a document nobody opened', order: { supportingInfo: [{ reference: 'DocumentReference/d7' }] } },
  {
    says: 'an R5 medicine',
    resources: [
      taken({ medicationCodeableConcept: undefined, medication: { concept: { text: 'infliximab infusion' } } }),
    ],
  },
  { says: 'a reason of another code system', order: { reasonCode: [coded('https://local.example', 'XX99')] } },
];

const neverUrgent: readonly Further[] = [
  {
    says: 'an end in words',
    resources: [
      problem(cauda, { clinicalStatus: undefined, abatementString: '2 weeks ago', recordedDate: daysAgo(20) }),
    ],
  },
  {
    says: 'an end as an age',
    resources: [
      problem(cauda, { clinicalStatus: undefined, abatementAge: { value: 44, code: 'a' }, recordedDate: daysAgo(20) }),
    ],
  },
  {
    says: 'a status of HL7 v3',
    resources: [
      problem(cauda, { verificationStatus: coded('http://terminology.hl7.org/CodeSystem/v3-ActStatus', 'nullified') }),
    ],
  },
  { says: 'known absent, coded', resources: [problem(cauda, { verificationStatus: coded(snomed, '410516002') })] },
  { says: 'a reason for the visit', resources: [observed({ valueCodeableConcept: cauda }, coded(loinc, '29299-5'))] },
  { says: 'a cause of death', resources: [observed({ valueCodeableConcept: cauda }, coded(loinc, '69453-9'))] },
  {
    says: 'an unknown modifier',
    resources: [problem(cauda, { modifierExtension: [{ url: 'https://example.org/x', valueBoolean: true }] })],
  },
  { says: 'somebody who cannot be told', resources: [problem(cauda, { subject: 'Patient/other' })] },
];

describe('a record or an order in a form of its own', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const cardsFor = async ({ resources = [], order: changes = {} }: Further, selections?: readonly string[]) => {
    const drafts = [order('72148', changes)];
    const asked = { drafts, resources: [...acute, ...resources], ...(selections === undefined ? {} : { selections }) };
    return (await app.ask(request(asked))).cards;
  };
  const ratingOf = async (further: Further) => {
    const cards = await cardsFor(further);
    expect(cards).toHaveLength(1);
    return cards.map((card) => decisionOf(card).rating)[0];
  };

  it.each(emergency)('is an emergency: $says', async (further) => {
    expect(await ratingOf(further)).toBe('indicated-emergency');
  });

  it.each(notIndicated)('leaves "not indicated" standing: $says', async (further) => {
    expect(await ratingOf(further)).toBe('not-indicated');
  });

  it.each(neverNotIndicated)('keeps "not indicated" from being said: $says', async (further) => {
    expect(await ratingOf(further)).not.toBe('not-indicated');
  });

  it.each(neverUrgent)('is no emergency: $says', async (further) => {
    expect(urgent).not.toContain(await ratingOf(further));
  });

  it.each(['Revoked', 'ENTERED_IN_ERROR', 'Completed', 'cancelled', { text: 'Revoked' }])(
    'is no order when its status is %j',
    async (status) => {
      expect(await cardsFor({ says: '', order: { status } })).toEqual([]);
    },
  );

  it.each(['DRAFT', 'active', undefined, 'a status of the site'])(
    'is an order when its status is %j',
    async (status) => {
      expect(await cardsFor({ says: '', order: { status } })).toHaveLength(1);
    },
  );

  it('is found by an id that was sent as a number, and then named by no action', async () => {
    const cards = await cardsFor({ says: '', order: { id: 12 } }, ['ServiceRequest/12']);
    expect(cards).toHaveLength(1);
    expect(JSON.stringify(cards)).not.toMatch(/"(update|delete)"/);
  });

  it.each([
    'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'urn:oid:2.16.840.1.113883.6.14',
    '2.16.840.1.113883.6.12',
    'HTTPS://WWW.AMA-ASSN.ORG/GO/CPT|2026',
  ])('is the study whose CPT code is sent under %s', async (system) => {
    expect(await cardsFor({ says: '', order: { code: coded(system, '72148 26') } })).toHaveLength(1);
    const prior = done({ code: coded(system, '72148:26') });
    const [card] = await cardsFor({ says: '', resources: [prior] });
    expect(['recent-imaging-review-first', 'unchanged-since-recent-imaging']).toContain(
      card === undefined ? undefined : decisionOf(card).criterion,
    );
  });

  it.each([
    { bodySite: [{ text: 'left hip' }] },
    { bodySite: [coded('https://local.example', 'XYZ')] },
    { code: { ...generic, text: 'MR shoulder R' } },
  ])('of another place is not rated as the low back: %j', async (changes) => {
    const cards = await cardsFor({ says: '', order: { code: generic, ...changes } });
    for (const card of cards) expect(decisionOf(card).studyRating).toBe('unrated');
  });

  it('of ten thousand entries that nobody can judge is answered in time, and counts them', async () => {
    const resources = Array.from({ length: 10_000 }, (_, index) =>
      problem(coded(snomed, String(9_000_000_000 + index)), { id: `entry-${index}` }),
    );
    const started = performance.now();
    const [card] = await cardsFor({ says: '', resources });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(card?.detail).toContain('10000 entries could not be judged and may name a danger');
    expect(card?.summary).not.toContain('not indicated');
    expect(card?.detail?.length).toBeLessThan(6_000);
  });

  it.each([
    ['of 100 kB', `Breast cancer ${'x '.repeat(50_000)}`],
    ['from right to left', '\u202eBreast cancer'],
    ['with Markdown', '**Breast** [cancer](https://evil.example) <img src=x>'],
  ])('holds a display %s harmless', async (_, display) => {
    const system = 'HTTP://SNOMED.INFO/sct';
    const [card] = await cardsFor({ says: '', resources: [problem({ coding: [{ system, code: '1', display }] })] });
    expect(card?.detail).toBeDefined();
    expect(card?.detail).not.toMatch(/\u202e|<img|\]\(https:\/\/evil/);
    expect(card?.detail?.length).toBeLessThan(6_000);
  });
});
