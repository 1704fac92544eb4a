import type { AppParts } from '../app.js';
import type { Config } from '../config.js';
import { type Consultation, type ConsultParts, consult } from '../consult.js';
import type { Client } from '../core/contract/client.js';
import type { HookName, HookRequest } from '../core/contract/hook-request.js';
import type { ServiceDescription } from '../core/contract/hook-response.js';
import type { Log } from '../core/contract/log.js';
import { type PatientRecord, unreadPartsOf } from '../core/contract/patient-record.js';
import { type ConsultOccasion, toConsultRecord } from '../core/decide/consult-entry.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { codeSystemsOf } from '../core/guideline/own-code-systems.js';
import { phrase } from '../core/guideline/phrase.js';
import { textOf } from '../core/values/json.js';
import { type AuthoringProblem, RequestError } from '../errors.js';
import { gatherRecord } from '../fhir/gather-record.js';
import { recordQueries } from '../fhir/record-parts.js';
import type { HookCall } from '../http/endpoints/hook-call.js';
import { createLoadLimit } from '../http/load-limit.js';
import { createMetrics, type Metrics } from '../http/metrics.js';
import { watchCards } from '../library/start/watch-cards.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { type Clients, type ClientsOptions, openDemoClients } from './open-clients.js';
import { openGuidelines } from './open-guidelines.js';
import { newTimeOrderedId } from './time-ordered-id.js';

/** The service behind the HTTP side, and how to let go of what it holds. */
export interface Service {
  readonly mode: 'demo' | 'registered';
  readonly parts: AppParts;
  readonly close: () => Promise<void>;
}

/** One real client keeps the last entry of an id only, and there it must be order-select (conformance row D-10). */
const hooks: readonly HookName[] = ['order-sign', 'order-select'];

const megabyte = 1_000_000;
const consultsInMemory = 10_000;

/** Puts the service together from its settings. Rejects with an AuthoringError or a SettingError when it cannot run. */
export async function loadService(config: Config, log: Log): Promise<Service> {
  const readCards = () => openGuidelines(config, today());
  let guidelines = await readCards();
  for (const { id, documents } of guidelines)
    if (isOverdue(documents.guideline.reviewedOn)) log.warn({ event: 'review-overdue', guideline: id });
  // while people write cards, what they save is what answers; a folder that cannot be used leaves the old one in place
  const stopWatching = config.isProduction
    ? () => undefined
    : watchCards(config.cardsDir, {
        read: readCards,
        onRead: (read) => {
          guidelines = read;
          log.info({ event: 'cards-reloaded', guidelines: guidelines.map(describeGuideline) });
        },
        onProblem: ({ problems }) => log.warn({ event: 'cards-not-reloaded', problems: problems.map(lineOf) }),
      });
  const store = await openStore({ ...config, spoolLimit: consultsInMemory, keepComments: true, now, log });
  const clients = await openClients({
    clientsFile: config.clientsFile,
    isProduction: config.isProduction,
    publicUrl: config.publicUrl,
    listensOnLoopback: isLoopback(config.host),
    useTokenOnce: store.useTokenOnce,
    now,
    noteKeyProblem: (client, problem) => log.warn({ event: 'client-keys', client, problem }),
    noteRefusal: (reason) => log.warn({ event: 'token-refused', reason }),
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const criteria = guidelines.flatMap(({ documents }) => documents.criteria.map(({ id }) => id));
  const metrics = createMetrics({ criteria, storeStatus: store.status });
  const loadLimit = createLoadLimit({ maximumInFlight: 256, maximumDelayMilliseconds: 1_000 });
  const parts: AppParts = {
    publicUrl: config.publicUrl,
    origins: clients.origins,
    services: hooks.map((hook) => describeService(hook, guidelines)),
    codeSystems: codeSystemsOf(guidelines),
    verifyClient: clients.verifyClient,
    admit: loadLimit.admit,
    answerHook: createAnswerHook({ config, guidelines: () => guidelines, store, clients, metrics }),
    receiveFeedback: async (_service, feedback, client) => {
      const result = await store.saveFeedback(feedback, {
        client: client.name,
        remembersAnswers: client.answersOnCards === 'remember',
      });
      if (result.kind === 'unavailable') throw storeUnavailable();
    },
    health: () => ({ mode: clients.mode, guidelines: guidelines.map(describeGuideline) }),
    readiness: async () => {
      const { kind, spooled, spoolLimit, dropped } = await store.ready();
      return { ready: kind === 'up', details: { store: kind, spooled, spoolLimit, dropped } };
    },
    report: store.report,
    metrics,
    log,
    limits: { hookBytes: 10 * megabyte, feedbackBytes: megabyte },
  };
  const close = async (): Promise<void> => {
    stopWatching();
    loadLimit.close();
    await clients.close();
    await store.close();
  };
  return { mode: clients.mode, parts, close };
}

/**
 * Opens the service to the clients of the clients file, or to everybody in the demo mode.
 * @throws SettingError for an unusable file, a client whose private key is published, and production without file or TLS
 */
export async function openClients(options: ClientsOptions): Promise<Clients> {
  if (options.clientsFile === undefined) return openDemoClients(options);
  // the demo mode starts without what tokens and files take
  const { openRegisteredClients } = await import('./registered-clients.js');
  return openRegisteredClients(options.clientsFile, options);
}

function today(): string {
  return now().toISOString().slice(0, 'YYYY-MM-DD'.length);
}

const yearInMilliseconds = 365 * 86_400_000;

/** A guideline that nobody has reviewed for twelve months is still served, and said to be old. */
function isOverdue(reviewedOn: string): boolean {
  return now().getTime() - Date.parse(reviewedOn) > yearInMilliseconds;
}

function lineOf({ file, line, column, message }: AuthoringProblem): string {
  return `${file}:${line}:${column} ${message}`;
}

function now(): Date {
  return new Date();
}

interface AnswerParts {
  readonly config: Config;
  readonly guidelines: () => readonly Guideline[];
  readonly store: Store;
  readonly clients: Clients;
  readonly metrics: Metrics;
}

/** Decides, answers, and leaves the consult to be written after the answer is out. */
function createAnswerHook({ config, guidelines, store, clients, metrics }: AnswerParts): AppParts['answerHook'] {
  const gather = async (request: HookRequest, client: Client, { note, hungUp }: HookCall): Promise<PatientRecord> => {
    const { record, fetched, notes } = await gatherRecord(request, clients.accessOf(client), {
      budgetMilliseconds: config.answerBudgetMilliseconds,
      requireRecord: client.requireRecord,
      countCall: metrics.countFetch,
      hungUp,
    });
    if (fetched === 0) return record;
    note({ fetched, gaps: notes.map(({ part, reason }) => `${part}: ${reason}`) });
    if (hungUp().aborted) throw clientGone();
    return record;
  };
  return async (request, client, call) => {
    const started = performance.now();
    const patient = store.hash('patient', [client.name, request.context.patientId]);
    const parts: ConsultParts = {
      guidelines: guidelines(),
      gatherRecord: () => gather(request, client, call),
      attestationsOf: async () =>
        client.answersOnCards === 'ignore' ? { kind: 'read', answers: [] } : store.attestationsOf(patient),
      now,
      newId: newTimeOrderedId,
    };
    const consultation = await consult(parts, request, client);
    const latencyMilliseconds = performance.now() - started;
    remember(store, metrics, { request, client, patient, consultation, latencyMilliseconds });
    return consultation.response;
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
  store: Store,
  metrics: Metrics,
  { request, client, patient, consultation, latencyMilliseconds }: Answered,
): void {
  const { decided, record, answersRead } = consultation;
  if (record === undefined || decided.length === 0) return;
  const occasion: Omit<ConsultOccasion, 'orderHash'> = {
    time: now().toISOString(),
    client: client.name,
    hook: request.hook,
    hookInstance: request.hookInstance,
    patientHash: patient,
    userHash: store.hash('user', [client.name, request.context.userId]),
    unreadParts: [...unreadPartsOf(record), ...(answersRead ? [] : ['answers'])],
    latencyMilliseconds,
  };
  const records = decided.map(({ rated, card }) => {
    const { id, rating } = rated.decision.criterion.definition;
    metrics.countDecision(id, rating);
    const orderHash = store.hash('order', [client.name, request.context.patientId, textOf(rated.order.id) ?? '']);
    return toConsultRecord(rated, card, { ...occasion, orderHash });
  });
  store.saveConsults(records);
}

/** Nobody gets this answer: the client hung up while its record was being fetched. */
function clientGone(): RequestError {
  return new RequestError({ code: 'precondition', status: 499, message: 'the client has hung up' });
}

function storeUnavailable(): RequestError {
  return new RequestError({
    code: 'precondition',
    status: 503,
    message: 'feedback cannot be stored now; send it again',
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function describeGuideline({ id, version, documents }: Guideline) {
  const { reviewedOn } = documents.guideline;
  return { id, version, reviewedOn, ...(isOverdue(reviewedOn) ? { reviewOverdue: true } : {}) };
}

function describeService(hook: HookName, guidelines: readonly Guideline[]): ServiceDescription {
  const [first] = guidelines;
  const words = (name: string): string => (first === undefined ? name : phrase(first, `service.${name}`));
  return {
    hook,
    id: 'spine-imaging',
    title: words('title'),
    description: words('description'),
    usageRequirements: words('usageRequirements'),
    prefetch: recordQueries,
  };
}
