import { randomBytes, randomUUID } from 'node:crypto';
import type { StatedFact } from '../core/contract/consult-record.js';
import { hookNames } from '../core/contract/hook-request.js';
import { readFormAnswers } from '../core/form/form-answers.js';
import { isObject, type JsonObject } from '../core/values/json.js';
import { RequestError } from '../errors.js';
import type { AnswerCompanion, CompanionAnswer, CompanionName, CompanionRequest } from '../http/endpoints/companion.js';
import { toHookRequest } from '../http/endpoints/hook-envelope.js';
import { readAssets } from '../pages/assets.js';
import { companionPage, companionProblem, drawOutlook } from '../pages/companion-page.js';
import { createLookAhead, type Outlook } from './companion-outlook.js';
import { type CompanionSession, toSession } from './companion-session.js';
import { askedCodes, companionView, outlookView } from './companion-view.js';
import { createLaunches, type LaunchProblem } from './launch-companion.js';
import type { PagesParts } from './pages-parts.js';
import { createSendAnswers } from './send-answers.js';

const jsonType = 'application/json; charset=utf-8';

/** Joins the form with the store, the guidelines and the EHRs. */
export function createAnswerCompanion(parts: PagesParts): AnswerCompanion {
  const { store, clients } = parts;
  const assets = readAssets();
  const lookAhead = createLookAhead(parts);
  const launches = createLaunches(parts);
  const sendAnswers = createSendAnswers(parts, lookAhead);

  const problem = (status: number, title: string, words: string): CompanionAnswer => {
    return { status, body: companionProblem(assets, title, words) };
  };

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
    const session = await sessionOf(request);
    if (request.session === undefined || session === undefined || request.token !== session.token) throw sessionEnded();
    const answers = isObject(request.posted) ? request.posted.answers : undefined;
    if (!isObject(answers)) throw wrongAnswer('answers');
    const found = await lookAhead(request.session, session, []);
    if (found === undefined) throw sessionEnded();
    const states = readFormAnswers(found.guideline, answers);
    if ('wrong' in states) throw wrongAnswer(`answers.${states.wrong}`);
    const changed = { ...session, draft: answers };
    await keep(request.session, changed);
    return { id: request.session, session: changed, states };
  }

  async function outlookOf({ id, session, states }: Change): Promise<Outlook> {
    const outlook = await lookAhead(id, session, states);
    if (outlook === undefined) throw sessionEnded();
    return outlook;
  }

  async function open({ posted }: CompanionRequest): Promise<CompanionAnswer> {
    const [client] = clients.list;
    if (clients.mode !== 'demo' || client === undefined || !isObject(posted)) return nowhere;
    toHookRequest(posted, hookNames);
    const id = newSecret();
    await keep(id, { ...newSession(client.name, posted), messaging: undefined, grant: undefined });
    return { status: 200, body: JSON.stringify({ url: '/app' }), contentType: jsonType, session: id };
  }

  async function launch(request: CompanionRequest): Promise<CompanionAnswer> {
    if (clients.mode === 'demo') return openHandle(request);
    const started = await launches.start(newSecret(), request);
    return typeof started === 'string' ? problem(400, notLaunched, launchProblems[started]) : started;
  }

  /** The way from a card of the demo mode, where no EHR is asked. */
  async function openHandle({ query }: CompanionRequest): Promise<CompanionAnswer> {
    const id = newSecret();
    const handle = typeof query.appContext === 'string' ? query.appContext : '';
    const found = await store.companion.openHandle(handle, id);
    const [client] = clients.list;
    const asked = found.kind === 'open' ? found.holds.request : undefined;
    if (client === undefined || !isObject(asked)) return problem(400, notLaunched, launchProblems.handle);
    await keep(id, { ...newSession(client.name, asked), messaging: undefined, grant: undefined });
    return { status: 303, location: '/app', session: id };
  }

  /** Back from the EHR; what it brought, a code, does not stay in the address, whatever came of it. */
  async function callback(request: CompanionRequest): Promise<CompanionAnswer> {
    const id = newSecret();
    const opened = await launches.finish(id, request);
    if (typeof opened === 'string') return { status: 303, location: `/app?problem=${opened}`, session: '' };
    const { client, request: asked, messaging, grant } = opened;
    await keep(id, { ...newSession(client.name, asked), messaging, grant });
    return { status: 303, location: '/app', session: id };
  }

  async function form(request: CompanionRequest): Promise<CompanionAnswer> {
    const { problem: reason } = request.query;
    if (typeof reason === 'string' && isLaunchProblem(reason)) return problem(400, notLaunched, launchProblems[reason]);
    const session = await sessionOf(request);
    if (request.session === undefined || session === undefined) return problem(401, noSession.title, noSession.words);
    const blank = await lookAhead(request.session, session, []);
    const states = blank === undefined ? { wrong: '' } : readFormAnswers(blank.guideline, session.draft);
    const outlook = 'wrong' in states ? blank : await lookAhead(request.session, session, states);
    if (outlook === undefined) return problem(401, noSession.title, noSession.words);
    return {
      status: 200,
      body: companionPage(assets, companionView(session, outlook)),
      framedBy: outlook.client.origins,
    };
  }

  const answers: { readonly [name in CompanionName]: (request: CompanionRequest) => Promise<CompanionAnswer> } = {
    launch,
    callback,
    form,
    open,
    preview: async (request) => {
      const outlook = await outlookOf(await changeIn(request));
      const body = { outlook: drawOutlook(outlookView(outlook)).text, asked: askedCodes(outlook) };
      return { status: 200, body: JSON.stringify(body), contentType: jsonType };
    },
    send: async (request) => {
      const { id, session, states } = await changeIn(request);
      const sent = await sendAnswers(id, session, states);
      if (sent === undefined) throw sessionEnded();
      return { status: 200, body: JSON.stringify(sent), contentType: jsonType };
    },
    end: async (request) => {
      const session = await sessionOf(request);
      if (request.session !== undefined && session?.token === request.token)
        await store.companion.endSession(request.session);
      return { status: 200, body: '{}', contentType: jsonType, session: '' };
    },
  };
  return (name, request) => answers[name](request);
}

interface Change {
  readonly id: string;
  readonly session: CompanionSession;
  readonly states: readonly StatedFact[];
}

const nowhere: CompanionAnswer = { status: 404, body: '{}', contentType: jsonType };

const notLaunched = 'The form could not be opened';

const launchProblems: { readonly [problem in LaunchProblem]: string } = {
  iss: 'This EHR is not registered with the service, or the launch names no order. Ask whoever runs it to compare the FHIR base URL.',
  server: 'The EHR does not say where it signs users in. Try again; if it stays so, tell whoever runs it.',
  state: 'This sign-in was not begun here, or has been used already. Open the form from the order again.',
  refused: 'The EHR did not allow the form to read the record. Open it from the order again, or answer on the card.',
  patient: 'The link belongs to another patient than the one that is open in the EHR. Nothing was shown or recorded.',
  handle:
    'This link has been used or is older than half an hour. Call the card up again, and open the form from there.',
};

function isLaunchProblem(text: string): text is LaunchProblem {
  return Object.hasOwn(launchProblems, text);
}

const noSession = {
  title: 'This form is not open',
  words:
    'It is opened from an order, ends after 15 minutes without an answer, and needs https or this machine itself. Open it from the order again.',
};

/** A session without anything answered yet, with a token of its own. */
function newSession(
  client: string,
  request: JsonObject,
): Pick<CompanionSession, 'client' | 'token' | 'request' | 'draft'> {
  return { client, token: randomUUID(), request, draft: {} };
}

const secretBytes = 24;

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

function sessionEnded(): RequestError {
  return new RequestError({ code: 'security', status: 401, message: 'this form is not open any more' });
}

function wrongAnswer(expression: string): RequestError {
  return new RequestError({ code: 'value', status: 400, message: 'this is no answer of the form', expression });
}
