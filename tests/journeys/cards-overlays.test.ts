import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard, sectionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { adult, coded, loinc, order, request, screenNormal, stated, study } from './requests.js';

type Parts = Parameters<typeof request>[0];

const saddle = stated('saddle-anesthesia', true);
const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20, 0)];
const sick: readonly JsonObject[] = [...screenNormal, stated('fever', true), stated('injection-drug-use', true)];
/** A fracture risk decides, while an old entry about the bladder is still open. */
const doubtful: readonly JsonObject[] = [
  ...screenNormal.slice(1),
  stated('osteoporosis', true),
  stated('bladder-dysfunction', true, 120),
];
const woman: JsonObject = { ...adult, gender: 'female', birthDate: '1995-01-01' };
const weak: readonly JsonObject[] = [...screenNormal.slice(0, 3), stated('motor-weakness', true)];

describe('overlays', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  const cardFor = async (parts: Parts): Promise<Card> => onlyCard(await app.ask(request(parts)));
  const overlaysOf = (card: Card): readonly unknown[] => {
    const { overlays = [] } = decisionOf(card);
    return Array.isArray(overlays) ? overlays : [];
  };

  const cases: readonly (readonly [overlay: string, shown: Parts, absent: Parts])[] = [
    ['unresolved-red-flag', { resources: doubtful }, { resources: [saddle] }],
    ['screen-missing', { resources: [saddle] }, { resources: acute }],
    [
      'motor-trend',
      { resources: [...weak, stated('foot-drop', true)] },
      { resources: [...weak, stated('foot-drop', true), stated('progressive-motor-deficit', false)] },
    ],
    [
      'mr-safety',
      { resources: [saddle, stated('mri-contraindicated', true)] },
      { drafts: [order(study.ct)], resources: [saddle, stated('mri-contraindicated', true)] },
    ],
    [
      'mr-safety-suggested',
      { drafts: [order(study.ct)], resources: [saddle, implant()] },
      { drafts: [order(study.ct)], resources: [saddle] },
    ],
    [
      'contrast-caution',
      { drafts: [order(study.mriBoth)], resources: [...sick, stated('gadolinium-caution', 'renal')] },
      { drafts: [order(study.mri)], resources: [...sick, stated('gadolinium-caution', 'renal')] },
    ],
    [
      'contrast-caution-suggested',
      { drafts: [order(study.ct)], resources: [...sick, stated('gadolinium-caution', 'renal')] },
      { drafts: [order(study.ct)], resources: [...acute, stated('gadolinium-caution', 'renal')] },
    ],
    // no button offers contrast, but the row's own words do
    [
      'contrast-caution-suggested',
      { drafts: [order(study.mri)], resources: [...sick, stated('gadolinium-caution', 'allergy')] },
      { drafts: [order(study.mri)], resources: [...acute, stated('gadolinium-caution', 'allergy')] },
    ],
    [
      'pregnancy-check',
      { drafts: [order(study.ct)], patient: woman, resources: acute },
      { drafts: [order(study.mri)], patient: woman, resources: acute },
    ],
    [
      'pregnancy-caution',
      { drafts: [order(study.ct)], patient: woman, resources: [...acute, stated('pregnant', true)] },
      { drafts: [order(study.ct)], patient: woman, resources: [...acute, stated('pregnant', false)] },
    ],
    [
      'duplicate-in-session',
      { drafts: [order(), order(study.ct, { id: 'two' })], selections: ['ServiceRequest/draft-1'], resources: acute },
      { drafts: [order(), order('73721', { id: 'two' })], selections: ['ServiceRequest/draft-1'], resources: acute },
    ],
    [
      'already-ordered',
      { resources: [...acute, { ...order(), id: 'placed', status: 'active' }] },
      { resources: [...acute, { ...order(), id: 'placed', status: 'completed' }] },
    ],
    ['not-recorded', { resources: acute }, { resources: [saddle] }],
    [
      'specify-contrast',
      { drafts: [order(coded(loinc, '24968-0'))], resources: acute },
      { drafts: [order()], resources: acute },
    ],
    [
      'region-mismatch',
      { drafts: [order(study.cervicalMri)], resources: [saddle] },
      { drafts: [order(study.cervicalMri)], resources: [stated('myelopathy-signs', true)] },
    ],
    ['talk', { resources: acute }, { resources: screenNormal }],
    ['context', { resources: acute }, { resources: [saddle] }],
    ['context-psychosocial', { resources: [...acute, stated('psychosocial-risk', true)] }, { resources: acute }],
    ['context-palliative', { resources: [...acute, stated('palliative-care', true)] }, { resources: acute }],
    [
      'mild-bulge',
      { resources: [...acute, stated('prior-imaging-finding', 'mild-bulge')] },
      { resources: [...acute, stated('prior-imaging-finding', 'nerve-compression')] },
    ],
  ];

  it.each(cases)('%s stands on the card when it applies and only then', async (overlay, shown, absent) => {
    expect(overlaysOf(await cardFor(shown))).toContain(overlay);
    expect(overlaysOf(await cardFor(absent))).not.toContain(overlay);
  });

  it.each([
    ['an unknown age', {}, { birthDate: undefined }],
    ['a woman over 55', {}, { birthDate: '1960-01-01' }],
    ['a man', {}, { gender: 'male' }],
  ])('pregnancy is not asked of %s', async (_, parts, changes) => {
    const card = await cardFor({
      drafts: [order(study.ct)],
      patient: { ...woman, ...changes },
      resources: acute,
      ...parts,
    });
    expect(overlaysOf(card)).not.toContain('pregnancy-check');
  });

  it.each([study.ct, study.mriBoth, study.mriWith])(
    'pregnancy is asked before radiation or gadolinium: %s',
    async (code) => {
      expect(overlaysOf(await cardFor({ drafts: [order(code)], patient: woman, resources: acute }))).toContain(
        'pregnancy-check',
      );
    },
  );

  it('never change the rating', async () => {
    const plain = decisionOf(await cardFor({ resources: acute }));
    const flagged = decisionOf(await cardFor({ resources: [...acute, implant(), stated('palliative-care', true)] }));
    expect([flagged.criterion, flagged.studyRating]).toEqual([plain.criterion, plain.studyRating]);
  });

  it('that warn raise the card, those that inform do not', async () => {
    const asked = await cardFor({ resources: screenNormal });
    expect(asked.indicator).toBe('info');
    expect((await cardFor({ resources: [...screenNormal, implant()] })).indicator).toBe('warning');
  });

  it('stand inside the one card, the warnings right under the rating', async () => {
    const card = await cardFor({ resources: [saddle, stated('mri-contraindicated', true)] });
    const [headline, , warning] = (card.detail ?? '').split('\n').filter((line) => line !== '');
    expect(headline).toMatch(/^\*\*MRI without contrast, lumbar spine: not appropriate\.\*\*/);
    expect(warning).toBe(
      '> **MR safety first:** MRI is contraindicated according to the record. Check device, model and MR status with ' +
        'radiology. If MRI is impossible, CT or CT myelography takes its place.',
    );
    expect(card.summary).toMatch(/^MRI contraindicated - /);
  });

  it('name what is in doubt with the entry behind it, and the list of what is missing does not repeat it', async () => {
    const card = await cardFor({ resources: doubtful });
    const [doubt] = (card.detail ?? '').split('\n').filter((line) => line.startsWith('> '));
    expect(doubt).toMatch(
      /^> \*\*Red flag unresolved:\*\* new bladder dysfunction - possible, not settled \(last entry is out of date: \d{4}-\d\d-\d\d, Observation\/bladder-dysfunction-120\)\./,
    );
    expect(sectionOf(card, 'Not documented')).not.toContain('possible, not settled');
  });

  it('ask for the open part of the screen only, and the list does not ask again', async () => {
    const card = await cardFor({
      drafts: [order(study.ctBoth)],
      resources: [...screenNormal.slice(0, 2), stated('symptom-days', 20, 0)],
    });
    const missing = sectionOf(card, 'Not documented').split('\n');
    expect(missing[0]).toBe(
      '- **Red-flag screen incomplete:** saddle sensation, leg strength. Document it today; a positive answer raises the urgency.',
    );
    expect(missing.slice(1).join('\n')).not.toMatch(/saddle|strength/i);
  });

  it('name the cautions that bear on the study, and no others', async () => {
    const resources = [...sick, stated('gadolinium-caution', 'renal'), stated('iodinated-caution', true)];
    const card = await cardFor({ drafts: [order(study.mriBoth)], resources });
    expect(card.detail).toContain('> **Contrast caution.** Kidney function: eGFR below 30');
    expect(card.detail).not.toContain('iodinated');
  });
});

/** A pacemaker of which nobody says whether it may enter an MRI scanner. */
function implant(): JsonObject {
  return {
    resourceType: 'Device',
    id: 'pacemaker',
    status: 'active',
    type: coded('http://snomed.info/sct', '14106009', 'Cardiac pacemaker'),
    patient: { reference: 'Patient/p1' },
  };
}
