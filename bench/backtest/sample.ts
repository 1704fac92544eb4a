import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { resourcesOfBundle } from '../../src/cli/explain/explain-record.js';
import { formatDay, readDate } from '../../src/core/values/day.js';
import { isObject, type JsonObject, textOf } from '../../src/core/values/json.js';
import { sampleOrder, sampleProblems } from './sample-orders.js';

/**
 * Writes a bulk export: the patients of the fixtures over and over, each with new ids, moved dates, and some with an order of
 * spine imaging. The same options give the same bytes.
 */

const { values } = parseArgs({
  options: {
    to: { type: 'string' },
    patients: { type: 'string', default: '60' },
    megabytes: { type: 'string' },
    ordered: { type: 'string', default: '0.7' },
    seed: { type: 'string', default: '1' },
  },
});
if (values.to === undefined) throw new Error('--to <folder> is missing');

/** A resource as text that is put together anew for each patient: what stays, and what changes by turns. */
interface Template {
  readonly type: string;
  readonly parts: readonly Part[];
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'day'; readonly day: number };

interface Fixture {
  readonly patient: string;
  readonly resources: readonly Template[];
  /** newest day in the record */
  readonly last: number;
}

function readFixture(file: string): Fixture | undefined {
  const bundle: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const resources = isObject(bundle) ? resourcesOfBundle(bundle) : [];
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const patient = textOf(patients[0]?.id);
  if (patient === undefined || patients.length > 1) return undefined;
  const ids = resources.flatMap(({ id }) => textOf(id) ?? []).sort((left, right) => right.length - left.length);
  const changing = new RegExp(`((?<![\\w-])(?:${ids.map(quoted).join('|')})(?![\\w-]))|(\\d{4}-\\d{2}-\\d{2})`, 'g');
  const templates = resources.map((resource) => toTemplate(resource, changing));
  const days = templates.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'day' ? [part.day] : [])));
  return { patient, resources: templates, last: days.reduce((last, day) => (day > last ? day : last), 0) };
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function toTemplate(resource: JsonObject, changing: RegExp): Template {
  const parts: Part[] = [];
  let at = 0;
  const text = JSON.stringify(resource);
  for (const match of text.matchAll(changing)) {
    const day = match[2] === undefined ? undefined : readDate(match[2])?.earliest;
    if (match[1] === undefined && day === undefined) continue;
    parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push(day === undefined ? { kind: 'id', id: match[0] } : { kind: 'day', day });
    at = match.index + match[0].length;
  }
  parts.push({ kind: 'text', text: text.slice(at) });
  return { type: String(resource.resourceType), parts };
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Appends lines to one file for each type, and begins another one when it is full. */
function createFiles(folder: string) {
  mkdirSync(folder, { recursive: true });
  const open = new Map<string, { readonly descriptor: number; readonly lines: string[]; size: number; part: number }>();
  const most = 200_000_000;
  let written = 0;
  const fileOf = (type: string, part: number) =>
    openSync(join(folder, `${type}.${String(part).padStart(3, '0')}.ndjson`), 'w');
  const flush = (file: { readonly descriptor: number; readonly lines: string[] }): void => {
    writeSync(file.descriptor, file.lines.splice(0).join(''));
  };
  return {
    add: (type: string, line: string): void => {
      let file = open.get(type) ?? { descriptor: fileOf(type, 0), lines: [], size: 0, part: 0 };
      if (file.size > most) {
        flush(file);
        closeSync(file.descriptor);
        file = { descriptor: fileOf(type, file.part + 1), lines: [], size: 0, part: file.part + 1 };
      }
      open.set(type, file);
      file.lines.push(`${line}\n`);
      file.size += line.length + 1;
      written += line.length + 1;
      if (file.lines.length >= 500) flush(file);
    },
    written: () => written,
    close: () => {
      for (const file of open.values()) {
        flush(file);
        closeSync(file.descriptor);
      }
    },
  };
}

const folder = 'fhir-fixtures/patients';
const fixtures = readdirSync(folder)
  .sort()
  .flatMap((name) => readFixture(join(folder, name)) ?? []);
const random = createRandom(Number(values.seed));
const files = createFiles(values.to);
const lastDay = readDate('2026-06-30')?.latest ?? 0;
const wanted = values.megabytes === undefined ? undefined : Number(values.megabytes) * 1e6;
let count = 0;
while (wanted === undefined ? count < Number(values.patients) : files.written() < wanted) {
  const fixture = fixtures[count % fixtures.length];
  if (fixture === undefined) throw new Error(`${folder}: no patients`);
  count += 1;
  const name = count.toString(36).padStart(6, '0');
  // the record ends on some day of the last two years
  const moved = lastDay - Math.floor(random() * 730) - fixture.last;
  for (const { type, parts } of fixture.resources)
    files.add(
      type,
      parts
        .map((part) =>
          part.kind === 'text'
            ? part.text
            : part.kind === 'id'
              ? `${part.id.slice(0, 40)}-${name}`
              : formatDay(part.day + moved),
        )
        .join(''),
    );
  const subject = { reference: `Patient/${fixture.patient.slice(0, 40)}-${name}` };
  const on = fixture.last + moved;
  for (const problem of sampleProblems(random, { name, subject, on })) files.add('Condition', JSON.stringify(problem));
  if (random() < Number(values.ordered))
    files.add('ServiceRequest', JSON.stringify(sampleOrder(random, { name, subject, on })));
}
files.close();
process.stdout.write(`${count} patients, ${(files.written() / 1e6).toFixed(1)} MB in ${values.to}\n`);
