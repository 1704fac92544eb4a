import { readdirSync, readFileSync } from 'node:fs';
import { recordParts } from '../../src/core/contract/patient-record.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { typeOfPart } from '../../src/fhir/record-parts.js';
import { bundleOf, coded, cpt, daysAgo, icd10, loinc, snomed } from './requests.js';

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const status = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const verification = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const conditionCategory = 'http://terminology.hl7.org/CodeSystem/condition-category';
const subject = { reference: 'Patient/p1' };

/** A record as an EHR sends it, and what its patient would say or show if asked. */
export interface EverydayChart {
  readonly name: string;
  readonly request: JsonObject;
  /** by fact id; what is not named is normal, or as in `ordinaryTruth` */
  readonly truth: Truth;
}

/** What is the case with a patient, by fact id: the answers that a clinician can give truthfully. */
export type Truth = Readonly<Record<string, boolean | string | number>>;

export interface ChartParts {
  readonly gender: 'male' | 'female';
  readonly age: number;
  /** CPT code of the order */
  readonly study?: string;
  /** ICD-10-CM codes of the order's reason */
  readonly reasons: readonly string[];
  readonly record?: readonly JsonObject[];
  readonly context?: JsonObject;
  /** further members of the order */
  readonly order?: JsonObject;
}

/** An order-sign call of an EHR that fills the whole prefetch. */
export function chart({
  gender,
  age,
  study = '72148',
  reasons,
  record = [],
  context = {},
  order: members = {},
}: ChartParts): JsonObject {
  const order = {
    resourceType: 'ServiceRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    priority: 'routine',
    code: coded(cpt, study),
    subject,
    authoredOn: daysAgo(0),
    reasonCode: reasons.map((code) => coded(icd10, code)),
    ...members,
  };
  const patient = {
    resourceType: 'Patient',
    id: 'p1',
    active: true,
    gender,
    birthDate: daysAgo(Math.round(age * 365.25) + 100),
  };
  return {
    hook: 'order-sign',
    hookInstance: '5d9d6d0c-3c1e-4b8e-9d5f-0f6a2a3f8c11',
    context: { userId: 'Practitioner/dr1', patientId: 'p1', draftOrders: bundleOf([order]), ...context },
    prefetch: Object.fromEntries(
      recordParts.map((part) => {
        const type = typeOfPart(part);
        const entries = bundleOf(record.filter(({ resourceType }) => resourceType === type));
        return [part, part === 'patient' ? patient : { ...entries, type: 'searchset' }];
      }),
    ),
  };
}

let created = 0;

function id(kind: string): string {
  created += 1;
  return `${kind}-${created}`;
}

/** A confirmed, active entry of the problem list; `onset` and `recorded` in days ago. */
export function problem(code: string, onset: number | undefined, changes: JsonObject = {}): JsonObject {
  return {
    resourceType: 'Condition',
    id: id('problem'),
    subject,
    clinicalStatus: coded(status, 'active'),
    verificationStatus: coded(verification, 'confirmed'),
    category: [coded(conditionCategory, 'problem-list-item')],
    code: coded(/^\d{6,}$/.test(code) ? snomed : icd10, code),
    ...(onset === undefined ? {} : { onsetDateTime: daysAgo(onset), recordedDate: daysAgo(onset) }),
    ...changes,
  };
}

/** An active order of a product of RxNorm. */
export function medicine(code: string, name: string, ago: number): JsonObject {
  return {
    resourceType: 'MedicationRequest',
    id: id('medicine'),
    status: 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: { ...coded(rxnorm, code, name), text: name },
    authoredOn: daysAgo(ago),
  };
}

/** A completed procedure by CPT. */
export function procedure(code: string, ago: number): JsonObject {
  return {
    resourceType: 'Procedure',
    id: id('procedure'),
    status: 'completed',
    subject,
    code: coded(cpt, code),
    performedDateTime: daysAgo(ago),
  };
}

/** A course of physical therapy: an evaluation and a session each eight days. */
export function therapy(from: number, to: number): readonly JsonObject[] {
  const sessions = Math.floor((from - to) / 8) + 1;
  return [procedure('97161', from), ...Array.from({ length: sessions }, (_, at) => procedure('97110', from - at * 8))];
}

/** A final Observation by LOINC or SNOMED CT. */
export function observation(code: string, ago: number, value: JsonObject): JsonObject {
  return {
    resourceType: 'Observation',
    id: id('observation'),
    status: 'final',
    subject,
    code: coded(code.includes('-') ? loinc : snomed, code),
    effectiveDateTime: daysAgo(ago),
    ...value,
  };
}

/** A final report of imaging by CPT. */
export function report(code: string, ago: number, conclusion: string): JsonObject {
  return {
    resourceType: 'DiagnosticReport',
    id: id('report'),
    status: 'final',
    subject,
    code: coded(cpt, code),
    effectiveDateTime: daysAgo(ago),
    conclusion,
  };
}

/** A visit of three days ago with vital signs, as nearly every chart has one. */
export function visit(): readonly JsonObject[] {
  const quantity = (value: number, unit: string): JsonObject => ({
    valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
  });
  return [
    {
      resourceType: 'Encounter',
      id: id('visit'),
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      type: [coded(cpt, '99214')],
      subject,
      period: { start: daysAgo(3), end: daysAgo(3) },
    },
    observation('8310-5', 3, quantity(36.8, 'Cel')),
    observation('29463-7', 3, quantity(82, 'kg')),
    observation('29463-7', 120, quantity(82.5, 'kg')),
  ];
}

const pressure = (): readonly JsonObject[] => [
  problem('I10', 2000),
  problem('E78.5', 1500),
  medicine('314076', 'lisinopril 10 MG Oral Tablet', 900),
];

/** The charts that primary care and spine clinics see most. */
export const everydayCharts: readonly EverydayChart[] = [
  {
    name: 'lumbago of nine days with ibuprofen',
    request: chart({
      gender: 'male',
      age: 38,
      reasons: ['M54.50'],
      record: [...visit(), problem('M54.50', 9), medicine('197807', 'ibuprofen 800 MG Oral Tablet', 8)],
    }),
    truth: {},
  },
  {
    name: 'low back pain of four months after physical therapy and naproxen',
    request: chart({
      gender: 'female',
      age: 52,
      reasons: ['M54.59'],
      record: [
        ...visit(),
        ...pressure(),
        problem('M54.59', 120),
        medicine('198014', 'naproxen 500 MG Oral Tablet', 110),
        ...therapy(100, 30),
      ],
    }),
    truth: {},
  },
  {
    name: 'chronic low back pain of seven months without any care',
    request: chart({
      gender: 'male',
      age: 47,
      reasons: ['M54.50', 'G89.29'],
      record: [...visit(), problem('278860009', 210), problem('E66.9', 3000)],
    }),
    truth: { 'care-physical-component': false, 'care-medical-component': false },
  },
  {
    name: 'sciatica of three weeks with naproxen',
    request: chart({
      gender: 'female',
      age: 41,
      reasons: ['M54.41'],
      record: [...visit(), problem('M54.41', 21), medicine('198014', 'naproxen 500 MG Oral Tablet', 18)],
    }),
    truth: { 'radicular-pain': true },
  },
  {
    name: 'disc disorder with radiculopathy of ten weeks after therapy and meloxicam',
    request: chart({
      gender: 'male',
      age: 44,
      reasons: ['M51.16'],
      record: [
        ...visit(),
        problem('M51.16', 70),
        medicine('152695', 'meloxicam 15 MG Oral Tablet', 65),
        ...therapy(62, 6),
      ],
    }),
    truth: { 'radicular-pain': true },
  },
  {
    name: 'stenosis with neurogenic claudication at 74',
    request: chart({
      gender: 'female',
      age: 74,
      reasons: ['M48.062'],
      record: [
        ...visit(),
        ...pressure(),
        problem('M48.062', 300),
        problem('M17.11', 2000),
        medicine('198014', 'naproxen 500 MG Oral Tablet', 150),
        ...therapy(120, 40),
      ],
    }),
    truth: {},
  },
  {
    name: 'pain after a laminectomy two years ago',
    request: chart({
      gender: 'male',
      age: 59,
      study: '72158',
      reasons: ['M96.1'],
      record: [
        ...visit(),
        problem('M96.1', 200),
        problem('M54.16', 60),
        procedure('63047', 730),
        medicine('310431', 'gabapentin 300 MG Oral Capsule', 50),
      ],
    }),
    truth: { 'radicular-pain': true },
  },
  {
    name: 'ten days of pain with osteoporosis, a radiograph ordered',
    request: chart({
      gender: 'female',
      age: 71,
      study: '72100',
      reasons: ['M54.50'],
      record: [...visit(), problem('M81.0', 1800), problem('M54.50', 10)],
    }),
    truth: {},
  },
  {
    name: 'back pain since nobody wrote when, with diabetes and depression',
    request: chart({
      gender: 'female',
      age: 56,
      reasons: ['M54.50'],
      record: [
        ...visit(),
        ...pressure(),
        problem('E11.9', 2500),
        problem('F32.A', 700),
        medicine('861007', 'metformin hydrochloride 500 MG Oral Tablet', 900),
        medicine('197807', 'ibuprofen 800 MG Oral Tablet', 30),
      ],
    }),
    truth: {},
  },
  {
    name: 'the second MRI within half a year',
    request: chart({
      gender: 'male',
      age: 49,
      reasons: ['M54.16'],
      record: [
        ...visit(),
        problem('M54.16', 240),
        report('72148', 150, 'Broad-based disc protrusion L4-5 with mild foraminal narrowing.'),
        medicine('310431', 'gabapentin 300 MG Oral Capsule', 200),
        ...therapy(220, 140),
      ],
    }),
    truth: { 'radicular-pain': true },
  },
];

/** What is so with a patient of whom nothing else is told: the examination is normal, and care did not help. */
export const ordinaryTruth: Truth = {
  'symptom-days': 42,
  'pain-trend': 'stable',
  'conservative-care-days': 42,
  'care-physical-component': true,
  'care-medical-component': true,
  'care-outcome': 'not-improved',
};

/** What is so with the patients of the reviewed charts whose picture is another. */
const reviewedTruth: Readonly<Record<string, Truth>> = {
  'chart-b15': { 'motor-weakness': true, 'progressive-motor-deficit': true, 'bilateral-leg-deficit': true },
  'chart-h42': { 'care-physical-component': false },
};

/** The reviewed charts of the cases, as they are before anything is answered, with today in place of their days. */
export function reviewedCharts(): readonly EverydayChart[] {
  return readdirSync('fhir-fixtures/cases')
    .filter((file) => /^chart-[a-z]\d+\.json$/.test(file))
    .map((file) => {
      const text = readFileSync(`fhir-fixtures/cases/${file}`, 'utf8');
      const dated = text.replace(/\{\{day([+-]\d+)\}\}/g, (_, days: string) => daysAgo(-Number(days)));
      const name = file.replace(/\.json$/, '');
      return { name, request: JSON.parse(dated).request, truth: reviewedTruth[name] ?? {} };
    });
}
