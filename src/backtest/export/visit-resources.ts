import { isObject, type JsonObject, textOf } from '../../core/values/json.js';
import { patientsOf } from '../record/patient-reference.js';
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
  /** a line or file that is no JSON; nobody knows whose it is */
  readonly unreadable: () => void;
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
    for (const resource of resourcesOfBundle(json)) {
      const bytes = Buffer.from(JSON.stringify(resource));
      visitOne(resource, visitor, { bytes, from: 0, to: bytes.length });
    }
  };
  if (file.kind === 'document') {
    const json = parse(() => readDocument(file.path));
    const bytes = Buffer.from(json === undefined || isBundle(json) ? '' : JSON.stringify(json));
    visitJson(json, { bytes, from: 0, to: bytes.length });
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
  if (type === undefined) return visitor.unreadable();
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

function isBundle(json: unknown): boolean {
  return isObject(json) && json.resourceType === 'Bundle';
}
