import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';
import { typedReference } from '../core/values/reference.js';

/** Whom a resource is about, seen from the patient of the request. */
export type Subject =
  | 'patient' // names the patient, or nobody: such a resource counts as the patient's
  | 'other-patient' // names another patient: never to be used
  | 'not-a-patient'; // a group, a device, a place: says nothing about the patient

/** Finds the Patient id behind a `urn:uuid:` reference, as the message itself resolves it; undefined when it does not. */
export type ResolveUrn = (reference: string) => string | undefined;

const resolveNothing: ResolveUrn = () => undefined;

/**
 * Whom a resource is about, by `subject`, `patient`, or an Appointment's participants, and by its own id for a Patient.
 * References are compared by type and id; contained, logical and unresolvable references name nobody.
 */
export function subjectOf(resource: JsonObject, patientId: string, resolveUrn = resolveNothing): Subject {
  if (resource.resourceType === 'Patient')
    return resource.id === undefined || resource.id === patientId ? 'patient' : 'other-patient';
  const holder = resource.subject ?? resource.patient;
  if (isObject(holder)) return subjectOfReference(holder.reference, patientId, resolveUrn);
  return resource.resourceType === 'Appointment' ? subjectOfAppointment(resource, patientId, resolveUrn) : 'patient';
}

function subjectOfReference(reference: unknown, patientId: string, resolveUrn: ResolveUrn): Subject {
  if (typeof reference !== 'string') return 'patient';
  // the common case, without a regular expression
  if (reference.length === patientId.length + 8 && reference.startsWith('Patient/') && reference.endsWith(patientId))
    return 'patient';
  if (reference.startsWith('urn:')) {
    const resolved = resolveUrn(reference);
    return resolved === undefined || resolved === patientId ? 'patient' : 'other-patient';
  }
  const named = typedReference(reference);
  if (named === undefined) return 'patient';
  if (named.type !== 'Patient') return 'not-a-patient';
  return named.id === patientId ? 'patient' : 'other-patient';
}

/** A group visit names several patients; it is the patient's when any of them is. */
function subjectOfAppointment(appointment: JsonObject, patientId: string, resolveUrn: ResolveUrn): Subject {
  const named = objectsOf(appointment.participant)
    .map((participant) => (isObject(participant.actor) ? textOf(participant.actor.reference) : undefined))
    .filter((reference) => reference?.startsWith('urn:') === true || /(?:^|\/)Patient\//.test(reference ?? ''))
    .map((reference) => subjectOfReference(reference, patientId, resolveUrn));
  return named.length === 0 || named.includes('patient') ? 'patient' : 'other-patient';
}
