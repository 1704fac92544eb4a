import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';

/** What a prefetch value, or the body of a FHIR response, amounts to. Spec: the table under row P-17 of docs/conformance.md. */
export type PartAnswer =
  /** the query ran */
  | {
      readonly kind: 'data';
      readonly resources: readonly JsonObject[];
      /** false when something of what was sent is unreadable, or the server says that something went wrong */
      readonly isIntact: boolean;
      /** false when more exists than was sent here */
      readonly isComplete: boolean;
      /** URL of the next page as sent, untrusted */
      readonly next: string | undefined;
    }
  /** somebody tried and failed, and said so: not to be tried again */
  | { readonly kind: 'failed' }
  /** no FHIR answer at all */
  | { readonly kind: 'unusable' };

const failed: PartAnswer = { kind: 'failed' };
const unusable: PartAnswer = { kind: 'unusable' };
const nothingFound: PartAnswer = { kind: 'data', resources: [], isIntact: true, isComplete: true, next: undefined };

/** What is read, and what may stand beside it and holds no finding of a patient; anything else may be a finding unread. */
const knownTypes: ReadonlySet<string> = new Set([
  'AllergyIntolerance',
  'Appointment',
  'Binary',
  'BodyStructure',
  'CarePlan',
  'CareTeam',
  'Condition',
  'Coverage',
  'Device',
  'DeviceMetric',
  'DeviceUseStatement',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'Endpoint',
  'FamilyMemberHistory',
  'Flag',
  'Goal',
  'Group',
  'HealthcareService',
  'ImagingStudy',
  'Immunization',
  'Location',
  'Medication',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationOrder',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationUsage',
  'Observation',
  'Organization',
  'Patient',
  'Person',
  'Practitioner',
  'PractitionerRole',
  'Procedure',
  'Provenance',
  'Questionnaire',
  'QuestionnaireResponse',
  'RelatedPerson',
  'Schedule',
  'ServiceRequest',
  'Slot',
  'Specimen',
  'Substance',
]);

/**
 * Reads an answer to the query for one part: `null`, a searchset, the bare resource, an OperationOutcome, or the
 * `{response, resource}` wrapper of clients older than CDS Hooks 1.0. `type` is the FHIR type that was asked for.
 */
export function readPartAnswer(value: unknown, type: string): PartAnswer {
  if (value === null) return nothingFound;
  if (Array.isArray(value)) return readList(value, type);
  if (!isObject(value)) return unusable;
  switch (value.resourceType) {
    case 'Bundle':
      return readBundle(value, type);
    case 'OperationOutcome':
      return failed;
    case type:
      // one resource where a search was asked for: data, but nobody says that it is all there is
      return { kind: 'data', resources: [value], isIntact: true, isComplete: type === 'Patient', next: undefined };
    case undefined:
      return readWrapper(value, type);
  }
  return unusable;
}

function readBundle(bundle: JsonObject, type: string): PartAnswer {
  const resources: JsonObject[] = [];
  const outcomes: JsonObject[] = [];
  let isReadable = true;
  const entries = objectsOf(bundle.entry);
  for (const entry of entries) {
    const resource = entry.resource;
    if (!isObject(resource) || typeof resource.resourceType !== 'string' || resource.resourceType === 'Bundle')
      isReadable = false;
    else if (resource.resourceType === 'OperationOutcome') outcomes.push(resource);
    else {
      const { resourceType } = resource;
      if (resourceType !== type && !knownTypes.has(resourceType) && !isIncluded(entry)) isReadable = false;
      resources.push(resource);
    }
  }
  const hasFailed = outcomes.some((outcome) => isFailure(outcome));
  // a server may explain an empty result by a warning; only together with `total: 0` is that an empty result
  if (resources.length === 0 && outcomes.length > 0 && (hasFailed || bundle.total !== 0)) return failed;
  const next = nextLink(bundle);
  const isIntact = isReadable && !hasFailed;
  const isAll = typeof bundle.total !== 'number' || bundle.total <= entries.length - outcomes.length;
  return { kind: 'data', resources, isIntact, isComplete: isIntact && isAll && next === undefined, next };
}

/** What a server adds beside what was asked for. */
function isIncluded({ search }: JsonObject): boolean {
  return isObject(search) && search.mode === 'include';
}

function isFailure(outcome: JsonObject): boolean {
  return objectsOf(outcome.issue).some((issue) => issue.severity !== 'information' && issue.severity !== 'warning');
}

function nextLink(bundle: JsonObject): string | undefined {
  for (const link of objectsOf(bundle.link)) if (link.relation === 'next') return textOf(link.url) ?? '';
  return undefined;
}

function readList(values: readonly unknown[], type: string): PartAnswer {
  const resources = objectsOf(values).filter((resource) => resource.resourceType === type);
  if (resources.length === 0) return unusable;
  return { kind: 'data', resources, isIntact: true, isComplete: false, next: undefined };
}

function readWrapper(wrapper: JsonObject, type: string): PartAnswer {
  const { response, resource } = wrapper;
  if (!isObject(response) && !isObject(resource)) return unusable;
  const status = isObject(response) ? textOf(response.status) : undefined;
  if (status !== undefined && !status.startsWith('2')) return failed;
  return isObject(resource) && resource.resourceType !== undefined ? readPartAnswer(resource, type) : unusable;
}
