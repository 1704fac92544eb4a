import { randomUUID } from 'node:crypto';
import type { StatedFact } from '../core/contract/consult-record.js';
import { hookNames } from '../core/contract/hook-request.js';
import { isObject, type JsonObject } from '../core/values/json.js';
import { RequestError } from '../errors.js';
import type { AnswerCompanion, CompanionAnswer, CompanionName, CompanionRequest } from '../http/endpoints/companion.js';
import { toHookRequest } from '../http/endpoints/hook-envelope.js';
import type { LaunchOutcome } from '../http/launch-outcome.js';
import { readAssets } from '../pages/assets.js';
import { companionPage, companionProblem, drawOutlook } from '../pages/companion-page.js';
import { createLookAhead, type Outlook } from './companion-outlook.js';
import {
  isLaunchProblem,
  type LaunchProblem,
  launchProblems,
  noSession,
  notLaunched,
  unusable,
} from './companion-problems.js';
import { type CompanionSession, toSession } from './companion-session.js';
import { companionView, lookOf } from './companion-view.js';
import { statesOf } from './form-states.js';
import { createLaunches } from './launch-companion.js';
import { newSecret } from './new-secret.js';
import { type PagesParts, rootOf } from './pages-parts.js';
import { createSendAnswers } from './send-answers.js';

const jsonType = 'application/json; charset=utf-8';

/** Joins the form with the store, the guidelines and the EHRs. */
export function createAnswerCompanion(parts: PagesParts): AnswerCompanion {
  const { store, clients } = parts;
  const root = rootOf(parts.config);
  const assets = readAssets({ root });
  const { lookAhead, forget } = createLookAhead(parts);
  const launches = createLaunches(parts);
  const sendAnswers = createSendAnswers(parts);
  // an explanation holds nothing of anybody, and is of use only where the form would have stood
  const framedBy = clients.list.flatMap(({ origins }) => origins);

  const problem = (status: number, { title, words }: typeof noSession, launch?: LaunchOutcome): CompanionAnswer => {
    const body = companionProblem(assets, title, words);
    return { status, body, framedBy, ...(launch === undefined ? {} : { launch }) };
  };
  const refused = (reason: LaunchProblem, launch?: LaunchOutcome): CompanionAnswer =>
    problem(reason === 'busy' ? 503 : 400, { title: notLaunched, words: launchProblems[reason] }, launch);

  async function sessionOf({ session }: CompanionRequest): Promise<CompanionSession | undefined> {
    return session === undefined ? undefined : toSession(await store.companion.readSession(session));
  }

  async function keep(id: string, session: CompanionSession): Promise<void> {
    const saved = await store.companion.saveSession(id, { kind: 'session', ...session });
    if (saved === 'full')
      throw new RequestError({
        code: 'precondition',
        status: 503,
        message: 'too many forms are open; try again later',
      });
  }

  /** A change by the form itself: the session that it belongs to, and what is answered. */
  async function changeIn(request: CompanionRequest): Promise<Change> {
    const { session: id, posted } = request;
    const session = await sessionOf(request);
    if (id === undefined || session === undefined || request.token !== session.token) throw sessionEnded();
    const answers = isObject(posted) ? posted.answers : undefined;
    if (!isObject(answers)) throw wrongAnswer('answers');
    const blank = await lookAhead(id, session, []);
    if (blank === undefined) throw sessionEnded();
    const order = isObject(posted) && posted.order !== undefined ? posted.order : session.order;
    if (order !== session.order && !blank.orders.some(({ reference }) => reference === order))
      throw wrongAnswer('order');
    const changed = { ...session, draft: answers, order: typeof order === 'string' ? order : undefined };
    const chosen = order === session.order ? blank : await lookAhead(id, changed, []);
    const states = statesOf(chosen ?? blank, answers);
    if ('wrong' in states) throw wrongAnswer(`answers.${states.wrong}`);
    const outlook = await lookAhead(id, changed, states);
    if (outlook === undefined) throw sessionEnded();
    await keep(id, changed);
    return { id, session: changed, states, outlook };
  }

  async function open({ posted }: CompanionRequest): Promise<CompanionAnswer> {
    const [client] = clients.list;
    if (clients.mode !== 'demo' || client === undefined || !isObject(posted)) return nowhere;
    toHookRequest(posted, hookNames);
    const id = newSecret();
    await keep(id, newSession(client.name, posted));
    return { status: 200, body: JSON.stringify({ url: `${root}/app` }), contentType: jsonType, session: id };
  }

  async function launch(request: CompanionRequest): Promise<CompanionAnswer> {
    if (clients.mode === 'demo') return openHandle(request);
    const started = await launches.start(newSecret(), request);
    return typeof started === 'string' ? refused(started, started) : started;
  }

  /** The way from a card of the demo mode, where no EHR is asked. */
  async function openHandle({ query }: CompanionRequest): Promise<CompanionAnswer> {
    const id = newSecret();
    const handle = typeof query.appContext === 'string' ? query.appContext : '';
    const found = await store.companion.openHandle(handle, id);
    const [client] = clients.list;
    const asked = found.kind === 'open' ? found.holds.request : undefined;
    if (client === undefined || !isObject(asked)) return refused('handle', 'handle');
    await keep(id, newSession(client.name, asked));
    return { status: 303, location: `${root}/app`, session: id, launch: 'opened' };
  }

  /** Back from the EHR; what it brought, a code, does not stay in the address, whatever came of it. */
  async function callback(request: CompanionRequest): Promise<CompanionAnswer> {
    const id = newSecret();
    const opened = await launches.finish(id, request);
    if (typeof opened === 'string') {
      // a form that is open already stays so: anybody may send a browser here
      const isOpen = (await sessionOf(request)) !== undefined;
      const ended = isOpen ? {} : { session: '' };
      return { status: 303, location: `${root}/app?problem=${opened}`, launch: opened, ...ended };
    }
    const { client, request: asked, messaging, grant, isLinked } = opened;
    await keep(id, { ...newSession(client.name, asked), messaging, grant });
    return { status: 303, location: `${root}/app`, session: id, launch: isLinked ? 'opened' : 'opened-without-link' };
  }

  /** A clinician reads a page, whatever was wrong with what the EHR gave. */
  function explain(error: unknown): CompanionAnswer {
    if (error instanceof RequestError) return problem(error.status, unusable);
    throw error;
  }

  async function form(request: CompanionRequest): Promise<CompanionAnswer> {
    const { problem: reason } = request.query;
    if (isLaunchProblem(reason)) return refused(reason);
    const session = await sessionOf(request);
    const id = request.session;
    const blank = id === undefined || session === undefined ? undefined : await lookAhead(id, session, []);
    if (id === undefined || session === undefined || blank === undefined) return problem(401, noSession);
    const states = statesOf(blank, session.draft);
    const outlook = 'wrong' in states ? blank : ((await lookAhead(id, session, states)) ?? blank);
    const body = companionPage(assets, companionView({ session, blank, outlook, root }));
    return { status: 200, body, framedBy: outlook.client.origins };
  }

  const answers: { readonly [name in CompanionName]: (request: CompanionRequest) => Promise<CompanionAnswer> } = {
    launch,
    callback,
    form: (request) => form(request).catch(explain),
    open,
    preview: async (request) => {
      const { outlook } = await changeIn(request);
      const look = lookOf(outlook);
      const body = { outlook: drawOutlook(look.outlook).text, asked: look.asked };
      return { status: 200, body: JSON.stringify(body), contentType: jsonType };
    },
    send: async (request) => {
      const change = await changeIn(request);
      const sent = await sendAnswers(change);
      await keep(change.id, { ...change.session, sent });
      return { status: 200, body: JSON.stringify(sent.told), contentType: jsonType };
    },
    end: async (request) => {
      const session = await sessionOf(request);
      if (request.session !== undefined && session?.token === request.token) {
        await store.companion.endSession(request.session);
        forget(request.session);
      }
      return { status: 200, body: '{}', contentType: jsonType, session: '' };
    },
  };
  return (name, request) => answers[name](request);
}

interface Change {
  readonly id: string;
  readonly session: CompanionSession;
  readonly states: readonly StatedFact[];
  readonly outlook: Outlook;
}

const nowhere: CompanionAnswer = { status: 404, body: '{}', contentType: jsonType };

/** A session without anything answered yet, with a token of its own. */
function newSession(client: string, request: JsonObject): CompanionSession {
  const nothing = { order: undefined, sent: undefined, messaging: undefined, grant: undefined };
  return { client, token: randomUUID(), request, draft: {}, ...nothing };
}

function sessionEnded(): RequestError {
  return new RequestError({ code: 'security', status: 401, message: 'this form is not open any more' });
}

function wrongAnswer(expression: string): RequestError {
  return new RequestError({ code: 'value', status: 400, message: 'this is no answer of the form', expression });
}
