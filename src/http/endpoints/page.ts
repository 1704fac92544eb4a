import type { IncomingMessage } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import { type Client, demoClient } from '../../core/contract/client.js';
import type { Report } from '../../core/report/tally.js';
import type { Endpoint, Reply } from '../endpoint.js';
import type { TakeIn } from '../intake.js';
import { queryOf } from '../query.js';
import type { Headers } from '../reply-headers.js';

/** The pages for people, and what their scripts call. */
export type PageName =
  | 'home'
  | 'try-draw'
  | 'try-why'
  | 'try-patient'
  | 'try-reset'
  | 'criteria'
  | 'criterion'
  | 'leaflet'
  | 'docs'
  | 'guide'
  | 'open-api'
  | 'asset'
  | 'reports'
  | 'trace'
  | 'not-found';

/** What a page is made from. */
export interface PageRequest {
  /** the `:id` of the route, '' where it has none */
  readonly id: string;
  readonly query: ParsedUrlQuery;
  readonly acceptLanguage: string | undefined;
  /** the JSON that was posted; undefined for a page that is only read */
  readonly posted?: unknown;
  /** the figures that the page of reports shows */
  readonly report?: Report;
}

/** A page, or a piece of one. */
export interface PageAnswer {
  readonly status: number;
  readonly body: string;
  /** HTML where it is left out */
  readonly contentType?: string;
  /** `brief`: as long as discovery; `forever`: its name changes with what it holds; `never` where it is left out */
  readonly caching?: 'never' | 'brief' | 'forever';
}

/** Answers a page; rejects with a RequestError for what was posted and cannot be read. */
export type AnswerPage = (name: PageName, request: PageRequest) => Promise<PageAnswer>;

/** Where one of a family of pages stands. */
export interface NamedRoute<Name extends string> {
  readonly route: string;
  readonly method: 'GET' | 'POST';
  readonly name: Name;
  /** what it is, in the description of the API */
  readonly summary: string;
}

type PageRoute = NamedRoute<PageName>;

/** Where the pages stand; all of them are for everybody, and hold what the cards say or what was just posted. */
export const pageRoutes: readonly PageRoute[] = [
  { route: '/', method: 'GET', name: 'home', summary: 'Try it: order a study, tick findings, read the card' },
  { route: '/try/draw', method: 'POST', name: 'try-draw', summary: 'The cards of an answer as HTML' },
  {
    route: '/try/why',
    method: 'POST',
    name: 'try-why',
    summary: 'Why a request is answered so, as HTML; nothing is remembered',
  },
  {
    route: '/try/patients/:id',
    method: 'GET',
    name: 'try-patient',
    summary: 'A patient of the fixtures as the prefetch of a request',
  },
  {
    route: '/try/reset',
    method: 'POST',
    name: 'try-reset',
    summary: 'Forgets the answers that were given on cards about one patient of the demo',
  },
  {
    route: '/criteria',
    method: 'GET',
    name: 'criteria',
    summary: 'All rows in their order, and how studies are rated',
  },
  {
    route: '/criteria/:id',
    method: 'GET',
    name: 'criterion',
    summary: 'One row; the parameter version names an earlier one',
  },
  {
    route: '/criteria/:id/leaflet',
    method: 'GET',
    name: 'leaflet',
    summary: 'What a row says to the patient, to be printed',
  },
  { route: '/docs', method: 'GET', name: 'docs', summary: 'This description, as a page' },
  { route: '/docs/openapi.json', method: 'GET', name: 'open-api', summary: 'This description' },
  { route: '/docs/integrate/:id', method: 'GET', name: 'guide', summary: 'How to connect one kind of EHR' },
  { route: '/assets/:id', method: 'GET', name: 'asset', summary: 'Styles and scripts of the pages' },
];

/** What a page that is posted to needs: the way in for bodies, and how large one may be after decompression. */
export interface PostedPageParts {
  readonly takeIn: TakeIn;
  readonly maximumBytes: number;
}

/** One page as an endpoint; what is posted comes in as the calls of one client do, within its share. */
export function createPage(
  answer: AnswerPage,
  { name, method = 'GET' }: Pick<PageRoute, 'name'> & Partial<Pick<PageRoute, 'method'>>,
  posted?: PostedPageParts,
): Endpoint {
  return async ({ request, id }) => {
    const asked = { id, query: queryOf(request), acceptLanguage: request.headers['accept-language'] };
    if (method === 'GET' || posted === undefined) return toReply(await answer(name, asked));
    const { takeIn, maximumBytes } = posted;
    return takeIn(
      { request, client: reader, maximumBytes },
      (body) => body,
      async (body) => toReply(await answer(name, { ...asked, posted: body })),
    );
  };
}

/** Whoever reads pages: all readers together have the share of one client. */
const reader: Client = { ...demoClient, name: 'pages' };

const cacheControl = {
  never: 'no-store',
  brief: 'max-age=300',
  forever: 'public, max-age=31536000, immutable',
} as const;

/** A page as it is sent. */
export function toReply({ status, body, contentType = htmlType, caching = 'never' }: PageAnswer): Reply {
  return { status, body, headers: { 'Content-Type': contentType, 'Cache-Control': cacheControl[caching], ...varies } };
}

const htmlType = 'text/html; charset=utf-8';
const varies: Headers = { Vary: 'Accept, Accept-Language' };

/** Whether a reader would rather have a page than JSON: browsers name HTML first, programs do not name it. */
export function wantsPage({ headers }: IncomingMessage): boolean {
  const { accept = '' } = headers;
  const places = [/text\/html/i, /application\/(?:[\w.-]+\+)?json|text\/csv|text\/plain/i].map((type) =>
    accept.search(type),
  );
  const [html = -1, other = -1] = places;
  return html >= 0 && (other < 0 || html < other);
}
