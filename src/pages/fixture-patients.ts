import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject, objectsOf, textOf } from '../core/values/json.js';
import type { TryPatient } from './try-options.js';

/** The patients that come with the program. */
export interface FixturePatients {
  readonly list: () => readonly TryPatient[];
  /** the record of one as JSON text: `patientId`, and the `prefetch` of a hook request; undefined = there is no such one */
  readonly read: (id: string) => string | undefined;
}

/** Two folders above both src/pages and dist/pages. */
const fixtures = fileURLToPath(new URL('../../fhir-fixtures', import.meta.url));
const dayMilliseconds = 86_400_000;

/** Lists the patients whose files are there; a record is read when it is asked for, its dates counted back from today. */
export function readFixturePatients(now: () => Date, folder: string = fixtures): FixturePatients {
  const listed = readList(join(folder, 'demo-patients.json')).filter(({ file }) => existsSync(join(folder, file)));
  return {
    list: () => listed,
    read: (id) => {
      const file = listed.find((patient) => patient.id === id)?.file;
      return file === undefined ? undefined : recordIn(dated(readFileSync(join(folder, file), 'utf8'), now()));
    },
  };
}

interface ListedPatient extends TryPatient {
  readonly file: string;
}

function readList(path: string): readonly ListedPatient[] {
  if (!existsSync(path)) return [];
  const list: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return objectsOf(isObject(list) ? list.patients : []).flatMap(({ id, file, label }) => {
    const [one, two, three] = [textOf(id), textOf(file), textOf(label)];
    return one === undefined || two === undefined || three === undefined ? [] : [{ id: one, file: two, label: three }];
  });
}

/** `{{today-14d}}` in a template is the day a fortnight ago. */
function dated(text: string, now: Date): string {
  return text.replace(/\{\{today(?:-(\d+)d)?\}\}/g, (_, days: string | undefined) =>
    new Date(now.getTime() - Number(days ?? 0) * dayMilliseconds).toISOString().slice(0, 'YYYY-MM-DD'.length),
  );
}

function recordIn(text: string): string | undefined {
  const request: unknown = JSON.parse(text);
  if (!isObject(request) || !isObject(request.context)) return undefined;
  return JSON.stringify({ patientId: request.context.patientId, prefetch: request.prefetch });
}
