import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Pool } from 'undici';
import { isObject, objectsOf, textOf } from '../src/core/values/json.js';
import { type Behaviour, behaviours, type FakeEhr } from './fake-ehr.js';
import { servicePath } from './server-process.js';

/** One kind of request, how often it comes, and the statuses that are right for it. */
export interface Scenario {
  readonly name: string;
  /** which latency budget it is held to */
  readonly kind: 'plain' | 'fetching' | 'stalled' | 'bad';
  readonly weight: number;
  readonly expected: readonly number[];
  /** resolves with the status of the answer; 0 when none was waited for */
  readonly send: () => Promise<number>;
}

/** Feedback that the service has acknowledged, as it stands in the store. */
export interface Acknowledged {
  readonly card: string;
  readonly suggestion: string;
}

export interface ScenarioParts {
  readonly origin: string;
  readonly pool: Pool;
  readonly ehr: FakeEhr;
  readonly acknowledged: Acknowledged[];
  /** whether the store is being troubled: feedback may then be refused with 503 */
  readonly isStoreTroubled: () => boolean;
}

const json = { 'content-type': 'application/json' };
const mostCards = 200;

/** The mix: mostly what EHRs send, some of it with FHIR servers of every kind behind it, and what nobody should send. */
export function createScenarios({
  origin,
  pool,
  ehr,
  acknowledged,
  isStoreTroubled,
}: ScenarioParts): readonly Scenario[] {
  const texts = { small: readPayload('small'), realistic: readPayload('realistic'), large: readPayload('large') };
  const cards: { readonly card: string; readonly suggestions: readonly string[] }[] = [];
  let orders = 0;

  const post = async (
    path: string,
    body: string,
    headers: Record<string, string> = json,
  ): Promise<[number, string]> => {
    const answer = await pool.request({ method: 'POST', path, headers, body });
    return [answer.statusCode, await answer.body.text()];
  };
  /** Every order of its own, so that the store gets a consult for each. */
  const hook = async (text: string, changes: object = {}): Promise<number> => {
    orders += 1;
    const named = text.replaceAll('draft-1', `draft-${orders}`);
    const body = Object.keys(changes).length === 0 ? named : JSON.stringify({ ...JSON.parse(named), ...changes });
    const [status, answer] = await post(servicePath, body);
    if (status === 200 && cards.length < mostCards) cards.push(...cardsIn(answer));
    return status;
  };
  const feedback = async (): Promise<number> => {
    const shown = cards.shift();
    if (shown === undefined) return 200;
    const { card, suggestions } = shown;
    const [suggestion = ''] = suggestions;
    const isAccepted = suggestion !== '';
    const entry = isAccepted
      ? { card, outcome: 'accepted', acceptedSuggestions: [{ id: suggestion }] }
      : { card, outcome: 'overridden', overrideReason: { userComment: 'soak' } };
    const outcomeTimestamp = new Date().toISOString();
    const wasTroubled = isStoreTroubled();
    const [status] = await post(
      `${servicePath}/feedback`,
      JSON.stringify({ feedback: [{ ...entry, outcomeTimestamp }] }),
    );
    if (status === 200) acknowledged.push({ card, suggestion });
    return status === 503 && (wasTroubled || isStoreTroubled()) ? 200 : status;
  };
  const fetching = (behaviour: Behaviour): Promise<number> =>
    hook(texts.small, {
      fhirServer: ehr.baseOf(behaviour),
      fhirAuthorization: { access_token: randomUUID(), expires_in: 300, scope: 'patient/*.read', subject: 'soak' },
    });
  const hangUp = async (): Promise<number> => {
    const signal = AbortSignal.timeout(30);
    const body = JSON.stringify({ ...JSON.parse(texts.small), fhirServer: ehr.baseOf('hanging') });
    const request = pool.request({ method: 'POST', path: servicePath, headers: json, body, signal });
    return request.then(
      (answer) => answer.body.dump().then(() => answer.statusCode),
      () => 0,
    );
  };
  const status = (sent: Promise<[number, string]>): Promise<number> => sent.then(([code]) => code);
  const get = async (path: string): Promise<number> => {
    const answer = await pool.request({ method: 'GET', path });
    await answer.body.dump();
    return answer.statusCode;
  };
  const bad = (name: string, expected: number, send: () => Promise<number>): Scenario => {
    return { name, kind: 'bad', weight: 1, expected: [expected], send };
  };
  return [
    { name: 'small', kind: 'plain', weight: 30, expected: [200], send: () => hook(texts.small) },
    { name: 'realistic', kind: 'plain', weight: 30, expected: [200], send: () => hook(texts.realistic) },
    { name: 'large', kind: 'plain', weight: 1, expected: [200], send: () => hook(texts.large) },
    { name: 'feedback', kind: 'plain', weight: 15, expected: [200], send: feedback },
    { name: 'discovery', kind: 'plain', weight: 3, expected: [200], send: () => get('/cds-services') },
    { name: 'health', kind: 'plain', weight: 1, expected: [200], send: () => get('/health') },
    { name: 'metrics', kind: 'plain', weight: 1, expected: [200], send: () => get('/metrics') },
    ...behaviours.map((behaviour): Scenario => {
      return {
        name: `${behaviour} FHIR server`,
        kind: behaviour === 'hanging' || behaviour === 'dripping' ? 'stalled' : 'fetching',
        weight: 2,
        expected: [200],
        send: () => fetching(behaviour),
      };
    }),
    { name: 'client hangs up', kind: 'bad', weight: 2, expected: [0], send: hangUp },
    bad('cut-off JSON', 400, () => status(post(servicePath, texts.small.slice(0, -20)))),
    bad('empty object', 400, () => status(post(servicePath, '{}'))),
    bad('another patient', 400, () =>
      status(post(servicePath, texts.small.replace('"patientId"', '"patientId":"other","_"'))),
    ),
    bad('plain text', 415, () => status(post(servicePath, texts.small, { 'content-type': 'text/plain' }))),
    bad('no such service', 404, () => status(post('/cds-services/other', texts.small))),
    bad('wrong method', 405, () => get(servicePath)),
    bad('bad feedback', 400, () => status(post(`${servicePath}/feedback`, '{"feedback":[{"card":"x"}]}'))),
    bad('body cut off', 0, () => cutOff(origin)),
  ];
}

function cardsIn(answer: string): readonly { readonly card: string; readonly suggestions: readonly string[] }[] {
  const parsed: unknown = JSON.parse(answer);
  return objectsOf(isObject(parsed) ? parsed.cards : []).flatMap((card) => {
    const uuid = textOf(card.uuid);
    const suggestions = objectsOf(card.suggestions).flatMap((suggestion) => textOf(suggestion.uuid) ?? []);
    return uuid === undefined ? [] : [{ card: uuid, suggestions: suggestions.slice(0, 1) }];
  });
}

/** Begins a request and goes away in the middle of its body. */
function cutOff(origin: string): Promise<number> {
  const { port, hostname } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST ${servicePath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"ho`,
      );
      setTimeout(() => socket.destroy(), 20);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(0));
  });
}

function readPayload(name: string): string {
  return readFileSync(`fhir-fixtures/bench/${name}.json`, 'utf8');
}
