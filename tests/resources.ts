import { formatDay } from '../src/core/values/day.js';
import type { JsonObject } from '../src/core/values/json.js';

/** Makes resources as an EHR writes them. Codes are written `sct:449813001`, `icd:R33.9`, `own:saddle-anesthesia`. */

const systems: { readonly [short: string]: string } = {
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  icd: 'http://hl7.org/fhir/sid/icd-10-cm',
  cpt: 'http://www.ama-assn.org/go/cpt',
  pcs: 'http://www.cms.gov/Medicare/Coding/ICD10',
  rx: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  nci: 'urn:oid:2.16.840.1.113883.3.26.1.1',
  own: 'urn:spine-imaging-cds:findings',
  local: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.696580',
};

function codingOf(code: string): JsonObject {
  const [short = '', value = ''] = code.split(/:(.*)/);
  return { system: systems[short] ?? short, code: value };
}

/** A CodeableConcept of codes, all for one thing; a word without a system is text. */
export function concept(...codes: readonly string[]): JsonObject {
  const text = codes.find((code) => !/^\w+:/.test(code));
  const coding = codes.filter((code) => /^\w+:/.test(code)).map(codingOf);
  return { ...(coding.length > 0 ? { coding } : {}), ...(text === undefined ? {} : { text }) };
}

const patientId = 'p1';
const subject = { reference: `Patient/${patientId}` };

/** Something that a record may hold, so many days before the evaluation day. */
export type Form = (daysAgo: number) => JsonObject;

export interface Clock {
  readonly asOf: number;
}

let count = 0;

/** A new id; resources with the same type and id would count as one. */
function nextId(): string {
  count += 1;
  return `r${count}`;
}

/** Builders whose dates are counted back from one evaluation day. */
export function resourcesAt({ asOf }: Clock) {
  const day = (daysAgo: number): string => formatDay(asOf - daysAgo);
  const resource = (resourceType: string, members: JsonObject): JsonObject => ({
    resourceType,
    id: nextId(),
    ...members,
  });

  const observation =
    (code: string | readonly string[], value: JsonObject = {}): Form =>
    (daysAgo) =>
      resource('Observation', {
        status: 'final',
        code: concept(...[code].flat()),
        subject,
        effectiveDateTime: day(daysAgo),
        ...value,
      });
  const condition =
    (code: string | readonly string[], members: JsonObject = {}): Form =>
    (daysAgo) =>
      resource('Condition', {
        ...withStatus('active'),
        verificationStatus: status('confirmed'),
        code: concept(...[code].flat()),
        subject,
        onsetDateTime: day(daysAgo),
        recordedDate: day(daysAgo),
        ...members,
      });
  const procedure =
    (code: string | readonly string[], members: JsonObject = {}): Form =>
    (daysAgo) =>
      resource('Procedure', {
        status: 'completed',
        code: concept(...[code].flat()),
        subject,
        performedDateTime: day(daysAgo),
        ...members,
      });
  const medication =
    (code: string, days: number | undefined, type = 'MedicationRequest', members: JsonObject = {}): Form =>
    (daysAgo) =>
      resource(type, {
        status: type === 'MedicationRequest' || type === 'MedicationStatement' ? 'active' : 'completed',
        ...(type === 'MedicationRequest' ? { intent: 'order' } : {}),
        medicationCodeableConcept: concept(code),
        subject,
        ...supply(type, days, daysAgo),
        ...members,
      });
  const supply = (type: string, days: number | undefined, daysAgo: number): JsonObject => {
    const lasts = { value: days, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' };
    switch (type) {
      case 'MedicationRequest':
        return {
          authoredOn: day(daysAgo),
          ...(days === undefined ? {} : { dispenseRequest: { expectedSupplyDuration: lasts } }),
        };
      case 'MedicationDispense':
        return { whenHandedOver: day(daysAgo), ...(days === undefined ? {} : { daysSupply: lasts }) };
      default:
        return days === undefined
          ? { effectiveDateTime: day(daysAgo) }
          : { effectivePeriod: { start: day(daysAgo), end: day(Math.max(0, daysAgo - days + 1)) } };
    }
  };
  const allergy =
    (code: string, members: JsonObject = {}): Form =>
    (daysAgo) =>
      resource('AllergyIntolerance', {
        ...withStatus('active'),
        verificationStatus: status('confirmed'),
        code: concept(code),
        patient: subject,
        recordedDate: day(daysAgo),
        ...members,
      });
  const device =
    (code: string, members: JsonObject = {}): Form =>
    () =>
      resource('Device', { status: 'active', type: concept(code), patient: subject, ...members });
  const encounter =
    (members: JsonObject): Form =>
    (daysAgo) =>
      resource('Encounter', {
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject,
        period: { start: `${day(daysAgo)}T09:00:00Z`, end: `${day(daysAgo)}T09:30:00Z` },
        ...members,
      });
  return { day, resource, observation, condition, procedure, medication, allergy, device, encounter };
}

/** A status code as the terminology of Condition and AllergyIntolerance has it. */
export function status(code: string): JsonObject {
  return { coding: [{ code }] };
}

export function withStatus(clinical: string): JsonObject {
  return { clinicalStatus: status(clinical) };
}

export const yes: JsonObject = { valueBoolean: true };
export const no: JsonObject = { valueBoolean: false };

export function answer(...codes: readonly string[]): JsonObject {
  return { valueCodeableConcept: concept(...codes) };
}

export function quantity(value: unknown, unit?: string, more: JsonObject = {}): JsonObject {
  return { valueQuantity: { value, ...(unit === undefined ? {} : { unit, code: unit }), ...more } };
}

/** A copy of a resource that was entered in error. */
export function inError(resource: JsonObject): JsonObject {
  const isVerified = resource.resourceType === 'Condition' || resource.resourceType === 'AllergyIntolerance';
  return isVerified
    ? { ...resource, verificationStatus: status('entered-in-error'), clinicalStatus: undefined }
    : { ...resource, status: 'entered-in-error' };
}
