import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/core/decide/decision.js';
import { rateStudies } from '../../../src/core/decide/rating.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { concept, no, yes } from '../../resources.js';
import { factsOf, make } from '../facts/read-facts.js';

const { condition, procedure, medication, observation, day } = make;
const patient: JsonObject = { resourceType: 'Patient', id: 'p', birthDate: day(45 * 366) };
const worse = observation('own:pain-trend', { valueCodeableConcept: concept('own:worsening') })(1);

/** The screen that a visit documents, and low back pain with its onset. */
const screen = ['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'].map((code) =>
  observation(`own:${code}`, no)(0),
);
const pain = (daysAgo: number): JsonObject => condition('icd:M54.50')(daysAgo);
const sciatica = (daysAgo: number): JsonObject => condition('icd:M54.16')(daysAgo);
const failedCare: readonly JsonObject[] = [
  ...[60, 40, 18].map((daysAgo) => procedure('cpt:97110')(daysAgo)),
  medication('rx:197807', 60)(60),
  observation('own:care-outcome', { valueCodeableConcept: concept('own:not-improved') })(1),
];

/** The studies in the order of the letters. */
const studies = ['mri-wo', 'mri-wwo', 'mri-w', 'ct-wo', 'ct-w', 'ct-wwo', 'ct-myelo', 'xr', 'bone-scan'];
const letters: { readonly [rating: string]: string } = {
  appropriate: 'A',
  'may-be-appropriate': 'M',
  'not-appropriate': 'N',
  unrated: '-',
};

function ratedLetters(resources: readonly JsonObject[]): string {
  const order = { resourceType: 'ServiceRequest', reasonCode: [concept('icd:M54.50')] };
  const facts = factsOf(resources, { patient, order });
  const { byStudy } = rateStudies(guideline, decide(facts).criterion, facts);
  return studies.map((study) => letters[byStudy[study] ?? ''] ?? '?').join('');
}

/** Ratings of the variants of ACR Low Back Pain 2021, from resources as records hold them. */
describe('a variant of ACR low back pain', () => {
  it.each<readonly [string, string, readonly JsonObject[]]>([
    ['1: acute, no red flags', 'NNNNNNNNN', [...screen, pain(10)]],
    ['1: acute with root pain', 'NNNNNNNNN', [...screen, pain(10), sciatica(10)]],
    [
      '2: subacute, no management yet',
      'NNNNNNNNN',
      [...screen, pain(60), observation('own:care-physical-component', no)(0)],
    ],
    ['3: not better after six weeks of management', 'AMNMNNMMM', [...screen, pain(100), sciatica(90), ...failedCare]],
    ['4: suspected cauda equina syndrome', 'AANMNNMNN', [pain(5), condition('icd:G83.4')(0)]],
    ['4: saddle numbness', 'AANMNNMNN', [pain(5), observation('sct:449813001', yes)(0)]],
    ...['cpt:63030', 'cpt:22612', 'cpt:63047', 'pcs:0SB20ZZ', 'pcs:0SG00A0', 'sct:50172003'].map(
      (code) => [`5: earlier operation ${code}`, 'AANMNNMAN', [...screen, pain(30), procedure(code)(700)]] as const,
    ),
    ...['icd:Z98.1', 'icd:M96.1'].map(
      (code) =>
        [
          `5: earlier operation ${code}`,
          'AANMNNMAN',
          [...screen, pain(30), worse, { ...condition(code)(700), onsetDateTime: undefined }],
        ] as const,
    ),
    ['6: a fall', 'AMNANNMAN', [...screen, pain(3), condition('icd:W18.30XA')(3)]],
    ['6: osteoporosis', 'AMNANNMAN', [...screen, pain(10), condition('icd:M81.0')(900)]],
    ['6: steroids for long', 'AMNANNMAN', [...screen, pain(10), medication('rx:312615', 120)(120)]],
    ['7: active cancer', 'AANMMNMMN', [...screen, pain(10), condition('icd:C50.911')(200)]],
    ['7: immunosuppressant by product', 'AANMMNMMN', [...screen, pain(10), medication('rx:105585', 60)(30)]],
    ['7: injecting drug use', 'AANMMNMMN', [...screen, pain(10), condition('sct:226034001')(30)]],
  ])('%s', (_, expected, resources) => {
    expect(ratedLetters(resources)).toBe(expected);
  });
});
