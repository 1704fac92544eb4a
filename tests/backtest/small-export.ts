import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Merged } from '../../src/backtest/merge/merge-shards.js';
import type { BacktestOptions } from '../../src/backtest/plan/plan.js';
import { runBacktest } from '../../src/backtest/run-backtest.js';
import { formatDay, readDate } from '../../src/core/values/day.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { backtestTools } from '../../src/service/open-backtest.js';

/** A small export as its resources; what is done to it on the way to files is for each test. */

const loinc = 'http://loinc.org';
const icd = 'http://hl7.org/fhir/sid/icd-10-cm';
const ownFindings = 'urn:spine-imaging-cds:findings';
export const local = 'urn:example:local';

/** 2025-03-10, the day of every order. */
const orderDay = '2025-03-10';
const start = readDate(orderDay)?.earliest ?? 0;

export function daysBefore(days: number): string {
  return formatDay(start - days);
}

export function orderFor(id: string, members: JsonObject = {}): JsonObject {
  return {
    resourceType: 'ServiceRequest',
    id: `order-${id}`,
    status: 'completed',
    intent: 'order',
    code: { coding: [{ system: loinc, code: '30679-5', display: 'MR Lumbar spine WO contrast' }] },
    subject: { reference: `Patient/${id}` },
    authoredOn: orderDay,
    requester: { reference: `Practitioner/dr-${id.length}` },
    reasonCode: [{ coding: [{ system: icd, code: 'M54.50', display: 'Low back pain, unspecified' }] }],
    ...members,
  };
}

export function condition(id: string, name: string, coding: JsonObject, members: JsonObject = {}): JsonObject {
  return {
    resourceType: 'Condition',
    id: `${name}-${id}`,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { coding: [coding] },
    subject: { reference: `Patient/${id}` },
    recordedDate: daysBefore(20),
    ...members,
  };
}

export function finding(id: string, code: string, value: boolean, on: string): JsonObject {
  return {
    resourceType: 'Observation',
    id: `${code}-${id}`,
    status: 'final',
    code: { coding: [{ system: ownFindings, code }] },
    subject: { reference: `Patient/${id}` },
    effectiveDateTime: on,
    valueBoolean: value,
  };
}

export function patient(id: string, members: JsonObject = {}): JsonObject {
  return { resourceType: 'Patient', id, birthDate: '1971-05-05', gender: 'female', ...members };
}

export function visit(id: string): JsonObject {
  return {
    resourceType: 'Encounter',
    id: `visit-${id}`,
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: `Patient/${id}` },
    period: { start: orderDay, end: orderDay },
  };
}

const screen = ['saddle-anesthesia', 'bladder-dysfunction', 'bowel-dysfunction', 'motor-weakness'];

/** Fourteen patients: screened and not, with cancer, with a code that nobody knows, with what was done instead of an order. */
export function smallExport(): readonly JsonObject[] {
  const ids = Array.from({ length: 14 }, (_, index) => `pat-${String.fromCharCode(97 + index)}${index}`);
  return ids
    .flatMap((id, index): readonly JsonObject[] => [
      patient(id),
      visit(id),
      condition(
        id,
        'pain',
        { system: icd, code: 'M54.50', display: 'Low back pain, unspecified' },
        { onsetDateTime: daysBefore(5 + (index % 7) * 10) },
      ),
      ...(index % 2 === 0 ? screen.map((code) => finding(id, code, false, daysBefore(0))) : []),
      ...(index % 3 === 0 ? [condition(id, 'cancer', { system: icd, code: 'C50.9', display: 'Breast cancer' })] : []),
      ...(index < 6
        ? [
            condition(
              id,
              'local',
              { system: local, code: 'L1', display: 'Osteoporosis, known' },
              {
                code: {
                  coding: [{ system: local, code: 'L1', display: 'Osteoporosis, known' }],
                  text: 'quorvex syndrome',
                },
              },
            ),
          ]
        : []),
      ...(index === 5 ? [finding(id, 'foot-drop', true, daysBefore(1))] : []),
      {
        resourceType: 'MedicationRequest',
        id: `med-${id}`,
        status: 'active',
        intent: 'order',
        medicationReference: { reference: 'Medication/ibu' },
        subject: { reference: `Patient/${id}` },
        authoredOn: daysBefore(60),
      },
      index === 7 ? doneInstead(id) : orderFor(id, index === 8 ? { authoredOn: `${orderDay}T08:00:00Z` } : {}),
    ])
    .concat([
      {
        resourceType: 'Medication',
        id: 'ibu',
        code: {
          coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '5640', display: 'ibuprofen' }],
        },
      },
      { resourceType: 'Organization', id: 'org', name: 'Example' },
      { resourceType: 'Observation', id: 'without-subject', status: 'final', code: { text: 'of nobody' } },
      { resourceType: 'Claim', id: 'claim', patient: { reference: `Patient/${ids[0]}` } },
    ]);
}

function doneInstead(id: string): JsonObject {
  return {
    resourceType: 'Procedure',
    id: `mri-${id}`,
    status: 'completed',
    code: { coding: [{ system: loinc, code: '30679-5', display: 'MR Lumbar spine WO contrast' }] },
    subject: { reference: `Patient/${id}` },
    performedDateTime: orderDay,
    reasonCode: [{ coding: [{ system: icd, code: 'M54.50' }] }],
  };
}

/** File → lines, one file for each type. */
export function byType(resources: readonly JsonObject[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const resource of resources) {
    const name = `${String(resource.resourceType)}.ndjson`;
    files.set(name, [...(files.get(name) ?? []), JSON.stringify(resource)]);
  }
  return files;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the tests of a file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  folders.push(folder);
  return folder;
}

export function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The lines of files with an end of line after each. */
export function asText(files: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...files].map(([name, lines]) => [name, lines.map((line) => `${line}\n`).join('')]));
}

/** Cards are opened once for all tests of a file. */
export const tools = backtestTools('0.0.0-test');
const quiet = { note: () => undefined, step: () => ({ add: () => undefined, end: () => undefined }) };

export interface Ran {
  readonly out: string;
  readonly merged: Merged;
  readonly file: (name: string) => string;
  readonly rows: () => readonly Row[];
}

export interface Row {
  readonly patient: string;
  readonly order: string;
  readonly date: string;
  readonly clinician: string;
  readonly answer: {
    readonly kind: string;
    readonly study?: string;
    readonly criterion?: string;
    readonly rating?: string;
  };
  readonly against?: { readonly kind: string; readonly criterion?: string };
}

/** A backtest in this process. */
export async function backtest(
  source: string,
  options: Partial<BacktestOptions> = {},
  out = temporaryFolder(),
): Promise<Ran> {
  const asked = { source, cards: 'cards', lastUpdated: 'auto' as const, ...options };
  const merged = await runBacktest(
    asked,
    { out, workers: 1, isShareable: true },
    { tools, progress: quiet, program: '' },
  );
  const file = (name: string): string => readFileSync(join(out, name), 'utf8');
  return {
    out,
    merged,
    file,
    rows: () =>
      file('orders.ndjson')
        .trim()
        .split('\n')
        .map((line): Row => JSON.parse(line)),
  };
}
