import { readdirSync } from 'node:fs';
import type { JsonObject } from '../../src/core/values/json.js';
import {
  adult,
  coded,
  cpt,
  daysAgo,
  fixture,
  order,
  request,
  screenNormal,
  snomed,
  stated,
  study,
} from './requests.js';

/** Requests of many kinds, by what they are about: every captured or invented fixture, and one for each kind of answer. */
export function corpus(): ReadonlyMap<string, JsonObject> {
  const fixtures = readdirSync('fhir-fixtures/requests')
    .map((file) => file.replace('.json', ''))
    .filter((name) => !name.startsWith('feedback'))
    .map((name) => [`fixture ${name}`, fixture(`requests/${name}`)] as const);
  return new Map([...fixtures, ...situations()]);
}

const symptomDays = (days: number): JsonObject => stated('symptom-days', days, 0);
const acute: readonly JsonObject[] = [...screenNormal, symptomDays(20)];
const leg: readonly JsonObject[] = [...screenNormal, stated('radicular-pain', true)];
const careFailed: readonly JsonObject[] = [
  symptomDays(80),
  stated('conservative-care-days', 60),
  stated('care-physical-component', true),
  stated('care-medical-component', true),
  stated('care-outcome', 'not-improved'),
];
const woman: JsonObject = { ...adult, gender: 'female', birthDate: '1995-01-01' };

export const attackText =
  '<img src=x onerror=alert(1)> ![i](https://evil.example/i.png) [x](javascript:alert(1)) `code` <!-- c -->\n# h\n| t |';

function situations(): readonly (readonly [string, JsonObject])[] {
  return [
    ['acute pain, screen normal', request({ resources: acute })],
    ['acute pain, CT', request({ drafts: [order(study.ct)], resources: acute })],
    ['two studies of one region', request({ drafts: [order(), order(study.ct, { id: 'draft-2' })], resources: acute })],
    [
      'connectathon: CT, no therapy, screen normal',
      request({
        drafts: [order(study.ctBoth)],
        resources: [...screenNormal, symptomDays(120), stated('care-physical-component', false)],
      }),
    ],
    ['saddle numbness, CT', request({ drafts: [order(study.ct)], resources: [stated('saddle-anesthesia', true)] })],
    [
      'saddle numbness, cervical MRI',
      request({ drafts: [order(study.cervicalMri)], resources: [stated('saddle-anesthesia', true)] }),
    ],
    [
      'saddle numbness, MRI contraindicated',
      request({ resources: [stated('saddle-anesthesia', true), stated('mri-contraindicated', true)] }),
    ],
    ['conflicting bladder entries', request({ resources: [...acute, stated('bladder-dysfunction', true, 5)] })],
    ['weakness without grade', request({ resources: [...screenNormal.slice(0, 3), stated('motor-weakness', true)] })],
    ['failed care with leg pain', request({ resources: [...leg, ...careFailed] })],
    [
      'failed care, MRI with contrast only',
      request({ drafts: [order(study.mriWith)], resources: [...leg, ...careFailed] }),
    ],
    [
      'care not documented, woman, CT',
      request({ drafts: [order(study.ct)], patient: woman, resources: [...leg, symptomDays(80)] }),
    ],
    [
      'pregnant, failed care, CT',
      request({
        drafts: [order(study.ct)],
        patient: woman,
        resources: [...leg, ...careFailed, stated('pregnant', true)],
      }),
    ],
    [
      'fever and injecting, gadolinium allergy, CT',
      request({
        drafts: [order(study.ct)],
        resources: [
          ...screenNormal,
          stated('fever', true),
          stated('injection-drug-use', true),
          stated('gadolinium-caution', 'allergy'),
        ],
      }),
    ],
    ['cancer with gait change', request({ resources: [stated('active-cancer', true), stated('gait-change', true)] })],
    ['fracture risk', request({ resources: [...acute, stated('osteoporosis', true)] })],
    ['inflammatory pain', request({ resources: [...acute, stated('inflammatory-back-pain', true)] })],
    ['diabetes and numbness', request({ resources: [...leg, symptomDays(60), stated('diabetes', true)] })],
    ['over 70', request({ patient: { ...adult, birthDate: '1944-01-01' }, resources: acute })],
    ['a child', request({ patient: { ...adult, birthDate: daysAgo(4_000) } })],
    [
      'a child with saddle numbness',
      request({ patient: { ...adult, birthDate: daysAgo(4_000) }, resources: [stated('saddle-anesthesia', true)] }),
    ],
    ['another region', request({ drafts: [order(study.cervicalMri)], resources: acute })],
    [
      'another reason',
      request({ drafts: [order(study.mri, { reasonCode: [coded(snomed, '24700007')] })], resources: screenNormal }),
    ],
    ['no onset', request({ resources: screenNormal })],
    [
      'an order with hostile text',
      request({ drafts: [order({ coding: [{ system: cpt, code: study.mri }], text: attackText })] }),
    ],
    ['knee MRI', request({ drafts: [order('73721')] })],
    ['no drafts', request({ drafts: [] })],
  ];
}
