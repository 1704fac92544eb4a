import { formatDay } from '../../src/core/values/day.js';
import type { JsonObject } from '../../src/core/values/json.js';

/** Whom a made-up resource is about, and the last day of the record. */
export interface About {
  readonly name: string;
  readonly subject: JsonObject;
  readonly on: number;
}

const loinc = 'http://loinc.org';
const icd = 'http://hl7.org/fhir/sid/icd-10-cm';
const local = 'urn:example:hospital:problems';

const studies = [
  { system: loinc, code: '30679-5', display: 'MR Lumbar spine WO contrast' },
  { system: loinc, code: '30679-5', display: 'MR Lumbar spine WO contrast' },
  { system: loinc, code: '24967-2', display: 'MR Lumbar spine WO and W contrast IV' },
  { system: loinc, code: '30620-9', display: 'CT Lumbar spine WO contrast' },
  { system: 'urn:example:hospital:orders', code: 'IMG-4711', display: 'MRI L-spine limited protocol' },
  { system: 'urn:example:hospital:orders', code: 'IMG-0815', display: 'MRI knee left' },
] as const;

const reasons = [
  { coding: [{ system: icd, code: 'M54.50', display: 'Low back pain, unspecified' }] },
  { coding: [{ system: icd, code: 'M54.16', display: 'Radiculopathy, lumbar region' }] },
  {
    coding: [{ system: icd, code: 'M54.50', display: 'Low back pain, unspecified' }],
    text: 'low back pain, zolprax trial failed',
  },
  { coding: [{ system: icd, code: 'G83.4', display: 'Cauda equina syndrome' }] },
  { text: 'LBP 3 weeks no red flags' },
] as const;

const problems = [
  { code: 'P100', display: 'Carcinoma of breast with metastasis to bone' },
  { code: 'P200', display: 'Urinary retention after voiding' },
  { code: 'P300', display: 'Osteoporosis of spine, severe' },
  { code: 'P400', display: 'Seasonal rhinitis' },
] as const;

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** An order of spine imaging on the last day of the record, now and then with a code that only this hospital has. */
export function sampleOrder(random: () => number, { name, subject, on }: About): JsonObject {
  return {
    resourceType: 'ServiceRequest',
    id: `order-${name}`,
    status: 'completed',
    intent: 'order',
    code: { coding: [pick(random, studies)] },
    subject,
    authoredOn: `${formatDay(on)}T${String(8 + Math.floor(random() * 9)).padStart(2, '0')}:15:00Z`,
    requester: { reference: `Practitioner/p${Math.floor(random() * 15)}` },
    reasonCode: [pick(random, reasons)],
  };
}

/** Problems that are coded by the hospital's own list, some of them written down after the order. */
export function sampleProblems(random: () => number, { name, subject, on }: About): readonly JsonObject[] {
  return problems.flatMap((problem, index): readonly JsonObject[] => {
    if (random() > 0.2) return [];
    const day = formatDay(on - Math.floor(random() * 400));
    const isLater = random() < 0.2;
    return [
      {
        resourceType: 'Condition',
        id: `problem-${name}-${index}`,
        clinicalStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
        },
        code: { coding: [{ system: local, ...problem }] },
        subject,
        onsetDateTime: day,
        recordedDate: isLater ? formatDay(on + 10) : day,
      },
    ];
  });
}
