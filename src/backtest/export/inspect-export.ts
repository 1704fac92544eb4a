import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';
import { patientsOf } from '../record/patient-reference.js';
import { isOrderType, isTypeName, orderTypes, recordTypes } from '../record/read-types.js';
import type { ExportFile, ExportFiles } from './export-files.js';
import { readLines } from './read-lines.js';
import { createLineScanner } from './scan-line.js';

/** What a first look at an export found. */
export interface Inspection {
  /** files in whose first lines there are patients or orders, or of which that cannot be said */
  readonly searched: ReadonlySet<string>;
  /** files whose lines must be parsed to know whose they are */
  readonly parsed: ReadonlySet<string>;
  /** types seen, with the lines that were looked at */
  readonly types: ReadonlyMap<string, number>;
  /** why a backtest would be of no use; empty = go */
  readonly problems: readonly string[];
  /** what to know before believing its figures */
  readonly warnings: readonly string[];
}

const linesLookedAt = 1_000;

/** Types that R4 does not have any more: an export with them is of an earlier version. */
const earlierTypes: ReadonlySet<string> = new Set([
  'BodySite',
  'DeviceUseRequest',
  'DiagnosticOrder',
  'DiagnosticRequest',
  'MedicationOrder',
  'ProcedureRequest',
  'ReferralRequest',
]);

/** Looks at the first thousand lines of each file: go or no go, in seconds. */
export async function inspectExport({ files, types: exported, missing, others }: ExportFiles): Promise<Inspection> {
  const looks = new Map<string, Look>();
  for (const file of files) looks.set(file.name, file.kind === 'document' ? wholeDocument : await lookAt(file));
  const types = new Map<string, number>();
  for (const look of looks.values())
    for (const [type, count] of look.types) types.set(type, (types.get(type) ?? 0) + count);
  const [lines, unreadable] = [sum(looks, 'lines'), sum(looks, 'unreadable')];
  const earlier = [...types.keys()].filter((type) => earlierTypes.has(type)).sort();
  // more lines than were looked at, or whole Bundles: what was not seen may still be there
  const mayHoldMore = [...looks.values()].some((look) => look.lines === 0 || look.lines >= linesLookedAt);
  const problems: string[] = [];
  if (!mayHoldMore && !types.has('Patient')) problems.push('no Patient in it: nobody could be told from anybody');
  const wide = [...looks].filter(([, look]) => look.isUtf16).map(([name]) => name);
  if (wide.length > 0) problems.push(`${listed(wide)}: UTF-16; FHIR is written in UTF-8, export it so`);
  else if (unreadable * 2 > lines) problems.push(`${unreadable} of ${lines} lines are no FHIR resource`);
  if (!mayHoldMore && ![...types.keys()].some(isOrderType) && earlier.length > 0)
    problems.push(`${earlier.join(', ')}: an export of an earlier version than FHIR R4`);
  const warnings: string[] = [];
  if (earlier.length > 0) warnings.push(`not R4, not read: ${earlier.join(', ')}`);
  if (!mayHoldMore && ![...types.keys()].some(isOrderType))
    warnings.push(`none of ${orderTypes.join(', ')}: only --all-patients <study> has anything to ask about`);
  if (missing.length > 0) warnings.push(`named in the manifest and not there: ${missing.join(', ')}`);
  if (others.length > 0) warnings.push(`not read: ${listed(others)}`);
  const broken = [...looks].filter(([, look]) => look.isBrokenOff).map(([name]) => name);
  if (broken.length > 0) warnings.push(`damaged, or not packed with gzip: ${listed(broken)}`);
  const unexported = exported === undefined ? [] : [...recordTypes].filter((type) => !exported.includes(type));
  if (unexported.length > 0) warnings.push(`not exported, so never taken as absent: ${unexported.join(', ')}`);
  const named = (test: (look: Look) => boolean): ReadonlySet<string> =>
    new Set([...looks].filter(([, look]) => test(look)).map(([name]) => name));
  return {
    searched: named((look) => look.mayHoldOrders),
    parsed: named((look) => look.misleads),
    types,
    problems,
    warnings,
  };
}

const mostListed = 5;

/** Names in a message, without what would move the cursor of a terminal. */
function listed(names: readonly string[]): string {
  const some = names.slice(0, mostListed).map((name) => name.replace(/\p{Cc}/gu, '?'));
  return `${some.join(', ')}${names.length > mostListed ? ' …' : ''}`;
}

interface Look {
  readonly types: ReadonlyMap<string, number>;
  readonly lines: number;
  readonly unreadable: number;
  readonly mayHoldOrders: boolean;
  /** the bytes of a line said something else than the line did when it was parsed */
  readonly misleads: boolean;
  readonly isUtf16: boolean;
  /** a packed file that is damaged, or none */
  readonly isBrokenOff: boolean;
}

const wholeDocument: Look = {
  types: new Map(),
  lines: 0,
  unreadable: 0,
  mayHoldOrders: true,
  misleads: false,
  isUtf16: false,
  isBrokenOff: false,
};

async function lookAt(file: ExportFile): Promise<Look> {
  const scanner = createLineScanner();
  const types = new Map<string, number>();
  let [lines, unreadable] = [0, 0];
  let [mayHoldOrders, misleads, isUtf16, isBrokenOff] = [false, false, false, false];
  const count = (resource: JsonObject): void => {
    const type = textOf(resource.resourceType) ?? '';
    types.set(type, (types.get(type) ?? 0) + 1);
    if (type === 'Patient' || type === 'Bundle' || isOrderType(type)) mayHoldOrders = true;
    if (type === 'Bundle')
      for (const { resource: inner } of objectsOf(resource.entry)) if (isObject(inner)) count(inner);
  };
  const look = (bytes: Buffer, from: number, to: number): void => {
    lines += 1;
    const scanned = scanner.typeOf(from, to);
    const patient = scanned === undefined ? undefined : scanner.patientOf(from, to);
    const resource = parse(bytes.toString('utf8', from, to));
    const type = isObject(resource) ? textOf(resource.resourceType) : undefined;
    if (!isObject(resource) || type === undefined || !isTypeName(type)) {
      unreadable += 1;
      if (lines === 1 && isWide(bytes, from)) isUtf16 = true;
      return;
    }
    count(resource);
    if (scanned !== undefined && scanned !== type) misleads = true;
    if (patient !== undefined && patientsOf(resource).join() !== patient) misleads = true;
  };
  await readLines(file.path, {
    chunk: scanner.chunk,
    line: look,
    lastLine: look,
    tooLong: () => {
      [lines, unreadable] = [lines + 1, unreadable + 1];
    },
    brokenOff: () => {
      isBrokenOff = true;
    },
    isEnough: () => lines >= linesLookedAt,
  });
  return { types, lines, unreadable, mayHoldOrders, misleads, isUtf16, isBrokenOff };
}

/** Text in UTF-16 begins with its byte order mark, or every other byte of it is zero. */
function isWide(bytes: Buffer, from: number): boolean {
  const [first, second] = [bytes[from], bytes[from + 1]];
  return first === 0 || second === 0 || (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sum(looks: ReadonlyMap<string, Look>, member: 'lines' | 'unreadable'): number {
  return [...looks.values()].reduce((total, look) => total + look[member], 0);
}
