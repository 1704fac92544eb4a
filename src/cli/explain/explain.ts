import { existsSync, readFileSync } from 'node:fs';
import type { CardRecord } from '../../core/contract/consult-record.js';
import type { HookName, HookRequest, SelectionRule } from '../../core/contract/hook-request.js';
import type { HookResponse } from '../../core/contract/hook-response.js';
import { type PatientRecord, recordParts } from '../../core/contract/patient-record.js';
import type { RatedOrder } from '../../core/decide/rated-order.js';
import type { Guideline } from '../../core/guideline/guideline.js';
import { formatDay, readDate } from '../../core/values/day.js';
import { isObject, type JsonObject, textOf } from '../../core/values/json.js';
import type { Terminal } from '../terminal/terminal.js';
import { explainOrder } from './explain-decision.js';
import { orderOfStudy, ordersOfResource, type ReadOrder } from './explain-order.js';
import { type BundleOptions, readBundle } from './explain-record.js';
import { type Explanation, explanationAsText } from './explain-text.js';

/** What a person asks for, as typed. */
export interface ExplainRequest {
  /** file with a Bundle, or with a whole hook request */
  readonly patient: string;
  /** study name, or file; may be left out when the patient's file is a hook request */
  readonly order?: string;
  readonly asOf?: string;
  readonly patientId?: string;
  readonly json: boolean;
}

export interface ExplainTools extends Pick<BundleOptions, 'isAbout'> {
  readonly terminal: Terminal;
  readonly guidelines: readonly Guideline[];
  /** decides as the service does */
  readonly consult: (request: HookRequest, record: PatientRecord, now: Date) => Promise<Consulted>;
  /** throws a RequestError for what is no hook request */
  readonly toHookRequest: (body: unknown) => HookRequest;
  readonly readPrefetch: (request: HookRequest) => PatientRecord;
}

/** The parts of a consultation that are explained. */
export interface Consulted {
  readonly response: HookResponse;
  readonly decided: readonly { readonly rated: RatedOrder; readonly card: CardRecord | undefined }[];
}

type Prepared =
  | { readonly kind: 'ready'; readonly request: HookRequest; readonly record: PatientRecord }
  | { readonly kind: 'unusable'; readonly message: string };

/** Prints why an order gets the answer it gets; answers the exit code: 0, or 2 when something given cannot be read. */
export async function runExplain(asked: ExplainRequest, tools: ExplainTools): Promise<number> {
  const { terminal } = tools;
  const day = asked.asOf === undefined ? undefined : readDay(asked.asOf);
  const prepared: Prepared =
    day === 'unusable'
      ? { kind: 'unusable', message: `--as-of ${asked.asOf} is not a day such as 2026-03-01` }
      : prepare(asked, tools);
  if (prepared.kind === 'unusable') {
    terminal.complain(`${prepared.message}\n`);
    return 2;
  }
  // noon: the evaluation day is the UTC day of this moment
  const now = day === undefined ? new Date() : new Date(`${day}T12:00:00Z`);
  const { request, record } = prepared;
  const consulted = await tools.consult(request, record, now);
  const explanation = toExplanation(prepared, consulted, now);
  terminal.write(asked.json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationAsText(explanation, tools));
  return 0;
}

function toExplanation(
  { request, record }: { readonly request: HookRequest; readonly record: PatientRecord },
  { response, decided }: Consulted,
  now: Date,
): Explanation {
  const { draftOrders, patientId } = request.context;
  const orders = decided.map(({ rated, card }) =>
    explainOrder(
      rated,
      response.cards.find(({ uuid }) => uuid === card?.uuid),
    ),
  );
  const answered = new Set(decided.map(({ rated }) => rated.order));
  return {
    asOf: now.toISOString().slice(0, 'YYYY-MM-DD'.length),
    patient: `Patient/${patientId}`,
    resources: record.resources.length,
    unreadParts: recordParts.filter((part) => record.parts[part] !== 'read'),
    orders,
    unanswered: draftOrders.filter((order) => !answered.has(order)).map(referenceOf),
  };
}

function referenceOf({ resourceType, id }: JsonObject): string {
  return `${String(resourceType)}/${String(id)}`;
}

function readDay(text: string): string {
  const day = readDate(text);
  return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? formatDay(day.earliest) : 'unusable';
}

function prepare(asked: ExplainRequest, tools: ExplainTools): Prepared {
  const file = readJson(asked.patient);
  if (file.kind === 'unusable') return unusable(asked.patient, file.message);
  const { value } = file;
  if (isObject(value) && isObject(value.context)) return prepareRequest(asked, value, tools);
  if (!isObject(value) || value.resourceType !== 'Bundle')
    return unusable(asked.patient, 'is neither a FHIR Bundle nor a hook request');
  if (asked.order === undefined) return { kind: 'unusable', message: '--order <study or file> is missing' };
  const bundle = readBundle(value, { patientId: asked.patientId, isAbout: tools.isAbout });
  if (bundle.kind === 'unusable') return unusable(asked.patient, bundle.message);
  const order = readOrder(asked.order, tools.guidelines);
  if (order.kind === 'unusable') return unusable(`--order ${asked.order}`, order.message);
  return { kind: 'ready', record: bundle.record, request: toRequest(bundle, order) };
}

/** A hook request as it was sent: its prefetch is the record, and parts that were not sent stay unread. */
function prepareRequest({ order, patient }: ExplainRequest, body: JsonObject, tools: ExplainTools): Prepared {
  const sent = tools.toHookRequest(body);
  const record = tools.readPrefetch(sent);
  if (order === undefined) return { kind: 'ready', request: sent, record };
  const read = readOrder(order, tools.guidelines);
  if (read.kind === 'unusable') return unusable(`--order ${order}`, read.message);
  const { patientId } = sent.context;
  if (patientId === '') return unusable(patient, 'names no patient');
  return { kind: 'ready', record, request: toRequest({ patientId, record }, read) };
}

function readOrder(order: string, guidelines: readonly Guideline[]): ReadOrder {
  if (!existsSync(order)) return orderOfStudy(guidelines, order);
  const file = readJson(order);
  return file.kind === 'unusable' ? file : ordersOfResource(file.value);
}

const hookBySelections: { readonly [rule in SelectionRule]: HookName } = {
  all: 'order-sign',
  required: 'order-select',
};

/** The request that an EHR would send for these drafts; whoever an order names, it is taken as this patient's. */
function toRequest(
  { patientId, record }: { readonly patientId: string; readonly record: PatientRecord },
  { draftOrders, selections }: Extract<ReadOrder, { readonly kind: 'read' }>,
): HookRequest {
  const subject = { reference: `Patient/${patientId}` };
  const conditions = record.resources.filter(({ resourceType }) => resourceType === 'Condition');
  return {
    hook: hookBySelections[selections === undefined ? 'all' : 'required'],
    hookInstance: 'explain',
    fhirServer: undefined,
    fhirAuthorization: undefined,
    context: {
      userId: 'Practitioner/explain',
      patientId,
      encounterId: undefined,
      selections,
      draftOrders: draftOrders.map((order) => ({ ...order, subject })),
    },
    prefetch: { conditions: { resourceType: 'Bundle', entry: conditions.map((resource) => ({ resource })) } },
  };
}

type JsonFile =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unusable'; readonly message: string };

function readJson(path: string): JsonFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = isObject(error) ? textOf(error.code) : undefined;
    const message = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown'})`;
    return { kind: 'unusable', message };
  }
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    return { kind: 'unusable', message: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function unusable(what: string, message: string): { readonly kind: 'unusable'; readonly message: string } {
  return { kind: 'unusable', message: `${what}: ${message}` };
}
