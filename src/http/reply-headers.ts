/** The web origins whose pages may call the service; `any` is for demos. */
export type AllowedOrigins = 'any' | readonly string[];

export interface Headers {
  readonly [header: string]: string;
}

/** An API that is never a page: nothing may frame it, sniff it or run in it. */
const securityHeaders: Headers = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * A page for people: its own style, script and calls, and nothing from anywhere else; no other site may frame it, read
 * it or be told where a reader came from, and its scripts write HTML through one named policy only.
 */
const pageSecurityHeaders: Headers = {
  'Content-Security-Policy': pagePolicy([]),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The policy of a page that these web origins may show in a frame. */
export function pagePolicy(framedBy: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy.length === 0 ? "'none'" : framedBy.join(' ')}`,
    "require-trusted-types-for 'script'",
    'trusted-types drawn-by-the-service',
  ].join('; ');
}

const oneYearSeconds = 31_536_000;
const preflightSeconds = 7_200;

/**
 * Headers of every answer, errors included, by the `Origin` of the request. All are made once; answering costs a
 * look-up. Spec: conformance row A-18.
 */
export function createBaseHeaders(origins: AllowedOrigins, isHttps: boolean): (origin: string | undefined) => Headers {
  const common = withTransport(securityHeaders, isHttps);
  if (origins === 'any') {
    const open = { ...common, 'Access-Control-Allow-Origin': '*' };
    return () => open;
  }
  const closed = { ...common, Vary: 'Origin' };
  const listed = new Map(
    origins.map((origin) => [origin, { ...closed, 'Access-Control-Allow-Origin': origin }] as const),
  );
  return (origin) => (origin === undefined ? closed : (listed.get(origin) ?? closed));
}

/** Headers of every answer on the path of a page, errors included; pages of other origins get nothing to read. */
export function createPageHeaders(isHttps: boolean): () => Headers {
  const headers = withTransport(pageSecurityHeaders, isHttps);
  return () => headers;
}

function withTransport(headers: Headers, isHttps: boolean): Headers {
  return isHttps ? { ...headers, 'Strict-Transport-Security': `max-age=${oneYearSeconds}` } : headers;
}

/** What a preflight is told on top; `Authorization` is spelled out because `*` does not cover it. */
export const preflightHeaders: Headers = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Max-Age': String(preflightSeconds),
};
