import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, type Form, no, quantity, status, withStatus, yes } from '../../resources.js';
import type { FlagCase } from './flag-cases.js';
import { make } from './read-facts.js';

const { observation, condition, procedure, medication, resource, day } = make;
const refuted = { verificationStatus: status('refuted') };
const flagged = (code: string): JsonObject => ({ interpretation: [{ coding: [{ code }] }] });
const remission =
  (code: string): Form =>
  (daysAgo) => ({ ...condition(code)(daysAgo), ...withStatus('remission') });

/** Cancer, infection and what makes infection likely (criteria.md §2.7, first half). */
export const diseaseFlags: readonly FlagCase[] = [
  {
    fact: 'activeCancer',
    yes: {
      'a Condition': condition('icd:C50.911'),
      'a recurrence': condition('sct:363346000', withStatus('recurrence')),
      chemotherapy: procedure('sct:367336001'),
      'our own code': observation('own:active-cancer', yes),
    },
    no: { 'a Condition that is refuted': condition('icd:C50.911', refuted) },
    hints: { words: condition('On chemotherapy') },
    nothing: {
      'untouched by a cancer in remission': remission('icd:C50.911'),
      'untouched by a skin cancer': condition('icd:C44.91'),
      'untouched by a carcinoma in situ': condition('icd:D05.1'),
      'untouched by a family history': condition('Family history of metastatic cancer'),
    },
    windows: { chemotherapy: 365 },
  },
  {
    fact: 'cancerHistory',
    yes: {
      'a remission': remission('icd:C50.911'),
      'a resolved Condition': condition('sct:363346000', withStatus('resolved')),
      'a history code': condition('icd:Z85.3'),
    },
    no: { 'our own code': observation('own:cancer-history', no) },
    hints: { words: condition('History of cancer') },
    nothing: { 'untouched by an active cancer': condition('icd:C50.911') },
    ageless: ['a remission', 'a resolved Condition'],
  },
  {
    fact: 'metastasisSuspected',
    yes: { 'a Condition': condition('sct:94602001'), 'a Condition in ICD-10-CM': condition('icd:C79.51') },
    no: { 'a Condition that is refuted': condition('sct:94602001', refuted) },
    hints: { words: condition('Bone metastases?') },
    nothing: { 'untouched by words that deny it': condition('No evidence of spinal metastasis') },
  },
  {
    fact: 'unexplainedWeightLoss',
    yes: { 'a Condition': condition('sct:422868009'), 'our own code': observation('own:unexplained-weight-loss', yes) },
    no: { 'our own code': observation('own:unexplained-weight-loss', no) },
    hints: { 'any weight loss': condition('sct:89362005'), words: condition('Unintentional weight loss') },
  },
  {
    fact: 'fever',
    yes: {
      'a Condition': condition('sct:386661006'),
      '38.0 °C': observation('loinc:8310-5', quantity(38, 'Cel')),
      '100.5 °F': observation('loinc:8310-5', quantity(100.5, '[degF]')),
      'our own code': observation('own:fever', yes),
    },
    no: {
      '37.9 °C': observation('loinc:8310-5', quantity(37.9, 'Cel')),
      'an Observation': observation('sct:386661006', no),
    },
    hints: { words: condition('Febrile illness') },
    nothing: {
      'untouched by words that deny it': condition('No fever with rigors'),
      'untouched by hay fever': condition('Hay fever and back pain and fever diary'),
    },
  },
  {
    fact: 'bacteraemiaRecent',
    yes: {
      sepsis: condition('icd:A41.9'),
      'a blood culture': observation('loinc:600-7', answer('sct:10828004')),
      'a culture that is flagged': observation('loinc:600-7', {
        valueString: 'Staphylococcus aureus',
        ...flagged('POS'),
      }),
      'a report': (daysAgo) =>
        resource('DiagnosticReport', {
          status: 'final',
          code: concept('loinc:600-7'),
          effectiveDateTime: day(daysAgo),
          conclusionCode: [concept('sct:10828004')],
        }),
    },
    no: {
      'a blood culture': observation('loinc:600-7', answer('sct:260415000')),
      'sepsis that is refuted': condition('icd:A41.9', refuted),
    },
    hints: { words: condition('Positive blood culture last week') },
  },
  {
    fact: 'spineInfectionCoded',
    yes: { discitis: condition('sct:2304001'), 'osteomyelitis in ICD-10-CM': condition('icd:M46.26') },
    no: { 'discitis that is refuted': condition('sct:2304001', refuted) },
    hints: { 'an abscess nearby': condition('sct:266463007'), words: condition('Suspected discitis') },
  },
  {
    fact: 'injectionDrugUse',
    yes: { 'a Condition': condition('sct:226034001'), 'our own code': observation('own:injection-drug-use', yes) },
    no: { 'our own code': observation('own:injection-drug-use', no) },
    hints: { 'past use': condition('sct:416479009'), words: condition('IV drug use') },
    nothing: { 'untouched by an opioid use disorder': condition('icd:F11.20') },
  },
  {
    fact: 'immunosuppression',
    yes: {
      HIV: condition('icd:B20'),
      'a transplant': procedure('sct:70536003'),
      'a transplant status': condition('icd:Z94.0'),
      'an immune deficiency': condition('sct:234532001'),
      methotrexate: medication('rx:6851', 30),
      'a statement of it': medication('rx:6851', undefined, 'MedicationStatement'),
    },
    no: { 'our own code': observation('own:immunosuppression', no) },
    hints: { words: condition('On immunosuppressants') },
    windows: {
      HIV: Number.POSITIVE_INFINITY,
      'a transplant': Number.POSITIVE_INFINITY,
      'a transplant status': Number.POSITIVE_INFINITY,
      'an immune deficiency': Number.POSITIVE_INFINITY,
    },
    ageless: ['methotrexate', 'a statement of it'],
  },
];
