import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type ErrorRequestHandler, Router } from 'express';
import type { Client, VerifyClient } from './core/contract/client.js';
import type { Feedback } from './core/contract/feedback.js';
import type { HookRequest } from './core/contract/hook-request.js';
import type { HookResponse, ServiceDescription } from './core/contract/hook-response.js';
import type { Log } from './core/contract/log.js';
import type { JsonObject } from './core/values/json.js';
import type { BodyBudget } from './http/body-budget.js';
import {
  answerOptions,
  answerOptionsOfPage,
  calledPath,
  type Endpoint,
  type Responder,
  type RouteHandler,
  refuseMethod,
  send,
  serve,
  toErrorReply,
} from './http/endpoint.js';
import { createCodeSystemRead, createCodeSystemSearch } from './http/endpoints/code-systems.js';
import { type AnswerCompanion, companionRoutes, createCompanion } from './http/endpoints/companion.js';
import { createDiscovery } from './http/endpoints/discovery.js';
import { createFeedback } from './http/endpoints/feedback.js';
import { createHealth, createReadiness, type Readiness } from './http/endpoints/health.js';
import { createHookCall, type HookCall } from './http/endpoints/hook-call.js';
import { type AnswerPage, createPage, pageRoutes, toReply, wantsPage } from './http/endpoints/page.js';
import { createQuestionnaireRead } from './http/endpoints/questionnaires.js';
import { createReportsEndpoint, type ReadReport } from './http/endpoints/reports.js';
import { toOperationOutcome } from './http/error-response.js';
import { type ClientEndpoint, type Guarded, guarded } from './http/guard.js';
import { createIntake } from './http/intake.js';
import type { Admission } from './http/load-limit.js';
import { createMetricsEndpoint, type Metrics } from './http/metrics.js';
import type { IsOperator } from './http/operator.js';
import { type AllowedOrigins, createBaseHeaders, createPageHeaders } from './http/reply-headers.js';
import { hooksByService, requireKnownService } from './http/service-hooks.js';
import { shedOverload } from './http/shed-load.js';

/** Everything the HTTP side is given; functions, so that a test can hand in its own. */
export interface AppParts {
  readonly publicUrl: string;
  readonly origins: AllowedOrigins;
  /** as the cards say now */
  readonly services: () => readonly ServiceDescription[];
  readonly codeSystems: () => readonly JsonObject[];
  readonly questionnaires: () => readonly JsonObject[];
  readonly answerPage: AnswerPage;
  readonly answerCompanion: AnswerCompanion;
  readonly mode: 'demo' | 'registered';
  readonly verifyClient: VerifyClient;
  readonly isOperator: IsOperator;
  /** whether the process is too late to begin anything; asked before anything of a call is read */
  readonly isLate: () => boolean;
  /** whether a call whose body has been read may be worked on now */
  readonly admit: (client: Client) => Admission;
  readonly bodies: BodyBudget;
  /** decides on a request; rejects with a RequestError when the request cannot be answered */
  readonly answerHook: (request: HookRequest, client: Client, call: HookCall) => Promise<HookResponse>;
  /** remembers all entries or none; an unknown card is no error */
  readonly receiveFeedback: (feedback: readonly Feedback[], client: Client) => Promise<void>;
  readonly health: () => JsonObject;
  readonly readiness: () => Promise<Readiness>;
  readonly report: ReadReport;
  readonly metrics: Pick<Metrics, 'countRequest' | 'countShed' | 'countLaunch' | 'write' | 'contentType'>;
  readonly log: Log;
  readonly limits: Limits;
}

/** The largest bodies that are read, in bytes after decompression. */
export interface Limits {
  readonly hookBytes: number;
  readonly feedbackBytes: number;
}

/** One route's access: who is let in, and whether calls are refused while the process has more to do than it can. */
type Access = Guarded & {
  readonly sheds?: true;
  /** only the path as it is written: a proxy in front that keeps it inside knows no other spelling */
  readonly isExact?: true;
  readonly isPage?: true | 'by-accept';
};

/** The service as a request listener: CDS Hooks, code systems, health as JSON, whatever the status; pages for people. */
export function createApp(parts: AppParts): RequestListener {
  const { services, codeSystems, verifyClient, publicUrl, limits } = parts;
  const baseHeaders = createBaseHeaders(parts.origins, publicUrl.startsWith('https:'));
  const responder: Responder = { log: parts.log, baseHeaders, countRequest: parts.metrics.countRequest };
  const pageResponder: Responder = { ...responder, baseHeaders: createPageHeaders(publicUrl.startsWith('https:')) };
  const hooks = hooksByService(services());
  const router = Router();

  const open = (route: string, method: 'GET' | 'POST', access: Access): void => {
    const behindGuard = guarded(access, verifyClient, parts.isOperator);
    const endpoint = access.sheds ? shedOverload(parts.isLate, parts.metrics.countShed, behindGuard) : behindGuard;
    const asWritten = (answer: Endpoint) => (access.isExact ? exactly(route, answer) : answer);
    const allow = method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
    const path = router.route(route);
    const serveAt = (api: Endpoint, page = api): RouteHandler => {
      const asApi = serve(responder, route, asWritten(api));
      const asPage = serve(pageResponder, route, asWritten(page));
      if (access.isPage !== 'by-accept') return access.isPage ? asPage : asApi;
      return (request, response) => (wantsPage(request) ? asPage : asApi)(request, response);
    };
    if (method === 'GET') path.get(serveAt(endpoint));
    else path.post(serveAt(endpoint));
    path.options(serveAt(answerOptions(allow), answerOptionsOfPage(allow)));
    path.all(serveAt(refuseMethod(allow)));
  };
  const takeIn = createIntake({ ...parts, countShed: parts.metrics.countShed });
  const hookCall = createHookCall({ ...parts, takeIn, hooks, maximumBytes: limits.hookBytes });
  const feedback = createFeedback({ ...parts, takeIn, maximumBytes: limits.feedbackBytes });
  const requirePath = requireKnownService(hooks);
  open('/cds-services', 'GET', { guard: 'anyone', endpoint: createDiscovery(services) });
  open('/cds-services/:id', 'POST', { guard: 'client', requirePath, sheds: true, endpoint: hookCall });
  open('/cds-services/:id/feedback', 'POST', { guard: 'client', requirePath, sheds: true, endpoint: feedback });
  const reports = createReportsEndpoint(parts.report, parts.answerPage);
  open('/reports', 'GET', {
    guard: 'client',
    forOperators: true,
    isExact: true,
    isPage: 'by-accept',
    endpoint: reports,
  });
  open('/trace/:id', 'GET', {
    guard: 'client',
    forOperators: true,
    isPage: true,
    endpoint: forAdministrators(createPage(parts.answerPage, { name: 'trace' })),
  });
  open('/health', 'GET', { guard: 'anyone', endpoint: createHealth(parts.health) });
  open('/ready', 'GET', { guard: 'anyone', isExact: true, endpoint: createReadiness(parts.readiness) });
  open('/metrics', 'GET', { guard: 'anyone', isExact: true, endpoint: createMetricsEndpoint(parts.metrics) });
  open('/fhir/CodeSystem', 'GET', { guard: 'anyone', endpoint: createCodeSystemSearch(codeSystems, publicUrl) });
  open('/fhir/CodeSystem/:id', 'GET', { guard: 'anyone', endpoint: createCodeSystemRead(codeSystems) });
  open('/fhir/Questionnaire/:id', 'GET', { guard: 'anyone', endpoint: createQuestionnaireRead(parts.questionnaires) });
  for (const page of pageRoutes)
    open(page.route, page.method, {
      guard: 'anyone',
      isPage: true,
      endpoint: createPage(parts.answerPage, page, { takeIn, maximumBytes: limits.hookBytes }),
    });
  const companion = {
    takeIn,
    answer: parts.answerCompanion,
    publicUrl,
    trustsHost: parts.mode === 'demo',
    countLaunch: parts.metrics.countLaunch,
    maximumBytes: limits.hookBytes,
  };
  for (const step of companionRoutes)
    open(step.route, step.method, { guard: 'anyone', isPage: true, endpoint: createCompanion(companion, step) });

  router.use(leadNowhere(parts, responder, pageResponder));
  router.use(onRoutingError(responder));
  return listenWith({ route: router });
}

/** The part of Express that is used; its router takes Node's own requests and responses. */
interface Routes {
  route(request: IncomingMessage, response: ServerResponse, done: () => void): void;
}

/**
 * The router without the application around it, which gives every request and response another prototype: after that
 * each look at them is slow, and a small answer takes a fifth longer.
 */
export function listenWith(routes: Routes): RequestListener {
  return (request, response) => {
    if (request.url?.includes('//') === true) mergeSlashes(request, request.url);
    // nothing comes back from the router but errors after an answer has begun: what is left is to cut it off
    routes.route(request, response, () => response.destroy());
  };
}

/** A client configured with a trailing slash calls `/cds-services//spine-imaging`; the sandbox does. */
function mergeSlashes(request: IncomingMessage, url: string): void {
  const [path = '', ...query] = url.split('?');
  Object.assign(request, { originalUrl: url, url: [path.replace(/\/{2,}/g, '/'), ...query].join('?') });
}

const notFoundBody = toOperationOutcome({ status: 404, code: 'not-found', text: 'there is nothing at this path' });

const notFound: Endpoint = () => ({ status: 404, body: notFoundBody });

/** Another spelling of the path, which the router takes for the same, leads nowhere. */
function exactly(route: string, endpoint: Endpoint): Endpoint {
  return (exchange) => (calledPath(exchange.request) === route ? endpoint : notFound)(exchange);
}

/** What shows the calls of all clients; to others there is nothing here. */
function forAdministrators(endpoint: Endpoint): ClientEndpoint {
  return (exchange, { admin }) => (admin ? endpoint : notFound)(exchange);
}

/** A path that leads nowhere: a page for readers, JSON for programs. */
function leadNowhere({ answerPage }: AppParts, api: Responder, page: Responder): RouteHandler {
  const asApi = serve(api, 'unmatched', notFound);
  const asPage = serve(page, 'unmatched', async ({ request }) => {
    const acceptLanguage = request.headers['accept-language'];
    return toReply(await answerPage('not-found', { id: '', query: {}, acceptLanguage }));
  });
  return (request, response) => (wantsPage(request) ? asPage : asApi)(request, response);
}

/** Errors of Express itself, such as a path that is not valid percent-encoding. */
function onRoutingError(responder: Responder): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) next(error);
    else send(responder, request, response, toErrorReply(responder, error));
  };
}
