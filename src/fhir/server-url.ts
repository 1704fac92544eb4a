/**
 * The base URL to call for the `fhirServer` of a request: one of the allowed ones, or, when `allowed` is undefined, any.
 * Undefined when it may not be called. Bases compare whole, but for one slash at the end.
 */
export function matchServer(fhirServer: string, allowed: readonly string[] | undefined): URL | undefined {
  const base = parseBase(fhirServer);
  if (base === undefined || allowed === undefined) return base;
  return allowed.some((candidate) => parseBase(candidate)?.href === base.href) ? base : undefined;
}

/** A base URL with a slash at its end; undefined unless it is http(s) without credentials, query or fragment. */
function parseBase(text: string): URL | undefined {
  if (!URL.canParse(text) || /[?#@\\]/.test(text)) return undefined;
  const url = new URL(text.endsWith('/') ? text : `${text}/`);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** The URL of a next page when it stays on the same server and under the same base; undefined otherwise (row F-7). */
export function pageUrl(next: string, base: URL): URL | undefined {
  if (next === '' || !URL.canParse(next, base.href)) return undefined;
  const url = new URL(next, base);
  const isWithin = url.pathname.startsWith(base.pathname) || `${url.pathname}/` === base.pathname;
  const isSame = url.origin === base.origin && url.username === '' && url.password === '' && isWithin;
  // an encoded slash or dot might lead elsewhere once somebody has decoded it, and `URL` has taken dot segments out already
  const path = next.replace(/[?#].*$/s, '');
  return isSame && !/%(?:25)*(?:2f|5c|2e)/i.test(path) ? url : undefined;
}

/** True for an id that can stand in a URL as it is: FHIR's characters, a little more, and never a path of its own. */
export function isUrlSafeId(id: string): boolean {
  return /^[\w.~-]{1,128}$/.test(id) && !/^\.+$/.test(id);
}
