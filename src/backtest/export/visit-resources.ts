import { isObject, type JsonObject, textOf } from '../../core/values/json.js';
import { patientsOf } from '../record/patient-reference.js';
import { isTypeName } from '../record/read-types.js';
import { type ExportFile, readDocument } from './export-files.js';
import { readLines } from './read-lines.js';
import { createLineScanner, type LineScanner } from './scan-line.js';

/** A resource of an export as bytes, and the patients that it names. The bytes are valid until the visitor returns. */
export interface FoundResource {
  readonly type: string;
  readonly patients: readonly string[];
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** Who looks at the resources of an export. */
export interface ResourceVisitor {
  /** whether resources of a type are looked at; the others are passed over without being parsed */
  readonly wants: (type: string) => boolean;
  readonly take: (resource: FoundResource) => void;
  readonly passOver: (type: string) => void;
  /** a line or file that is no FHIR resource, too long, or cut off; it may be that nobody knows whose it is */
  readonly unreadable: () => void;
  /** the file holds more than could be read of it */
  readonly brokenOff?: () => void;
  readonly progress?: (bytes: number) => void;
}

/** How the files of an export are visited. */
export interface VisitOptions {
  /** the resources of a Bundle, with references that need no Bundle around them */
  readonly resourcesOfBundle: (bundle: JsonObject) => readonly JsonObject[];
  /** names of files whose lines must be parsed, because the bytes alone have misled */
  readonly parsed: ReadonlySet<string>;
}

/** Visits every resource of one file, in its order. */
export async function visitResources(
  file: ExportFile,
  visitor: ResourceVisitor,
  { resourcesOfBundle, parsed }: VisitOptions,
): Promise<void> {
  const visitJson = (json: unknown, lines: { readonly bytes: Buffer; readonly from: number; readonly to: number }) => {
    if (!isObject(json)) return visitor.unreadable();
    if (json.resourceType !== 'Bundle') return visitOne(json, visitor, lines);
    for (const resource of unlessTooDeep(() => resourcesOfBundle(json)) ?? [undefined]) {
      const text = unlessTooDeep(() => JSON.stringify(resource));
      if (resource === undefined || text === undefined) visitor.unreadable();
      else visitOne(resource, visitor, wholeOf(text));
    }
  };
  if (file.kind === 'document') {
    const json = parse(() => readDocument(file.path));
    const text = isBundle(json) ? '' : unlessTooDeep(() => JSON.stringify(json));
    visitJson(text === undefined ? undefined : json, wholeOf(text ?? ''));
    visitor.progress?.(file.bytes);
    return;
  }
  const scanner = createLineScanner();
  const mustParse = parsed.has(file.name);
  const visitParsed = (bytes: Buffer, from: number, to: number): void =>
    visitJson(
      parse(() => bytes.toString('utf8', from, to)),
      { bytes, from, to },
    );
  await readLines(file.path, {
    chunk: scanner.chunk,
    progress: visitor.progress,
    line: (bytes, from, to) => {
      if (mustParse || !visitScanned(scanner, visitor, { bytes, from, to })) visitParsed(bytes, from, to);
    },
    lastLine: (bytes, from, to) => {
      if (parse(() => bytes.toString('utf8', from, to)) !== undefined) return visitParsed(bytes, from, to);
      visitor.unreadable();
      // a line that was cut off is of no use, but its patient has a record with a gap
      visitScanned(scanner, visitor, { bytes, from, to });
    },
    tooLong: (bytes, from, to) => {
      const type = scanner.typeOf(from, to);
      if (type !== undefined && !visitor.wants(type)) return visitor.passOver(type);
      visitor.unreadable();
      const patient = type === undefined ? undefined : scanner.patientOf(from, to);
      // its beginning alone leaves the same gap as a line that was cut off
      if (type !== undefined && patient !== undefined)
        visitor.take({ type, patients: [patient], bytes, from, to: from + 1 });
    },
    brokenOff: () => {
      visitor.unreadable();
      visitor.brokenOff?.();
    },
  });
}

/** Whether the bytes of the line said all that is needed. */
function visitScanned(
  scanner: LineScanner,
  visitor: ResourceVisitor,
  { bytes, from, to }: { readonly bytes: Buffer; readonly from: number; readonly to: number },
): boolean {
  const type = scanner.typeOf(from, to);
  if (type === undefined || type === 'Bundle') return false;
  if (!visitor.wants(type)) {
    visitor.passOver(type);
    return true;
  }
  const patient = type === 'Patient' ? undefined : scanner.patientOf(from, to);
  if (patient === undefined) return false;
  visitor.take({ type, patients: [patient], bytes, from, to });
  return true;
}

function visitOne(
  resource: JsonObject,
  visitor: ResourceVisitor,
  lines: { readonly bytes: Buffer; readonly from: number; readonly to: number },
): void {
  const type = textOf(resource.resourceType);
  if (type === undefined || !isTypeName(type)) return visitor.unreadable();
  if (visitor.wants(type)) visitor.take({ type, patients: patientsOf(resource), ...lines });
  else visitor.passOver(type);
}

function parse(read: () => string): unknown {
  try {
    const json: unknown = JSON.parse(read());
    return json ?? undefined;
  } catch {
    return undefined;
  }
}

/** Undefined for JSON that is nested so deep that it cannot be walked through: no resource of a clinic is. */
function unlessTooDeep<Value>(walk: () => Value): Value | undefined {
  try {
    return walk();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function wholeOf(text: string): { readonly bytes: Buffer; readonly from: number; readonly to: number } {
  const bytes = Buffer.from(text);
  return { bytes, from: 0, to: bytes.length };
}

function isBundle(json: unknown): boolean {
  return isObject(json) && json.resourceType === 'Bundle';
}
