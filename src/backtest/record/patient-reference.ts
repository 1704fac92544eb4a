import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';

/** Whom a resource is about: patients by id (a group visit has several), or nobody who can be told. */
export type PatientsOf = readonly string[];

/** Characters of an id, with those that FHIR does not allow and servers use. A tab or an end of line is never one. */
const idPattern = /^[A-Za-z0-9._~-]+$/;
const patientPattern = /^(?:https?:\/\/[^\s?#]+\/)?Patient\/([A-Za-z0-9._~-]+)(?:\/_history\/[^\s/?#]+)?$/;
const urnPattern = /^urn:(?:uuid|oid):([A-Za-z0-9._-]+)$/i;

export function isId(id: string): boolean {
  return idPattern.test(id);
}

/** The id in a reference to a patient: relative, absolute, versioned, or a `urn:`; undefined for any other reference. */
export function patientIdIn(reference: string): string | undefined {
  return (patientPattern.exec(reference) ?? urnPattern.exec(reference))?.[1];
}

/** The patients that a resource names: by its own id, `subject`, `patient`, or the participants of an appointment. */
export function patientsOf(resource: JsonObject): PatientsOf {
  if (resource.resourceType === 'Patient') {
    const id = textOf(resource.id);
    return id === undefined || !isId(id) ? [] : [id];
  }
  const holders = [resource.subject, resource.patient];
  if (resource.resourceType === 'Appointment')
    holders.push(...objectsOf(resource.participant).map(({ actor }) => actor));
  const ids = holders.flatMap((holder) => {
    const reference = isObject(holder) ? textOf(holder.reference) : undefined;
    return reference === undefined ? [] : (patientIdIn(reference) ?? []);
  });
  return [...new Set(ids)];
}
