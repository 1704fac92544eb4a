import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, type Form, no, quantity, yes } from '../../resources.js';
import { factOf, type Known, make, type RecordOptions } from './read-facts.js';

const { observation, condition, procedure, resource, day } = make;
const lumbarMri = concept('loinc:30679-5');
const lumbarCt = concept('loinc:30620-9');
const study =
  (code: JsonObject, members: JsonObject = {}): Form =>
  (daysAgo) =>
    resource('ImagingStudy', {
      status: 'available',
      subject: { reference: 'Patient/lbp-1' },
      started: `${day(daysAgo)}T08:00:00Z`,
      procedureCode: [code],
      ...members,
    });
const report =
  (code: JsonObject, members: JsonObject = {}): Form =>
  (daysAgo) =>
    resource('DiagnosticReport', { status: 'final', code, effectiveDateTime: day(daysAgo), ...members });

describe('priorImagingDays', () => {
  const ct: RecordOptions = { study: { modality: 'ct', kind: 'ct-wo' } };
  const cases: readonly (readonly [string, readonly JsonObject[], Known, RecordOptions?])[] = [
    ['an imaging study', [study(lumbarMri)(150)], 150],
    ['a report', [report(lumbarMri)(150)], 150],
    ['a procedure', [procedure('cpt:72148')(150)], 150],
    ['the newest of several', [study(lumbarMri)(300), report(lumbarMri)(150)], 150],
    ['the whole spine', [report(concept('loinc:30854-4'))(90)], 90],
    ['our own code', [observation('own:prior-imaging-days', quantity(150, 'd'))(0)], 150],
    ['a month: at least', [{ ...report(lumbarMri)(0), effectiveDateTime: '2026-01' }], { atLeast: 135 }],
    [
      'a body site',
      [
        study(concept('sct:241645008'), {
          series: [{ bodySite: { system: 'http://snomed.info/sct', code: '122496007' } }],
        })(80),
      ],
      80,
    ],
    ['an MRI before a CT is ordered', [report(lumbarMri)(150)], 150, ct],
    ['a CT before a CT is ordered', [report(lumbarCt)(150)], 150, ct],
    ['a CT before an MRI is ordered', [report(lumbarCt)(150)], 'unknown'],
    ['an MRI of the neck', [report(concept('loinc:30667-0'))(150)], 'unknown'],
    ['a preliminary report', [report(lumbarMri, { status: 'preliminary' })(150)], 'unknown'],
    ['a cancelled study', [study(lumbarMri, { status: 'cancelled' })(150)], 'unknown'],
    ['a study in error', [study(lumbarMri, { status: 'entered-in-error' })(150)], 'unknown'],
    ['a procedure that was not done', [procedure('cpt:72148', { status: 'not-done' })(150)], 'unknown'],
    ['a study without a date', [{ ...study(lumbarMri)(1), started: undefined }], 'unknown'],
    ['a study that lies ahead', [study(lumbarMri)(-5)], 'unknown'],
    [
      'an order of one',
      [resource('ServiceRequest', { status: 'completed', intent: 'order', code: lumbarMri, authoredOn: day(150) })],
      'unknown',
    ],
    ['nothing', [], 'unknown'],
  ];
  it.each(cases.map(([name, ...rest]) => [name, rest] as const))('by %s', (_, [resources, expected, options]) => {
    expect(factOf('priorImagingDays', resources, options)).toEqual(expected);
  });
});

describe('changeSinceImaging', () => {
  const done = report(lumbarMri)(150);
  const trend = (value: string): Form => observation('own:pain-trend', answer(`own:${value}`));
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['a new weakness', [condition('sct:102568007')(20)], true],
    ['a weakness from before', [condition('sct:102568007')(160)], 'unknown'],
    [
      'a weakness graded before and since',
      [
        observation('own:muscle-strength.hip-flexion.left', { valueInteger: 4 })(155),
        condition('sct:279039007')(200),
        observation('own:muscle-strength.hip-flexion.left', { valueInteger: 4 })(5),
      ],
      'unknown',
    ],
    [
      'a weakness graded normal before',
      [
        observation('own:muscle-strength.hip-flexion.left', { valueInteger: 5 })(155),
        observation('own:muscle-strength.hip-flexion.left', { valueInteger: 4 })(5),
      ],
      true,
    ],
    ['a new trauma', [condition('icd:S39.92XA')(20)], true],
    ['a new red flag', [observation('own:saddle-anesthesia', yes)(2)], true],
    ['worsening since', [trend('worsening')(20)], true],
    ['stable since', [trend('stable')(20)], false],
    ['stable before it', [trend('stable')(160)], 'unknown'],
    [
      'scores that rose since',
      [
        observation('loinc:72514-3', quantity(4, '{score}'))(60),
        observation('loinc:72514-3', quantity(8, '{score}'))(5),
      ],
      true,
    ],
    ['our own code: changed', [observation('own:change-since-imaging', yes)(10)], true],
    ['our own code: unchanged', [observation('own:change-since-imaging', no)(10)], false],
    ['our own code from before the study', [observation('own:change-since-imaging', no)(160)], 'unknown'],
    [
      'an entry in error',
      [{ ...observation('own:change-since-imaging', no)(10), status: 'entered-in-error' }],
      'unknown',
    ],
    ['nothing', [], 'unknown'],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('changeSinceImaging', [done, ...resources])).toBe(expected);
  });

  it('is not known where nothing was imaged', () => {
    expect(factOf('changeSinceImaging', [condition('sct:102568007')(20)])).toBe('unknown');
  });
});

describe('imagedAfterRedFlag', () => {
  const saddle = observation('own:saddle-anesthesia', yes);
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['an MRI on the day after', [saddle(2), report(lumbarMri)(1)], true],
    ['an MRI on the same day', [saddle(1), report(lumbarMri)(1)], true],
    ['an MRI on the day before', [saddle(1), report(lumbarMri)(2)], false],
    [
      'an MRI after the first and before the second sign',
      [saddle(5), report(lumbarMri)(3), observation('own:bladder-dysfunction', yes)(1)],
      false,
    ],
    ['a CT', [saddle(2), report(lumbarCt)(1)], false],
    ['an MRI of a month', [{ ...saddle(5), effectiveDateTime: '2026-06' }, report(lumbarMri)(1)], false],
    ['no red flag', [report(lumbarMri)(1)], false],
    ['no MRI', [saddle(1)], false],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('imagedAfterRedFlag', resources)).toBe(expected);
  });

  it('is unknown while no study could be read', () => {
    expect(factOf('imagedAfterRedFlag', [saddle(1)], { unread: ['imagingStudies'] })).toBe('unknown');
  });
});

describe('priorImagingFinding', () => {
  const concluded = (...codes: readonly string[]): Form =>
    report(lumbarMri, { conclusionCode: codes.map((code) => concept(code)) });
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['a compressed root', [concluded('sct:299966003')(50)], 'nerve-compression'],
    ['a disc finding', [concluded('sct:26538006')(50)], 'other'],
    ['both: the compression', [concluded('sct:26538006', 'sct:299966003')(50)], 'nerve-compression'],
    ['no finding', [concluded('sct:260385009')(50)], 'none'],
    ['the report beside its study', [study(lumbarMri)(50), concluded('sct:299966003')(50)], 'nerve-compression'],
    ['the last of two', [concluded('sct:299966003')(300), concluded('sct:260385009')(50)], 'none'],
    ['our word', [observation('own:prior-imaging-finding', answer('own:mild-bulge'))(50)], 'mild-bulge'],
    ['words only', [report(lumbarMri, { conclusion: 'Mild bulge' })(50)], 'unknown'],
    ['nothing', [], 'unknown'],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('priorImagingFinding', resources)).toBe(expected);
  });
});
