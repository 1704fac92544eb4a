import { createHash } from 'node:crypto';
import { RequestError } from '../../errors.js';
import type { Endpoint } from '../endpoint.js';
import { briefCaching } from './discovery.js';

/** Which page about a criterion is asked for. */
export type CriterionPageKind = 'page' | 'leaflet';

/** What is asked for: a criterion by its id, in a language that the reader accepts. */
export interface CriterionPageRequest {
  readonly criterion: string;
  readonly kind: CriterionPageKind;
  readonly acceptLanguage: string | undefined;
}

/** Writes the HTML of a page; undefined for a criterion that there is not, or that has no such page. */
export type WriteCriterionPage = (request: CriterionPageRequest) => Promise<string | undefined>;

/** `GET /criteria/{id}` and its leaflet, for everybody: what the cards say, and nothing about anybody. */
export function createCriterionPage(write: WriteCriterionPage, kind: CriterionPageKind): Endpoint {
  return async ({ request, id }) => {
    const body = await write({ criterion: id, kind, acceptLanguage: request.headers['accept-language'] });
    if (body === undefined) {
      const message = kind === 'page' ? 'no such criterion' : 'no leaflet for this criterion';
      throw new RequestError({ code: 'not-found', status: 404, message });
    }
    return { status: 200, body, headers: { ...pageHeaders, 'Content-Security-Policy': policyFor(body) } };
  };
}

const pageHeaders = {
  ...briefCaching,
  'Content-Type': 'text/html; charset=utf-8',
  Vary: 'Accept-Language, Origin',
};

/** A page may show its own style and nothing else: no script, no image, no form, no frame. */
function policyFor(body: string): string {
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
