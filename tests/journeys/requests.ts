import { readFileSync } from 'node:fs';
import { recordParts } from '../../src/core/contract/patient-record.js';
import { isObject, type JsonObject, textOf } from '../../src/core/values/json.js';
import { typeOfPart } from '../../src/fhir/record-parts.js';

export const cpt = 'http://www.ama-assn.org/go/cpt';
export const loinc = 'http://loinc.org';
export const snomed = 'http://snomed.info/sct';
export const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';
export const findings = 'urn:spine-imaging-cds:findings';

/** The studies that the tests order, as CPT codes. */
export const study = {
  mri: '72148',
  mriBoth: '72158',
  mriWith: '72149',
  ct: '72131',
  ctWith: '72132',
  ctBoth: '72133',
  cervicalMri: '72141',
  cervicalCt: '72125',
  thoracicMri: '72146',
} as const;

/** A draft order of the patient `p1` for low back pain. */
export function order(code: string | JsonObject = study.mri, changes: JsonObject = {}): JsonObject {
  return {
    resourceType: 'ServiceRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    code: typeof code === 'string' ? coded(cpt, code) : code,
    subject: { reference: 'Patient/p1' },
    reasonCode: [backPain],
    ...changes,
  };
}

export function coded(system: string, code: string, display?: string): JsonObject {
  return { coding: [display === undefined ? { system, code } : { system, code, display }] };
}

export const backPain: JsonObject = coded(snomed, '279039007', 'Low back pain (finding)');

/** A day as many days ago, in UTC as the service counts. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** A finding of our own code system, stated by an Observation. */
export function stated(fact: string, value: boolean | string | number | JsonObject, ago = 1): JsonObject {
  return {
    resourceType: 'Observation',
    id: `${fact}-${ago}`,
    status: 'final',
    code: coded(findings, fact),
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: daysAgo(ago),
    ...valueElement(value),
  };
}

function valueElement(value: boolean | string | number | JsonObject): JsonObject {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'string') return { valueCodeableConcept: coded(findings, value) };
  return typeof value === 'number'
    ? { valueQuantity: { value, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' } }
    : value;
}

const screen = ['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'];

/** Bladder, bowel, saddle sensation and leg strength documented as normal. */
export const screenNormal: readonly JsonObject[] = screen.map((fact) => stated(fact, false));

/** The same today. */
export const screenNormalToday: readonly JsonObject[] = screen.map((fact) => stated(fact, false, 0));

/** Three weeks of back pain with a normal screen: not indicated, unless something else stands in the record. */
export const ordinaryPain: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 21)];

export const adult: JsonObject = { resourceType: 'Patient', id: 'p1', gender: 'male', birthDate: '1979-03-14' };

export interface RequestParts {
  readonly drafts?: readonly JsonObject[];
  readonly selections?: readonly string[];
  readonly patient?: JsonObject;
  readonly resources?: readonly JsonObject[];
  /** prefetch keys set as they are, over what `resources` give; undefined leaves the key out */
  readonly prefetch?: JsonObject;
  readonly context?: JsonObject;
  readonly envelope?: JsonObject;
}

/** An order-select call with every part of the record prefetched; all drafts are selected unless told otherwise. */
export function request(parts: RequestParts = {}): JsonObject {
  const { drafts = [order()], patient = adult, resources = [], prefetch = {}, context = {}, envelope = {} } = parts;
  const selections = parts.selections ?? drafts.map((draft) => `${textOf(draft.resourceType)}/${textOf(draft.id)}`);
  const sent = recordParts.map((part) => {
    const type = typeOfPart(part);
    const entry = resources.filter(({ resourceType }) => resourceType === type).map((resource) => ({ resource }));
    return [part, part === 'patient' ? patient : { resourceType: 'Bundle', type: 'searchset', entry }] as const;
  });
  return {
    hook: 'order-select',
    hookInstance: '305d37b5-4574-4bf9-8a4d-5a28ddac9783',
    context: {
      userId: 'Practitioner/dr',
      patientId: 'p1',
      selections,
      draftOrders: bundleOf(drafts),
      ...context,
    },
    prefetch: { ...Object.fromEntries(sent), ...prefetch },
    ...envelope,
  };
}

export function bundleOf(resources: readonly JsonObject[]): JsonObject {
  return { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) };
}

/** A file of `fhir-fixtures/`, by its path without the ending. */
export function fixture(path: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(`fhir-fixtures/${path}.json`, 'utf8'));
  if (!isObject(value)) throw new Error(`${path} is not a JSON object`);
  return value;
}
