import { decodeJwt } from 'jose';
import { audiencesOf, type Refusal, tokenOf } from './verify-token.js';

/** The claim that did not fit, for the log; what is given is spelled out only as far as it is an address of ours. */
export interface RefusedUrl {
  readonly claim: 'aud' | 'iss';
  readonly expected: string;
  readonly given: string;
}

/**
 * Which address was expected and which was given, when a token was refused for its `aud`, or for an `iss` at the host of a
 * registered issuer. A token may hold anything, so that only hosts and paths that we know are repeated. Undefined for other reasons.
 */
export function refusedUrlOf(refusal: Refusal): RefusedUrl | undefined {
  if (refusal.reason !== 'audience' && refusal.reason !== 'unknown-issuer') return undefined;
  const { aud, iss } = decodeJwt(tokenOf(refusal.call) ?? '');
  if (refusal.reason === 'unknown-issuer') return nearestIssuer(refusal, iss ?? '');
  const { client, call, publicUrl } = refusal;
  const [expected = ''] = client === undefined ? [] : audiencesOf(call.path, client, publicUrl);
  const given = [aud ?? []].flat().map((one) => ownPartOf(one, pathsUpTo(expected)));
  return { claim: 'aud', expected, given: given.find((one) => one !== elsewhere) ?? elsewhere };
}

const elsewhere = 'another address';

function nearestIssuer({ clients }: Refusal, given: string): RefusedUrl | undefined {
  for (const { iss } of clients) {
    const own = ownPartOf(given, [iss]);
    if (own !== elsewhere) return { claim: 'iss', expected: iss, given: own };
  }
  return undefined;
}

/** An address and those above it: `https://a/b/c`, `https://a/b`, `https://a`. */
function pathsUpTo(address: string): readonly string[] {
  const { origin, pathname } = new URL(address);
  const steps = pathname.split('/').slice(1);
  return [...steps.keys(), steps.length].map((count) => [origin, ...steps.slice(0, count)].join('/'));
}

/** What is ours of an address: scheme and host when the host is that of a known one, and the path when it is known. */
function ownPartOf(address: string, known: readonly string[]): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const ours = known.filter((one) => URL.canParse(one)).map((one) => new URL(one));
  if (url === undefined || !ours.some(({ hostname }) => hostname === url.hostname)) return elsewhere;
  const isKnownPath = ours.some(({ pathname }) => bare(pathname) === bare(url.pathname));
  const isPlain = url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return isKnownPath && isPlain ? `${url.protocol}//${url.host}${url.pathname}` : `${url.protocol}//${url.host}/…`;
}

function bare(path: string): string {
  return path.replace(/\/+$/, '').toLowerCase();
}
