import type { AppParts } from '../app.js';
import { refusedUrlOf } from '../clients/refused-url.js';
import type { Config } from '../config.js';
import { hookNames } from '../core/contract/hook-request.js';
import type { ServiceDescription } from '../core/contract/hook-response.js';
import type { Log } from '../core/contract/log.js';
import { questionnaireOf } from '../core/form/questionnaire.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { codeSystemsOf } from '../core/guideline/own-code-systems.js';
import type { JsonObject } from '../core/values/json.js';
import { type AuthoringProblem, RequestError } from '../errors.js';
import { createBodyBudget } from '../http/body-budget.js';
import { createLoadLimit } from '../http/load-limit.js';
import { createMetrics } from '../http/metrics.js';
import { createOperatorCheck } from '../http/operator.js';
import type { SiteChanges } from '../library/site-changes.js';
import { watchCards } from '../library/start/watch-cards.js';
import { openStore } from '../store/open-store.js';
import { createAnswerHook } from './answer-hook.js';
import { describeGuideline, describeService, isOverdue } from './describe.js';
import { type Clients, type ClientsOptions, openDemoClients } from './open-clients.js';
import { openCompanion } from './open-companion.js';
import { openGuidelines, openSiteChanges, thinnerSetsOf } from './open-guidelines.js';
import { openPages } from './open-pages.js';

/** The service behind the HTTP side, and how to let go of what it holds. */
export interface Service {
  readonly mode: 'demo' | 'registered';
  readonly parts: AppParts;
  readonly close: () => Promise<void>;
}

const megabyte = 1_000_000;
const consultsInMemory = 10_000;

/** Puts the service together from its settings. Rejects with an AuthoringError or a SettingError when it cannot run. */
export async function loadService(config: Config, log: Log): Promise<Service> {
  const readCards = async () => toServed(await openGuidelines(config, today()), await openSiteChanges(config));
  let served = await readCards();
  const described = () => ({
    ...(served.site === undefined ? {} : { site: served.site }),
    guidelines: served.guidelines.map((guideline) => describeGuideline(guideline, now())),
  });
  log.info({ event: 'cards-read', ...described() });
  for (const { id, documents } of served.guidelines)
    if (isOverdue(documents.guideline.reviewedOn, now())) log.warn({ event: 'review-overdue', guideline: id });
  const thinner = thinnerSetsOf(served.guidelines);
  if (thinner.length > 0) log.warn({ event: 'value-sets-thinner', sets: thinner });
  const store = await openStore({ ...config, spoolLimit: consultsInMemory, now, log });
  const metrics = createMetrics({ isCriterion: (id) => served.criteria.has(id), storeStatus: store.status });
  const clients = await openClients({
    clientsFile: config.clientsFile,
    isProduction: config.isProduction,
    publicUrl: config.publicUrl,
    cardDetail: config.cardDetail,
    listensOnLoopback: isLoopback(config.host),
    useTokenOnce: store.useTokenOnce,
    now,
    noteKeyProblem: (client, problem) => log.warn({ event: 'client-keys', client, problem }),
    noteUnchecked: (outcome) => metrics.countUnchecked(outcome),
    noteRefusal: (refusal) => log.warn({ event: 'token-refused', reason: refusal.reason, ...refusedUrlOf(refusal) }),
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  // while people write cards, what they save is what answers; a folder that cannot be used leaves the old one in place
  const stopWatching = config.isProduction
    ? () => undefined
    : watchCards(config.cardsDir, {
        read: readCards,
        onRead: (read) => {
          served = read;
          log.info({ event: 'cards-reloaded', ...described() });
        },
        onProblem: ({ problems }) => log.warn({ event: 'cards-not-reloaded', problems: problems.map(lineOf) }),
      });
  const loadLimit = createLoadLimit({ maximumInFlight: 256, maximumPerClient: 128, maximumDelayMilliseconds: 1_000 });
  const pagesParts = {
    config,
    guidelines: () => served.guidelines,
    services: () => served.services,
    store,
    clients,
    now,
  };
  const parts: AppParts = {
    publicUrl: config.publicUrl,
    origins: clients.origins,
    services: () => served.services,
    codeSystems: () => served.codeSystems,
    questionnaires: () => served.guidelines.map((guideline) => questionnaireOf(guideline, config.publicUrl)),
    answerPage: openPages(pagesParts),
    answerCompanion: openCompanion(pagesParts),
    mode: clients.mode,
    verifyClient: clients.verifyClient,
    isOperator: createOperatorCheck(config.operator),
    isLate: loadLimit.isLate,
    admit: loadLimit.admit,
    bodies: createBodyBudget({ processBytes: 128 * megabyte, clientBytes: 64 * megabyte }),
    answerHook: createAnswerHook({ config, guidelines: () => served.guidelines, store, clients, metrics, now }),
    receiveFeedback: async (feedback, client) => {
      const result = await store.saveFeedback(feedback, {
        client: client.name,
        remembersAnswers: client.answersOnCards === 'remember',
      });
      if (result.kind === 'unavailable') throw storeUnavailable();
    },
    health: () => ({ mode: clients.mode, ...described() }),
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

/** What answers follow from the cards, replaced as a whole when they are read again. */
interface Served {
  readonly guidelines: readonly Guideline[];
  readonly site: SiteChanges | undefined;
  readonly services: readonly ServiceDescription[];
  readonly codeSystems: readonly JsonObject[];
  /** ids of all rows */
  readonly criteria: ReadonlySet<string>;
}

function toServed(guidelines: readonly Guideline[], site: SiteChanges | undefined): Served {
  // the words of a guideline are put together before anybody is let in: the first requests would find the process late
  for (const { look } of guidelines) look('');
  return {
    guidelines,
    site,
    services: hookNames.map((hook) => describeService(hook, guidelines)),
    codeSystems: codeSystemsOf(guidelines),
    criteria: new Set(guidelines.flatMap(({ documents }) => documents.criteria.map(({ id }) => id))),
  };
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

function lineOf({ file, line, column, message }: AuthoringProblem): string {
  return `${file}:${line}:${column} ${message}`;
}

function now(): Date {
  return new Date();
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
