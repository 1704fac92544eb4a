import { isObject, type JsonObject, objectsOf } from '../core/values/json.js';

/** Whom a resource is about, seen from the patient of the request. */
export type Subject =
  | 'patient' // names the patient, or nobody: such a resource counts as the patient's
  | 'other-patient' // names another patient: never to be used
  | 'unreadable' // names somebody who cannot be told: never taken as this patient
  | 'not-a-patient'; // a group, a device, a place: says nothing about the patient

/** Finds the Patient id behind a `fullUrl`, as the message itself resolves it; undefined when it does not. */
export type ResolveUrl = (reference: string) => string | undefined;

/** What a message says about its references. */
export interface ReferenceContext {
  readonly resolve: ResolveUrl;
  /** base URL of the server that the references belong to; undefined = not told, an absolute one counts by its id */
  readonly server: string | undefined;
}

const nothingSaid: ReferenceContext = { resolve: () => undefined, server: undefined };

/** `Type/id`, relative or behind the base URL of a server, with or without a version; nothing else. */
const typedReference = /^(?:(https?:\/\/[^\s?#]+)\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9._~-]+)(?:\/_history\/[^\s/?#]+)?$/;

/** What else FHIR lets a resource be about, or an appointment be with; any other name may be a misspelt Patient. */
const otherSubjects: ReadonlySet<string> = new Set([
  'BiologicallyDerivedProduct',
  'CareTeam',
  'Device',
  'Endpoint',
  'Group',
  'HealthcareService',
  'Location',
  'Medication',
  'NutritionProduct',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Procedure',
  'RelatedPerson',
  'Specimen',
  'Substance',
]);

/**
 * Whom a resource is about, by `subject` and `patient`, an Appointment's participants, what it contains, and by its own
 * id for a Patient. References are compared by server, type and id; contained and logical ones name nobody. One that is
 * there and has no such form is unreadable: a guess at it could show one patient's condition on another's card.
 */
export function subjectOf(resource: JsonObject, patientId: string, context = nothingSaid): Subject {
  if (resource.resourceType === 'Patient')
    return resource.id === undefined || resource.id === patientId ? 'patient' : 'other-patient';
  const { subject, patient, contained } = resource;
  let found = subject === undefined ? 'patient' : subjectOfHolder(subject, patientId, context);
  if (patient !== undefined) found = worse(found, subjectOfHolder(patient, patientId, context));
  if (resource.resourceType === 'Appointment') found = worse(found, subjectOfVisit(resource, patientId, context));
  if (contained === undefined) return found;
  for (const inner of objectsOf(contained)) {
    if (inner.resourceType === 'Patient') continue; // its id is a name inside this resource only
    const one = subjectOf({ ...inner, contained: undefined }, patientId, context);
    if (one !== 'not-a-patient') found = worse(found, one);
  }
  return found;
}

const gravity: { readonly [subject in Subject]: number } = {
  patient: 0,
  'not-a-patient': 1,
  unreadable: 2,
  'other-patient': 3,
};

function worse(left: Subject, right: Subject): Subject {
  return gravity[left] >= gravity[right] ? left : right;
}

/** A Reference; `null` and one without `reference` name nobody. */
function subjectOfHolder(holder: unknown, patientId: string, context: ReferenceContext): Subject {
  if (holder === null) return 'patient';
  return isObject(holder) ? subjectOfReference(holder.reference, patientId, context) : 'unreadable';
}

function subjectOfReference(reference: unknown, patientId: string, { resolve, server }: ReferenceContext): Subject {
  if (reference === undefined || reference === null || reference === '') return 'patient';
  if (typeof reference !== 'string') return 'unreadable';
  // the common case, without a regular expression
  if (reference.length === patientId.length + 8 && reference.startsWith('Patient/') && reference.endsWith(patientId))
    return 'patient';
  if (reference.startsWith('#')) return 'patient';
  const resolved = resolve(reference) ?? (reference === `urn:uuid:${patientId}` ? patientId : undefined);
  if (resolved !== undefined) return resolved === patientId ? 'patient' : 'other-patient';
  const [, base, type, id] = typedReference.exec(reference) ?? [];
  if (type === undefined) return 'unreadable';
  if (type !== 'Patient') return otherSubjects.has(type) ? 'not-a-patient' : 'unreadable';
  if (id !== patientId) return 'other-patient';
  return base === undefined || server === undefined || isSameServer(base, server) ? 'patient' : 'unreadable';
}

/** Whether two base URLs are one server: a slash at the end, the scheme and the case of the host make no difference. */
function isSameServer(left: string, right: string): boolean {
  return baseOf(left) === baseOf(right);
}

function baseOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  return `${host.replace(/:(?:80|443)$/, '')}${pathname.replace(/\/+$/, '')}`;
}

/** A group visit names several patients; it is the patient's when any of them is. */
function subjectOfVisit(appointment: JsonObject, patientId: string, context: ReferenceContext): Subject {
  const named = objectsOf(appointment.participant)
    .flatMap(({ actor }) => (actor === undefined ? [] : subjectOfHolder(actor, patientId, context)))
    .filter((subject) => subject !== 'not-a-patient');
  if (named.includes('patient')) return 'patient';
  return named.reduce(worse, 'patient');
}
