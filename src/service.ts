import { randomUUID } from 'node:crypto';
import type { AppParts } from './app.js';
import { type Clients, openClients } from './clients.js';
import type { Config } from './config.js';
import { type Consultation, type ConsultParts, consult } from './consult.js';
import type { HookResponse, ServiceDescription } from './core/card-types.js';
import type { Client } from './core/client.js';
import { codeSystemsOf } from './core/code-systems.js';
import { compileGuideline } from './core/compile-guideline.js';
import type { Guideline } from './core/compiled-guideline.js';
import type { HookName, HookRequest } from './core/hook-request.js';
import { textOf } from './core/json.js';
import type { Log } from './core/log.js';
import { phrase } from './core/phrase.js';
import { type ConsultOccasion, toConsultRecord } from './core/remember.js';
import { unreadPartsOf } from './core/resolve-fact.js';
import { RequestError } from './errors.js';
import { gatherRecord } from './fhir/gather-record.js';
import { recordQueries } from './fhir/record-parts.js';
import { createLoadLimit } from './http/limits.js';
import { createMetrics, type Metrics } from './http/metrics.js';
import { readGuidelines } from './library/read-guideline.js';
import { openStore } from './store/open-store.js';
import type { Store } from './store/store.js';

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
  const guidelines = readGuidelines(config.cardsDir).map(compileGuideline);
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
    answerHook: createAnswerHook({ config, guidelines, store, clients, metrics }),
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
    loadLimit.close();
    await clients.close();
    await store.close();
  };
  return { mode: clients.mode, parts, close };
}

function now(): Date {
  return new Date();
}

interface AnswerParts {
  readonly config: Config;
  readonly guidelines: readonly Guideline[];
  readonly store: Store;
  readonly clients: Clients;
  readonly metrics: Metrics;
}

/** Decides, answers, and leaves the consult to be written after the answer is out. */
function createAnswerHook({ config, guidelines, store, clients, metrics }: AnswerParts): AppParts['answerHook'] {
  const consultParts: ConsultParts = {
    guidelines,
    gatherRecord: async (request, client) => {
      const { record } = await gatherRecord(request, clients.accessOf(client), {
        budgetMilliseconds: config.answerBudgetMilliseconds,
        requireRecord: client.requireRecord,
      });
      return record;
    },
    answersOf: async (request, client) =>
      client.answersOnCards === 'ignore'
        ? { kind: 'read', answers: [] }
        : store.answersOf(patientHash(store, request, client)),
    now,
    newId: randomUUID,
  };
  return async (request: HookRequest, client: Client): Promise<HookResponse> => {
    const started = performance.now();
    const consultation = await consult(consultParts, request, client);
    remember(store, metrics, { request, client, consultation, latencyMilliseconds: performance.now() - started });
    return consultation.response;
  };
}

interface Answered {
  readonly request: HookRequest;
  readonly client: Client;
  readonly consultation: Consultation;
  readonly latencyMilliseconds: number;
}

function remember(
  store: Store,
  metrics: Metrics,
  { request, client, consultation, latencyMilliseconds }: Answered,
): void {
  const { decided, record, answersRead } = consultation;
  if (record === undefined || decided.length === 0) return;
  const occasion: Omit<ConsultOccasion, 'orderHash'> = {
    time: now().toISOString(),
    client: client.name,
    hook: request.hook,
    hookInstance: request.hookInstance,
    patientHash: patientHash(store, request, client),
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

function patientHash(store: Store, { context }: HookRequest, client: Client): string {
  return store.hash('patient', [client.name, context.patientId]);
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
  return { id, version, reviewedOn: documents.guideline.reviewedOn };
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
