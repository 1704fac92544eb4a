import { type Consultation, consult } from '../consult.js';
import type { Client } from '../core/contract/client.js';
import type { Attestation, AttestationsRead, StatedFact } from '../core/contract/consult-record.js';
import { type HookRequest, hookNames } from '../core/contract/hook-request.js';
import type { Card } from '../core/contract/hook-response.js';
import type { PatientRecord } from '../core/contract/patient-record.js';
import type { RatedOrder } from '../core/decide/rated-order.js';
import { answerKeyOf } from '../core/guideline/finding-code.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { inLanguage } from '../core/guideline/in-language.js';
import { referenceTo } from '../core/read/statement.js';
import { gatherRecord } from '../fhir/gather-record.js';
import { mayCreate } from '../fhir/scopes.js';
import { toHookRequest } from '../http/endpoints/hook-envelope.js';
import type { CompanionSession } from './companion-session.js';
import { factsIn } from './form-states.js';
import type { PagesParts } from './pages-parts.js';
import { newTimeOrderedId } from './time-ordered-id.js';

/** What would be answered if the clinician stopped here. */
export interface Outlook {
  readonly client: Client;
  readonly request: HookRequest;
  readonly guideline: Guideline;
  readonly record: PatientRecord | undefined;
  readonly consultation: Consultation;
  /** the order that is decided; undefined = there is none that images the spine */
  readonly rated: RatedOrder | undefined;
  /** the orders of the session that can be rated, where there are several to choose from */
  readonly orders: readonly OrderChoice[];
  readonly card: Card | undefined;
}

/** One of several drafts. */
export interface OrderChoice {
  readonly reference: string;
  readonly rated: RatedOrder;
}

const mostRecords = 100;
const dayLength = 'YYYY-MM-DD'.length;
/** A record that nobody has looked at for so long is let go of, as its session has ended. */
const recordMilliseconds = 15 * 60_000;

/** Decides the order of a session with what has been answered so far; the record is read once for each session. */
export function createLookAhead(parts: PagesParts) {
  const records = new Map<string, { readonly reading: Promise<PatientRecord>; readonly forget: NodeJS.Timeout }>();

  const forget = (id: string): void => {
    clearTimeout(records.get(id)?.forget);
    records.delete(id);
  };

  const recordFor = (id: string, request: HookRequest, client: Client): Promise<PatientRecord> => {
    const known = records.get(id);
    known?.forget.refresh();
    if (known !== undefined) return known.reading;
    const [oldest] = records.keys();
    if (records.size >= mostRecords && oldest !== undefined) forget(oldest);
    const reading = gatherRecord(request, parts.clients.accessOf(client), {
      budgetMilliseconds: parts.config.answerBudgetMilliseconds,
    }).then(({ record }) => record);
    records.set(id, { reading, forget: setTimeout(() => records.delete(id), recordMilliseconds).unref() });
    reading.catch(() => forget(id));
    return reading;
  };

  /** What is remembered with what the form says laid over it, and the answers of today that it corrects. */
  async function answersOf(
    client: Client,
    request: HookRequest,
    states: readonly StatedFact[],
  ): Promise<{ readonly read: AttestationsRead; readonly corrected: readonly Attestation[] }> {
    const patient = parts.store.hash('patient', [client.name, request.context.patientId]);
    const remembered = await parts.store.attestationsOf(patient);
    if (remembered.kind === 'unread') return { read: remembered, corrected: [] };
    const time = parts.now().toISOString();
    const said = factsIn(states);
    const isRepeated = ({ fact, time: then }: Attestation): boolean =>
      then.slice(0, dayLength) === time.slice(0, dayLength) && said.some((one) => one.fact === fact);
    const given = states.map(
      ({ fact, value }): Attestation => ({ fact, value, time, userHash: '', consult: 'form', suggestion: '' }),
    );
    const kept = remembered.answers.filter((answer) => !isRepeated(answer));
    return {
      read: { kind: 'read', answers: [...given, ...kept] },
      corrected: remembered.answers.filter(
        ({ fact, value, ...answer }) =>
          isRepeated({ fact, value, ...answer }) && said.some((one) => one.fact === fact && one.value !== value),
      ),
    };
  }

  const lookAhead = async (
    id: string,
    session: CompanionSession,
    states: readonly StatedFact[],
  ): Promise<Outlook | undefined> => {
    const known = parts.clients.list.find(({ name }) => name === session.client);
    if (known === undefined) return undefined;
    const client: Client = { ...known, cards: 'all', detail: 'brief', noCriteria: 'line', requireRecord: [] };
    const request = toHookRequest(session.request, hookNames);
    const whole = await recordFor(id, request, client);
    const { read, corrected } = await answersOf(client, request, states);
    const record = mayCreate(session.grant?.scope ?? '', 'Observation') ? withoutCopies(whole, corrected) : whole;
    const consultation = await consult(
      {
        guidelines: parts.guidelines(),
        gatherRecord: async () => record,
        attestationsOf: async () => read,
        pagesUrl: parts.config.publicUrl,
        now: parts.now,
        newId: newTimeOrderedId,
      },
      request,
      client,
    );
    const orders = consultation.decided.map(({ rated }) => ({ reference: referenceTo(rated.order), rated }));
    const isChosen = ({ reference }: OrderChoice): boolean => orders.length === 1 || reference === session.order;
    const decided = consultation.decided[orders.findIndex(isChosen)];
    const [first] = parts.guidelines();
    const guideline = decided?.rated.guideline ?? (first && inLanguage(first, client.language));
    if (guideline === undefined) return undefined;
    const card = consultation.response.cards.find(({ uuid }) => uuid === decided?.card?.uuid);
    return {
      client,
      request,
      guideline,
      record,
      consultation,
      rated: decided?.rated,
      orders: orders.length > 1 ? orders : [],
      card,
    };
  };
  return { lookAhead, forget };
}

/** The record without the Observations in which the EHR has stored answers that are corrected here. */
function withoutCopies(record: PatientRecord, corrected: readonly Attestation[]): PatientRecord {
  if (corrected.length === 0) return record;
  const gone = new Set(corrected.map(({ suggestion, fact }) => `${suggestion} ${fact}`));
  const resources = record.resources.filter((resource) => {
    const key = resource.resourceType === 'Observation' ? answerKeyOf(resource) : undefined;
    return key === undefined || !gone.has(`${key.suggestion} ${key.fact}`);
  });
  return { ...record, resources };
}
