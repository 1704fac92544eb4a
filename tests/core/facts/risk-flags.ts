import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, no, quantity, status, withStatus, yes } from '../../resources.js';
import type { FlagCase } from './flag-cases.js';
import { make } from './read-facts.js';

const { observation, condition, procedure, medication, encounter, resource, day } = make;
const refuted = { verificationStatus: status('refuted') };
const range = (low: number, high: number): JsonObject => ({
  referenceRange: [{ low: { value: low }, high: { value: high } }],
});

/** Procedures, metabolic disease, fracture risk and care at the end of life (criteria.md §2.7, second half). */
export const riskFlags: readonly FlagCase[] = [
  {
    fact: 'dialysis',
    yes: { 'a Condition': condition('icd:Z99.2'), 'a Procedure': procedure('sct:302497006') },
    no: { 'our own code': observation('own:dialysis', no) },
    windows: { 'a Condition': Number.POSITIVE_INFINITY },
  },
  {
    fact: 'recentSpinalProcedure',
    yes: {
      'an injection': procedure('sct:171787008'),
      'an operation': procedure('sct:50172003'),
      'a puncture': procedure('sct:277762005'),
    },
    no: { 'our own code': observation('own:recent-spinal-procedure', no) },
    nothing: {
      'untouched by one that was not done': procedure('sct:171787008', { status: 'not-done' }),
      'untouched by one in preparation': procedure('sct:171787008', { status: 'preparation' }),
    },
  },
  {
    fact: 'diabetes',
    yes: { 'a Condition': condition('icd:E11.9'), 'HbA1c of 6.5 %': observation('loinc:4548-4', quantity(6.5, '%')) },
    no: { 'our own code': observation('own:diabetes', no) },
    windows: { 'HbA1c of 6.5 %': 365 },
    nothing: { 'untouched by HbA1c of 6.4 %': observation('loinc:4548-4', quantity(6.4, '%')) },
  },
  {
    fact: 'polyneuropathy',
    yes: { 'a Condition': condition('icd:G62.9') },
    no: { 'a Condition that is refuted': condition('icd:G62.9', refuted) },
  },
  {
    fact: 'b12Deficiency',
    yes: {
      'a Condition': condition('sct:190634004'),
      'a low level': observation('loinc:2132-9', { ...quantity(150, 'pg/mL'), ...range(200, 900) }),
    },
    no: { 'a normal level': observation('loinc:2132-9', { ...quantity(400, 'pg/mL'), ...range(200, 900) }) },
    hints: { 'another B vitamin': condition('icd:E53.8') },
    ageless: ['a normal level'],
  },
  {
    fact: 'axspaCoded',
    yes: { 'a Condition': condition('icd:M45.9') },
    no: { 'a Condition that is refuted': condition('icd:M45.9', refuted) },
    hints: { sacroiliitis: condition('icd:M46.1') },
    nothing: { 'untouched by HLA-B27 alone': observation('loinc:26028-1', answer('sct:10828004')) },
  },
  {
    fact: 'recentTrauma',
    yes: {
      'an injury of the back': condition('icd:S39.92XA'),
      'a fracture': condition('icd:S32.009A'),
      'the reason of a visit': encounter({ reasonCode: [concept('sct:81102000')] }),
    },
    no: { 'our own code': observation('own:recent-trauma', no) },
    hints: { 'a fall, site unknown': condition('icd:R29.6'), words: condition('Recent fall at home') },
    nothing: {
      'untouched by a sequela': condition('icd:S32.009S'),
      'untouched by a strain': condition('icd:S39.012A'),
      'untouched by words that deny it': condition('No recent trauma'),
    },
  },
  {
    fact: 'osteoporosis',
    yes: {
      'a Condition': condition('sct:64859006'),
      'a resolved Condition': condition('sct:64859006', withStatus('resolved')),
      'a T-score of -2.5': observation('loinc:38267-1', quantity(-2.5, '{T-score}')),
      'a T-score without a unit': observation('loinc:38267-1', { valueQuantity: { value: -3 } }),
      'a treatment': medication('rx:904419', 90),
    },
    no: { 'our own code': observation('own:osteoporosis', no) },
    ageless: ['a treatment', 'a resolved Condition'],
    nothing: { 'untouched by a T-score of -2.4': observation('loinc:38267-1', quantity(-2.4, '{T-score}')) },
  },
  {
    fact: 'chronicSteroidUse',
    yes: { 'a Condition': condition('icd:Z79.52'), 'our own code': observation('own:chronic-steroid-use', yes) },
    no: { 'our own code': observation('own:chronic-steroid-use', no) },
    nothing: { 'untouched by inhaled steroids': condition('icd:Z79.51') },
  },
  {
    fact: 'fragilityFracture',
    yes: {
      'a Condition': condition('icd:M80.08XA'),
      'a healed one': condition('sct:240198002', withStatus('resolved')),
      'a history code': condition('icd:Z87.310'),
    },
    no: { 'our own code': observation('own:fragility-fracture', no) },
    hints: { 'a fracture of an unknown site': condition('sct:443165006') },
    ageless: ['a healed one'],
  },
  {
    fact: 'priorLumbarSurgery',
    yes: {
      'a Procedure': procedure('sct:50172003'),
      'a laminectomy of the lumbar spine': procedure('sct:387731002', { bodySite: [concept('sct:122496007')] }),
      'a diagnosis that tells of it': condition('sct:202725007'),
    },
    no: { 'our own code': observation('own:prior-lumbar-surgery', no) },
    hints: {
      'a laminectomy of an unknown level': procedure('sct:387731002'),
      words: condition('Previous back surgery 2011'),
    },
    nothing: {
      'untouched by one that was not done': procedure('sct:50172003', { status: 'not-done' }),
      'untouched by one that lies ahead': (daysAgo) => procedure('sct:50172003')(-daysAgo),
    },
  },
  {
    fact: 'palliativeCare',
    yes: {
      'a Condition': condition('icd:Z51.5'),
      'a Procedure': procedure('sct:103735009'),
      'an order': (daysAgo) =>
        resource('ServiceRequest', {
          status: 'active',
          intent: 'order',
          code: concept('sct:385763009'),
          authoredOn: day(daysAgo),
        }),
    },
    no: { 'our own code': observation('own:palliative-care', no) },
  },
];
