import { describe, expect, it } from 'vitest';
import { recogniseStudy } from '../../../src/core/order/study.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { concept, status, withStatus } from '../../resources.js';
import { factOf, factsOf, type Known, knownIn, make } from '../facts/read-facts.js';

const { condition, observation } = make;
const order = (members: JsonObject): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: 'sr-1',
  status: 'draft',
  intent: 'order',
  ...members,
});

describe('the study of an order', () => {
  const injection = order({ id: 'sr-2', code: concept('cpt:62304') });
  const studyOf = (draft: JsonObject, ...others: readonly JsonObject[]): string => {
    const study = recogniseStudy(guideline, draft, [draft, ...others], () => true);
    return study === undefined
      ? 'none'
      : `${study.modality} ${study.region} ${study.contrast}${study.isRegionAssumed ? ' (assumed)' : ''}`;
  };
  const cases: readonly (readonly [string, string, JsonObject, JsonObject?])[] = [
    ['CPT', 'mri lumbar without', order({ code: concept('cpt:72148') })],
    ['CPT with a modifier', 'mri lumbar without', order({ code: concept('cpt:72148:26') })],
    ['LOINC', 'mri lumbar without-and-with', order({ code: concept('loinc:24967-2') })],
    ['SNOMED CT', 'mri lumbar without', order({ code: concept('sct:394451000119106') })],
    ['a local code beside LOINC', 'mri lumbar without', order({ code: concept('local:123', 'loinc:30679-5') })],
    ['a CT', 'ct lumbar without-and-with', order({ code: concept('cpt:72133') })],
    ['radiographs', 'radiograph lumbar unspecified', order({ code: concept('loinc:36670-8') })],
    [
      'a study of the spine with its site',
      'mri cervical unspecified',
      order({ code: concept('sct:241645008'), bodySite: [concept('sct:122494005')] }),
    ],
    [
      'a study of the spine for back pain',
      'mri lumbar unspecified (assumed)',
      order({ code: concept('sct:241645008') }),
    ],
    ['a bone scan for back pain', 'bone-scan lumbar unspecified (assumed)', order({ code: concept('cpt:78306') })],
    [
      'CT with contrast and a myelography injection',
      'ct-myelography lumbar with',
      order({ code: concept('cpt:72132') }),
      injection,
    ],
    ['CT with contrast', 'ct lumbar with', order({ code: concept('cpt:72132') })],
    ['sacroiliac joints', 'none', order({ code: concept('loinc:30619-1') })],
    ['two codes that contradict each other', 'none', order({ code: concept('cpt:72148', 'cpt:72133') })],
    [
      'a code and a site that contradict each other',
      'none',
      order({ code: concept('cpt:72148'), bodySite: [concept('sct:122494005')] }),
    ],
    ['an order not to do it', 'none', order({ code: concept('cpt:72148'), doNotPerform: true })],
    ['an order that was revoked', 'none', order({ code: concept('cpt:72148'), status: 'revoked' })],
    ['words', 'none', order({ code: concept('MRI lumbar spine') })],
  ];
  it.each(cases.map(([name, expected, ...drafts]) => [name, expected, drafts] as const))(
    'by %s is %s',
    (_, expected, [draft, other]) => {
      expect(studyOf(draft, ...(other === undefined ? [] : [other]))).toBe(expected);
    },
  );
});

describe('backPainIndication', () => {
  const multipleSclerosis = concept('sct:24700007');
  const reason = (...codes: readonly string[]): JsonObject => order({ reasonCode: codes.map((code) => concept(code)) });
  it.each<readonly [string, JsonObject, readonly JsonObject[], Known]>([
    ['a reason of back pain', reason('sct:279039007'), [], true],
    ['a reason that is a red flag', reason('sct:449813001'), [], true],
    ['a reason elsewhere', reason('sct:24700007'), [], false],
    [
      'a reason elsewhere that stands in a Condition',
      order({
        reasonReference: [{ reference: '#c' }],
        contained: [{ resourceType: 'Condition', id: 'c', code: multipleSclerosis }],
      }),
      [],
      false,
    ],
    ['one reason elsewhere and one of back pain', reason('sct:24700007', 'sct:279039007'), [], true],
    ['one reason elsewhere and one that is not known', reason('sct:24700007', 'icd:Q99.9'), [], 'unknown'],
    [
      'a reason elsewhere and back pain on the problem list',
      reason('sct:24700007'),
      [condition('sct:279039007')(20)],
      false,
    ],
    ['back pain on the problem list', order({}), [condition('sct:279039007')(20)], true],
    ['back pain on the problem list for years', order({}), [condition('sct:279039007')(2000)], 'suspected'],
    ['another disease on the problem list', order({}), [condition('sct:24700007')(20)], 'unknown'],
    ['a reason in words', order({ reasonCode: [{ text: 'back pain' }] }), [], 'unknown'],
    ['nothing', order({}), [], 'unknown'],
  ])('by %s', (_, draft, resources, expected) => {
    expect(factOf('backPainIndication', resources, { order: draft })).toBe(expected);
  });
});

describe('the reasons of an order', () => {
  const referring = (target: JsonObject, reference = '#t'): JsonObject =>
    order({ reasonReference: [{ reference }], contained: [{ ...target, id: 't' }] });
  const stale = condition('sct:102568007')(400);
  it('make what they name true today', () => {
    expect(factOf('saddleAnesthesia', [], { order: order({ reasonCode: [concept('sct:449813001')] }) })).toBe(true);
    expect(factOf('motorWeakness', [], { order: referring(stale) })).toBe(true);
    expect(
      factOf('motorWeakness', [], { order: referring(observation('sct:102568007', { valueBoolean: true })(400)) }),
    ).toBe(true);
  });

  it('that point to something refuted or denied affirm nothing', () => {
    expect(
      factOf('caudaEquinaSuspected', [], {
        order: referring({ ...condition('sct:192970008')(3), verificationStatus: status('refuted') }),
      }),
    ).toBe(false);
    expect(factOf('motorWeakness', [], { order: referring({ ...stale, ...withStatus('resolved') }) })).toBe('unknown');
    expect(
      factOf('saddleAnesthesia', [], { order: referring(observation('sct:449813001', { valueBoolean: false })(3)) }),
    ).toBe(false);
  });

  it('are found by every kind of reference', () => {
    const target = { ...stale, id: 'c1' };
    for (const reference of [
      'Condition/c1',
      'https://ehr.example.org/fhir/Condition/c1',
      'Condition/c1/_history/2',
      'urn:uuid:c1',
    ])
      expect(factOf('motorWeakness', [target], { order: order({ reasonReference: [{ reference }] }) })).toBe(true);
  });

  it('in words or notes are hints, but a term of a list is a code', () => {
    expect(factOf('saddleAnesthesia', [], { order: order({ reasonCode: [{ text: 'saddle numbness' }] }) })).toBe(true);
    expect(factOf('saddleAnesthesia', [], { order: order({ reasonCode: [{ text: 'saddle numbness?' }] }) })).toBe(
      'suspected',
    );
    expect(factOf('saddleAnesthesia', [], { order: order({ note: [{ text: 'New saddle numbness' }] }) })).toBe(
      'suspected',
    );
    expect(
      factOf('saddleAnesthesia', [], { order: order({ reasonReference: [{ display: 'New saddle numbness' }] }) }),
    ).toBe('suspected');
  });

  it.each([
    ['a code that is not known', order({ reasonCode: [concept('icd:Q99.9')] })],
    ['a reference to nothing', order({ reasonReference: [{ reference: 'Condition/gone' }] })],
    ['a Condition whose code is not known', referring(condition('icd:Q99.9')(3))],
  ])('that cannot be understood leave open what is noted when present: %s', (_, draft) => {
    const facts = factsOf([], { order: draft });
    expect([knownIn(facts, 'fever'), facts.openEntries.map(({ place, names }) => [place, names.length])]).toEqual([
      'unknown',
      [['reasons', 1]],
    ]);
  });

  it('leave the reading of the record as it was', () => {
    expect(factOf('saddleAnesthesia', [], { order: order({}) })).toBe('unknown');
  });
});
