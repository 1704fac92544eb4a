import type { IncomingMessage } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import { type Client, demoClient } from '../../core/contract/client.js';
import { RequestError } from '../../errors.js';
import type { Endpoint, Reply } from '../endpoint.js';
import type { LaunchOutcome } from '../launch-outcome.js';
import { queryOf } from '../query.js';
import { pagePolicy } from '../reply-headers.js';
import type { NamedRoute, PostedPageParts } from './page.js';

/** The steps of the form inside an order. */
export type CompanionName = 'launch' | 'callback' | 'form' | 'open' | 'preview' | 'send' | 'end';

/** What one step is made from. */
export interface CompanionRequest {
  readonly query: ParsedUrlQuery;
  /** the session that the browser has kept; undefined = none */
  readonly session: string | undefined;
  /** what a change carries to show that it comes from the form itself */
  readonly token: string | undefined;
  readonly posted?: unknown;
}

/** What comes of it: a page, a piece of JSON, or the way to another page. */
export interface CompanionAnswer {
  readonly status: number;
  readonly body?: string;
  readonly contentType?: string;
  readonly location?: string;
  /** a session for the browser to keep; '' = none any more */
  readonly session?: string;
  /** web origins that may show the page in a frame */
  readonly framedBy?: readonly string[];
  /** what became of a launch; undefined = this was none */
  readonly launch?: LaunchOutcome;
}

export type AnswerCompanion = (name: CompanionName, request: CompanionRequest) => Promise<CompanionAnswer>;

type CompanionRoute = NamedRoute<CompanionName>;

/** Where the form stands. */
export const companionRoutes: readonly CompanionRoute[] = [
  { route: '/app/launch', method: 'GET', name: 'launch', summary: 'SMART EHR launch of the form' },
  { route: '/app/callback', method: 'GET', name: 'callback', summary: 'Where the EHR sends the browser back to' },
  { route: '/app', method: 'GET', name: 'form', summary: 'The form of the examination' },
  { route: '/app/open', method: 'POST', name: 'open', summary: 'Opens the form for a hook request, in the demo mode' },
  {
    route: '/app/preview',
    method: 'POST',
    name: 'preview',
    summary: 'What would be answered if nothing more is asked',
  },
  { route: '/app/send', method: 'POST', name: 'send', summary: 'Records the answers and gives the rated order' },
  { route: '/app/end', method: 'POST', name: 'end', summary: 'Ends the session' },
];

/** What the form needs of the side that faces the browser. */
export interface CompanionParts extends PostedPageParts {
  readonly answer: AnswerCompanion;
  readonly publicUrl: string;
  /** whether the service is reached under any name, as a demo is */
  readonly trustsHost: boolean;
  readonly countLaunch: (outcome: LaunchOutcome) => void;
}

/** Far more than the answers to all questions take. */
const answerBytes = 100_000;

/** Only from its own pages may the form be changed: others have neither the token nor this origin. */
export function createCompanion(parts: CompanionParts, { name, method }: CompanionRoute): Endpoint {
  const { answer, takeIn } = parts;
  const maximumBytes = name === 'open' ? parts.maximumBytes : answerBytes;
  return async ({ request, note }) => {
    const { cookie, 'x-companion-token': token } = request.headers;
    const asked = {
      query: queryOf(request),
      session: sessionIn(cookie),
      token: typeof token === 'string' ? token : undefined,
    };
    if (method === 'GET') {
      const answered = await answer(name, asked);
      if (answered.launch !== undefined) {
        parts.countLaunch(answered.launch);
        note({ launch: answered.launch });
      }
      return toReply(answered);
    }
    requireOwnOrigin(parts, request);
    return takeIn(
      { request, client: clinician, maximumBytes },
      (body) => body,
      async (posted) => toReply(await answer(name, { ...asked, posted })),
    );
  };
}

/** Whoever answers in the form: all clinicians together have the share of one client. */
const clinician: Client = { ...demoClient, name: 'companion' };

function requireOwnOrigin({ publicUrl, trustsHost }: CompanionParts, { headers }: IncomingMessage): void {
  const { origin, host, 'sec-fetch-site': site } = headers;
  const own = [new URL(publicUrl).origin, ...(trustsHost ? [`http://${host}`, `https://${host}`] : [])];
  if (origin !== undefined && own.includes(origin) && (site === undefined || site === 'same-origin')) return;
  throw new RequestError({ code: 'security', status: 403, message: 'only the form itself may call this' });
}

const cookieName = '__Host-companion';
const cookieRules = 'Path=/; Secure; HttpOnly; SameSite=None; Partitioned';

function sessionIn(cookie = ''): string | undefined {
  const found = cookie.split(/;\s*/).find((each) => each.startsWith(`${cookieName}=`));
  const id = found?.slice(cookieName.length + 1);
  return id !== undefined && /^[\w-]{20,64}$/.test(id) ? id : undefined;
}

function toReply({ status, body, contentType, location, session, framedBy = [] }: CompanionAnswer): Reply {
  const age = session === '' ? '; Max-Age=0' : '';
  return {
    status,
    ...(body === undefined ? {} : { body }),
    headers: {
      'Cache-Control': 'no-store',
      'Content-Security-Policy': pagePolicy(framedBy),
      ...(body === undefined ? {} : { 'Content-Type': contentType ?? 'text/html; charset=utf-8' }),
      ...(location === undefined ? {} : { Location: location }),
      ...(session === undefined ? {} : { 'Set-Cookie': `${cookieName}=${session}; ${cookieRules}${age}` }),
    },
  };
}
