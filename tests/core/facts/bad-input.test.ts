import { describe, expect, it } from 'vitest';
import { everyRecordPart } from '../../../src/core/contract/patient-record.js';
import { decide } from '../../../src/core/decide/decision.js';
import { buildFacts } from '../../../src/core/facts/build-facts.js';
import { readRecord } from '../../../src/core/read/read-record.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { concept, no, quantity, withStatus, yes } from '../../resources.js';
import { asOf, factOf, factsOf, knownIn, make } from './read-facts.js';

const { observation, condition, procedure, medication, resource, day } = make;

/** The resources that a reading names as unusable, with the reason. */
function notesOn(...resources: readonly JsonObject[]): readonly (readonly [string, string])[] {
  const record = { parts: everyRecordPart('read'), patient: undefined, resources };
  return readRecord(guideline, record, [], asOf).notes.map(({ reference, reason }) => [
    reference.replace(/\/.*/, ''),
    reason,
  ]);
}

describe('what cannot be used is named', () => {
  it.each<readonly [string, JsonObject, string]>([
    ['a temperature in metres', observation('loinc:8310-5', quantity(39, 'm'))(1), 'unit'],
    ['a temperature without a unit', observation('loinc:8310-5', quantity(39))(1), 'unit'],
    ['a temperature as text', observation('loinc:8310-5', { valueString: '39' })(1), 'value'],
    ['a number as text', observation('loinc:8310-5', { valueQuantity: { value: '39', code: 'Cel' } })(1), 'value'],
    ['an integer as text', observation('own:muscle-strength.hip-flexion.left', { valueInteger: '4' })(1), 'value'],
    ['a grade off the scale', observation('own:muscle-strength.hip-flexion.left', { valueInteger: 9 })(1), 'value'],
    ['a boolean as text', observation('own:saddle-anesthesia', { valueBoolean: 'true' })(1), 'value'],
    ['a range', observation('own:symptom-days', { valueRange: { low: { value: 3 } } })(1), 'value'],
    ['an exam of the day after tomorrow', observation('own:saddle-anesthesia', yes)(-2), 'future'],
    [
      'a Condition that ended before it began',
      { ...condition('sct:279039007')(5), abatementDateTime: day(20) },
      'date',
    ],
  ])('%s', (_, bad, reason) => {
    expect(notesOn(bad)).toEqual([[bad.resourceType, reason]]);
  });

  it('but not what nobody asks about', () => {
    expect(
      notesOn(observation('loinc:2093-3', { valueString: 'high' })(1), observation('loinc:8480-6', quantity(120))(1)),
    ).toEqual([]);
  });

  it('and at most fifty times', () => {
    const many = Array.from({ length: 200 }, () => observation('loinc:8310-5', quantity(39))(1));
    expect(notesOn(...many)).toHaveLength(50);
  });
});

describe('what is written the wrong way round', () => {
  it('is read as it must have been meant, or not at all', () => {
    const reversed = {
      ...procedure('sct:183326003')(0),
      performedDateTime: undefined,
      performedPeriod: { start: day(5), end: day(60) },
    };
    expect(factOf('conservativeCareDays', [reversed])).toEqual({ atLeast: 55 });
    const ended = { ...condition('sct:449813001')(5), ...withStatus('resolved'), abatementDateTime: day(20) };
    expect(factOf('saddleAnesthesia', [ended])).toBe(false);
  });
});

describe('references', () => {
  const numb = {
    resourceType: 'Observation',
    status: 'final',
    code: concept('sct:449813001'),
    effectiveDateTime: day(1),
  };
  it('that lead in a circle end', () => {
    const circle = {
      ...condition('sct:279039007')(3),
      id: 'a',
      evidence: [{ detail: [{ reference: '#a' }] }],
      contained: [{ ...numb, id: 'b', derivedFrom: [{ reference: '#b' }], hasMember: [{ reference: '#a' }] }],
    };
    const order = {
      resourceType: 'ServiceRequest',
      id: 'a',
      reasonReference: [{ reference: 'Condition/a' }, { reference: 'ServiceRequest/a' }],
      basedOn: [{ reference: 'ServiceRequest/a' }],
    };
    expect(factOf('backPainIndication', [circle], { order })).toBe(true);
  });

  it('that are no references point to nothing', () => {
    for (const reference of [null, 7, {}, [], '', '#', '#nothing', '/', 'urn:uuid:', 'http://'])
      expect(
        factOf('backPainIndication', [], {
          order: { resourceType: 'ServiceRequest', reasonReference: [{ reference }] },
        }),
      ).toBe('unknown');
  });

  it('of a medicine may be contained, relative, versioned or absolute', () => {
    const medicine = { resourceType: 'Medication', id: 'm1', code: concept('rx:5640') };
    const request = { ...medication('rx:5640', 14)(5), medicationCodeableConcept: undefined };
    for (const reference of [
      'Medication/m1',
      'Medication/m1/_history/3',
      'https://ehr.example.org/fhir/Medication/m1',
      'urn:uuid:m1',
    ])
      expect(factOf('careMedicalComponent', [{ ...request, medicationReference: { reference } }, medicine])).toBe(true);
    expect(
      factOf('careMedicalComponent', [
        { ...request, medicationReference: { reference: '#m1' }, contained: [medicine] },
      ]),
    ).toBe(true);
    expect(factOf('careMedicalComponent', [{ ...request, medicationReference: { reference: '#m1' } }, medicine])).toBe(
      'unknown',
    );
  });
});

describe('one resource with several codes', () => {
  it('says what its strongest code says', () => {
    const finding = observation(['sct:349006', 'own:absent-ankle-reflex'], yes)(1);
    expect(factOf('absentAnkleReflex', [finding])).toBe(true);
    expect(factOf('absentAnkleReflex', [{ ...finding, valueBoolean: false }])).toBe(false);
    expect(factOf('motorWeakness', [observation(['sct:102568007', 'own:motor-weakness'], no)(1)])).toBe(false);
    expect(factOf('bowelDysfunction', [observation(['sct:235594008', 'own:bowel-dysfunction'], no)(1)])).toBe(false);
    expect(factOf('saddleAnesthesia', [observation(['local:4711', 'sct:449813001'], yes)(1)])).toBe(true);
  });
});

describe('a very large record', () => {
  const filler = [
    'loinc:8480-6',
    'loinc:2093-3',
    'loinc:29463-7',
    'loinc:8310-5',
    'local:1',
    'own:pain-trend',
    'loinc:72514-3',
  ];
  const record = {
    parts: everyRecordPart('read'),
    patient: { resourceType: 'Patient', id: 'p1', birthDate: '1970-01-01' },
    resources: Array.from({ length: 20_000 }, (_, index) =>
      observation(
        filler[index % filler.length] ?? '',
        quantity(37 + (index % 3), index % 2 === 0 ? 'Cel' : '{score}'),
      )(index % 3000),
    ),
  };
  const order = resource('ServiceRequest', { status: 'draft', intent: 'order', code: concept('cpt:72148') });
  const study = {
    modality: 'mri',
    region: 'lumbar',
    contrast: 'without',
    kind: 'mri-wo',
    isRegionAssumed: false,
  } as const;

  it('of 20,000 Observations is read within a second and a half', () => {
    const started = performance.now();
    const facts = buildFacts(readRecord(guideline, record, [order], asOf), record, order, study);
    expect(decide(facts).criterion.definition.id).toBe('red-flag-screen-missing');
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('still gives one fact for one statement', () => {
    expect(
      knownIn(factsOf([...record.resources, observation('own:saddle-anesthesia', yes)(1)]), 'saddleAnesthesia'),
    ).toBe(true);
  });
});
