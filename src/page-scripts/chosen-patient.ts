import { element, textIn } from './dom.js';
import { isJson, type Json } from './json.js';
import { readBundle } from './pasted-bundle.js';

/** What the server tells the page about the service. */
export interface Setting {
  readonly hookPath: string;
  readonly parts: { readonly [part: string]: string };
  readonly system: string;
}

/** A patient with the record that the request carries; without one, the service reads it from the FHIR server. */
export interface Known {
  readonly patientId: string;
  readonly prefetch: Json | undefined;
  readonly fhirServer?: string;
}

const dayMilliseconds = 86_400_000;
const meanYearDays = 365.25;
const fixtures = new Map<string, Promise<Json>>();

/** The record of the chosen patient; throws an Error that says what to mend. */
export async function readPatient({ parts }: Setting): Promise<Known> {
  const patient = element('patient', HTMLSelectElement);
  if (patient.value === 'new') return newPatient(parts);
  if (patient.value === 'pasted') return readBundle(textIn('bundle'), parts);
  if (patient.value === 'server') {
    const [fhirServer, patientId] = [textIn('server'), textIn('server-patient')];
    if (!/^https?:\/\/./.test(fhirServer) || patientId === '')
      throw new Error(
        'Give the base URL of the FHIR server, such as http://127.0.0.1:3001/fhir, and the id of a patient.',
      );
    return { patientId, prefetch: undefined, fhirServer };
  }
  const id = patient.value;
  const known = fixtures.get(id) ?? fetchPatient(id);
  fixtures.set(id, known);
  const { patientId, prefetch } = await known;
  return { patientId: String(patientId), prefetch: isJson(prefetch) ? prefetch : {} };
}

async function fetchPatient(id: string): Promise<Json> {
  const response = await fetch(`/try/patients/${encodeURIComponent(id)}`);
  if (!response.ok) throw new Error('This patient could not be loaded.');
  return response.json();
}

function newPatient(types: Setting['parts']): Known {
  const patientId = 'try-it';
  const age = Number(textIn('age'));
  if (textIn('age') === '' || !(age >= 0 && age <= 120)) throw new Error('Give an age from 0 to 120 years.');
  const birthDate = new Date(Date.now() - (age + 0.5) * meanYearDays * dayMilliseconds).toISOString().slice(0, 10);
  const resource = { resourceType: 'Patient', id: patientId, gender: textIn('sex'), birthDate };
  const empty = { resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] };
  const parts = Object.keys(types).map((part) => [part, part === 'patient' ? resource : empty]);
  return { patientId, prefetch: Object.fromEntries(parts) };
}
