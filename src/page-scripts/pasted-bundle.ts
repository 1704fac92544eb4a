import { isJson, type Json } from './json.js';

/** A pasted Bundle as the prefetch of a hook request. */
export interface PastedRecord {
  readonly patientId: string;
  readonly prefetch: Json;
}

/** Reads a FHIR Bundle of one patient into the parts of a record; throws an Error that says what to mend. */
export function readBundle(text: string, parts: { readonly [part: string]: string }): PastedRecord {
  if (text === '') throw new Error('Paste a FHIR R4 Bundle with one Patient.');
  const bundle = parse(text);
  if (!isJson(bundle) || bundle.resourceType !== 'Bundle') throw new Error(notABundle(bundle));
  const entries = entriesOf(bundle, 0).map(withId);
  const references = new Map(
    entries.flatMap(({ fullUrl, resource }) =>
      typeof fullUrl === 'string'
        ? [[fullUrl, `${String(resource.resourceType)}/${String(resource.id)}`] as const]
        : [],
    ),
  );
  const resources = entries.map(({ resource }) => resolved(resource, references)).filter(isJson);
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  if (patient === undefined) throw new Error(`This Bundle has ${entries.length} entries and no Patient among them.`);
  if (patients.length > 1)
    throw new Error(`This Bundle holds ${patients.length} patients; paste the record of one of them.`);
  const prefetch = Object.entries(parts).map(([part, type]) => [
    part,
    part === 'patient'
      ? patient
      : {
          resourceType: 'Bundle',
          type: 'searchset',
          entry: resources.filter(({ resourceType }) => resourceType === type).map((resource) => ({ resource })),
        },
  ]);
  return { patientId: String(patient.id), prefetch: Object.fromEntries(prefetch) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}`);
  }
}

function notABundle(value: unknown): string {
  const type = isJson(value) && typeof value.resourceType === 'string' ? `a ${value.resourceType}` : 'no FHIR resource';
  return `This is ${type}; paste a Bundle that holds the Patient and the resources of the record.`;
}

interface Entry {
  readonly fullUrl: unknown;
  readonly resource: Json;
}

const deepestNesting = 10;

function entriesOf(bundle: Json, depth: number): readonly Entry[] {
  if (!Array.isArray(bundle.entry) || depth > deepestNesting) return [];
  return bundle.entry.flatMap((entry: unknown): readonly Entry[] => {
    if (!isJson(entry) || !isJson(entry.resource)) return [];
    if (entry.resource.resourceType === 'Bundle') return entriesOf(entry.resource, depth + 1);
    return [{ fullUrl: entry.fullUrl, resource: entry.resource }];
  });
}

function withId({ fullUrl, resource }: Entry, index: number): Entry {
  if (typeof resource.id === 'string') return { fullUrl, resource };
  const end = typeof fullUrl === 'string' ? fullUrl.split(/[:/]/).at(-1) : undefined;
  return { fullUrl, resource: { ...resource, id: end === undefined || end === '' ? `entry-${index}` : end } };
}

/** A copy in which every reference that is the `fullUrl` of an entry names that entry as `Type/id`. */
function resolved(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, references));
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [
      member,
      member === 'reference' && typeof inner === 'string'
        ? (references.get(inner) ?? inner)
        : resolved(inner, references),
    ]),
  );
}
