import type { AppParts } from '../app.js';
import type { Config } from '../config.js';
import { type Consultation, type ConsultParts, consult } from '../consult.js';
import type { Client } from '../core/contract/client.js';
import type { HookRequest } from '../core/contract/hook-request.js';
import { type PatientRecord, unreadPartsOf } from '../core/contract/patient-record.js';
import { type ConsultOccasion, toConsultRecord } from '../core/decide/consult-entry.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { textOf } from '../core/values/json.js';
import { RequestError } from '../errors.js';
import { gatherRecord } from '../fhir/gather-record.js';
import type { HookCall } from '../http/endpoints/hook-call.js';
import type { Metrics } from '../http/metrics.js';
import type { Store } from '../store/store.js';
import { withCompanionLinks } from './companion-links.js';
import type { Clients } from './open-clients.js';
import { newTimeOrderedId } from './time-ordered-id.js';

/** What an answer is made with. */
export interface AnswerParts {
  readonly config: Config;
  readonly guidelines: () => readonly Guideline[];
  readonly store: Store;
  readonly clients: Clients;
  readonly metrics: Metrics;
  readonly now: () => Date;
}

/** Decides, answers, and leaves the consult to be written after the answer is out. */
export function createAnswerHook(parts: AnswerParts): AppParts['answerHook'] {
  const { config, guidelines, store, clients, metrics, now } = parts;
  const gather = async (
    request: HookRequest,
    client: Client,
    { note, hungUp, takeBytes }: HookCall,
  ): Promise<PatientRecord> => {
    const { record, fetched, notes } = await gatherRecord(request, clients.accessOf(client), {
      budgetMilliseconds: config.answerBudgetMilliseconds,
      requireRecord: client.requireRecord,
      countCall: metrics.countFetch,
      hungUp,
      takeBytes,
    });
    if (fetched === 0) return record;
    note({ fetched, gaps: notes.map(({ part, reason }) => `${part}: ${reason}`) });
    if (hungUp().aborted) throw clientGone();
    return record;
  };
  return async (request, client, call) => {
    const started = performance.now();
    const patient = store.hash('patient', [client.name, request.context.patientId]);
    const consultParts: ConsultParts = {
      guidelines: guidelines(),
      gatherRecord: () => gather(request, client, call),
      attestationsOf: async () =>
        client.answersOnCards === 'ignore' ? { kind: 'read', answers: [] } : store.attestationsOf(patient),
      acceptLanguage: call.acceptLanguage,
      pagesUrl: config.publicUrl,
      now,
      newId: newTimeOrderedId,
    };
    const consultation = await consult(consultParts, request, client);
    const latencyMilliseconds = performance.now() - started;
    remember(parts, { request, client, patient, consultation, latencyMilliseconds });
    return withCompanionLinks(parts, request, client, consultation);
  };
}

interface Answered {
  readonly request: HookRequest;
  readonly client: Client;
  /** keyed hash of the patient */
  readonly patient: string;
  readonly consultation: Consultation;
  readonly latencyMilliseconds: number;
}

function remember(
  { store, metrics, now }: AnswerParts,
  { request, client, patient, consultation, latencyMilliseconds }: Answered,
): void {
  const { decided, record, answersRead, withdrawn } = consultation;
  if (record === undefined || decided.length === 0) return;
  const occasion = (orderHash: string): ConsultOccasion => ({
    time: now().toISOString(),
    client: client.name,
    hook: request.hook,
    hookInstance: request.hookInstance,
    patientHash: patient,
    userHash: store.hash('user', [client.name, request.context.userId]),
    unreadParts: [...unreadPartsOf(record), ...(answersRead ? [] : ['answers'])],
    latencyMilliseconds,
    withdrawn: withdrawn.length === 0 ? undefined : withdrawn,
    orderHash,
  });
  const records = decided.map(({ rated, card }) => {
    const { id, rating } = rated.decision.criterion.definition;
    metrics.countDecision(id, rating);
    const orderHash = store.hash('order', [client.name, request.context.patientId, textOf(rated.order.id) ?? '']);
    return toConsultRecord(rated, card, occasion(orderHash));
  });
  store.saveConsults(records);
}

/** Nobody gets this answer: the client hung up while its record was being fetched. */
function clientGone(): RequestError {
  return new RequestError({ code: 'precondition', status: 499, message: 'the client has hung up' });
}
