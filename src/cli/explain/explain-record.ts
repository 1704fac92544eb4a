import { everyRecordPart, type PatientRecord } from '../../core/contract/patient-record.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';

/** A patient's Bundle as a record of which every part was read. */
export type ReadBundle =
  | { readonly kind: 'read'; readonly patientId: string; readonly record: PatientRecord }
  | { readonly kind: 'unusable'; readonly message: string };

export interface BundleOptions {
  /** which patient is meant, where a Bundle holds several */
  readonly patientId: string | undefined;
  /** whether a resource is about this patient rather than about another one */
  readonly isAbout: (resource: JsonObject, patientId: string) => boolean;
}

interface Entry {
  readonly fullUrl: string | undefined;
  readonly resource: JsonObject;
}

const unnamedPatient = 'patient';

/**
 * Reads a FHIR Bundle of any type. References by `fullUrl` (`urn:uuid:…`) become `Type/id`; resources of other patients
 * are left out; all parts of the record count as read, so that silence means what it means in a complete record.
 */
export function readBundle(bundle: JsonObject, { patientId, isAbout }: BundleOptions): ReadBundle {
  const resources = resourcesOfBundle(bundle);
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const ids = patients.map(({ id }) => String(id));
  const chosen = patientId?.replace(/^Patient\//, '') ?? ids[0] ?? unnamedPatient;
  if (patientId === undefined && ids.length > 1)
    return { kind: 'unusable', message: `holds ${ids.length} patients; name one with --patient: ${ids.join(', ')}` };
  if (patientId !== undefined && !ids.includes(chosen))
    return { kind: 'unusable', message: `holds no patient "${chosen}"; there is ${ids.join(', ') || 'none'}` };
  return {
    kind: 'read',
    patientId: chosen,
    record: {
      parts: everyRecordPart('read'),
      patient: patients.find(({ id }) => id === chosen),
      resources: resources.filter((resource) => isAbout(resource, chosen)),
    },
  };
}

/** The resources of a Bundle, each with an id; references by `fullUrl` become `Type/id`. */
export function resourcesOfBundle(bundle: JsonObject): readonly JsonObject[] {
  const entries = entriesOf(bundle).map(withId);
  const references = new Map(
    entries.flatMap(({ fullUrl, resource }) =>
      fullUrl === undefined ? [] : [[fullUrl, `${String(resource.resourceType)}/${String(resource.id)}`] as const],
    ),
  );
  return entries.map(({ resource }) => resolved(resource, references)).filter(isObject);
}

/** The entries of a Bundle, those of Bundles inside it included. */
function entriesOf(bundle: JsonObject): readonly Entry[] {
  return objectsOf(bundle.entry).flatMap((entry): readonly Entry[] => {
    const { resource } = entry;
    if (!isObject(resource)) return [];
    if (resource.resourceType === 'Bundle') return entriesOf(resource);
    return [{ fullUrl: textOf(entry.fullUrl), resource }];
  });
}

/** A resource that has no id yet goes by the end of its `fullUrl`, else by its place in the Bundle. */
function withId({ fullUrl, resource }: Entry, index: number): Entry {
  const id = textOf(resource.id) ?? fullUrl?.split(/[:/]/).at(-1) ?? `entry-${index}`;
  return { fullUrl, resource: resource.id === id ? resource : { ...resource, id } };
}

/** A copy in which every reference that is the `fullUrl` of an entry names that entry as `Type/id`. */
function resolved(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, references));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [
      member,
      member === 'reference' && typeof inner === 'string'
        ? (references.get(inner) ?? inner)
        : resolved(inner, references),
    ]),
  );
}
