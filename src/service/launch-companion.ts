import { randomUUID } from 'node:crypto';
import { createRateLimit } from '../clients/rate-limit.js';
import type { Client } from '../core/contract/client.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';
import { matchServer } from '../fhir/server-url.js';
import type { CompanionAnswer, CompanionRequest } from '../http/endpoints/companion.js';
import {
  authorizationUrl,
  finishLaunch,
  type Launched,
  newLaunchSecrets,
  type SmartApp,
  smartServerOf,
} from '../smart/launch.js';
import type { LaunchProblem } from './companion-problems.js';
import { type CompanionSession, type Messaging, type PendingLaunch, toPendingLaunch } from './companion-session.js';
import type { PagesParts } from './pages-parts.js';

/** What a launch that came back leads to. */
export interface Opened {
  readonly client: Client;
  readonly request: JsonObject;
  /** whether the link of a card led here, and its order is the one that is examined for */
  readonly isLinked: boolean;
  readonly messaging: Messaging | undefined;
  readonly grant: CompanionSession['grant'];
}

/** Names nobody, so that nothing that is written names a person who is not there. */
const unknownUser = 'unknown';

type Granted = Extract<Launched, { readonly kind: 'granted' }>;

const callMilliseconds = 5_000;
const maximumBytes = 1_000_000;
/** Each launch is a row and a call to the EHR: so many a minute fill, in a quarter of an hour, half of what is kept. */
const mostLaunches = 300;
const readScopes = ['launch', 'openid', 'fhirUser', 'patient/*.read'];

/** The launch of the form from an EHR: there with a challenge, back with a code, and a token that stays on the server. */
export function createLaunches(parts: PagesParts) {
  const { store, clients, config } = parts;
  const takeTurn = createRateLimit();
  const redirectUri = `${config.publicUrl}/app/callback`;

  const appOf = (client: Client): SmartApp | undefined => {
    const { companion } = client;
    if (companion === undefined) return undefined;
    const access = clients.accessOf(client);
    return {
      clientId: companion.clientId,
      clientSecret: companion.clientSecret,
      redirectUri,
      scope: [...readScopes, ...companion.writeScopes].join(' '),
      fetch: (url, call) => access.send(new URL(url), { ...call, signal: AbortSignal.timeout(callMilliseconds) }),
    };
  };

  async function read(client: Client, url: URL, headers: { readonly [name: string]: string }): Promise<unknown> {
    const signal = AbortSignal.timeout(callMilliseconds);
    const fetched = await clients.accessOf(client).fetchJson(url, { headers, signal, maximumBytes });
    return fetched.kind === 'json' ? fetched.body : undefined;
  }

  /** Sends the browser to the EHR of a registered client, with a session that waits for it to come back. */
  async function start(id: string, { query }: CompanionRequest): Promise<CompanionAnswer | LaunchProblem> {
    const [iss, launch] = [textOf(query.iss), textOf(query.launch)];
    const client = clients.list.find(
      (one) => one.companion !== undefined && iss !== undefined && one.fhirServers.includes(iss),
    );
    const app = client && appOf(client);
    const base = client && iss !== undefined ? matchServer(iss, client.fhirServers) : undefined;
    if (client === undefined || app === undefined || base === undefined || iss === undefined || launch === undefined)
      return 'iss';
    const rateLimit = Math.min(client.rateLimit, mostLaunches);
    if (takeTurn({ name: client.name, rateLimit }).kind === 'exhausted') return 'busy';
    const configuration = await read(client, new URL('.well-known/smart-configuration', base), {
      accept: 'application/json',
    });
    const server = smartServerOf(configuration, iss);
    if (server === undefined) return 'server';
    const secrets = newLaunchSecrets();
    const pending = { kind: 'launch', client: client.name, iss, secrets, server };
    if ((await store.companion.saveSession(id, pending)) === 'full') return 'busy';
    const location = await authorizationUrl(app, server, secrets, { iss, launch });
    return { status: 302, location, session: id, framedBy: client.origins, launch: 'begun' };
  }

  /** Takes the browser back: the state counts once, whatever comes of it. */
  async function finish(id: string, request: CompanionRequest): Promise<Opened | LaunchProblem> {
    const pending =
      request.session === undefined ? undefined : toPendingLaunch(await store.companion.readSession(request.session));
    if (pending === undefined || request.session === undefined) return 'state';
    await store.companion.endSession(request.session);
    const client = clients.list.find(({ name }) => name === pending.client);
    const app = client && appOf(client);
    if (client === undefined || app === undefined) return 'iss';
    if (textOf(request.query.state) !== pending.secrets.state) return 'state';
    const brought = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query)) if (typeof value === 'string') brought.set(name, value);
    const launched = await finishLaunch(app, pending.server, pending.secrets, brought);
    if (launched.kind === 'refused') return 'refused';
    return opened(id, client, pending, launched);
  }

  async function opened(
    id: string,
    client: Client,
    { iss }: PendingLaunch,
    granted: Granted,
  ): Promise<Opened | LaunchProblem> {
    const patientId = textOf(granted.context.patient);
    if (patientId === undefined) return 'patient';
    const linked = await linkedContext(id, client, { granted, patientId });
    if (linked === 'patient') return linked;
    const context = linked ?? (await contextOfDrafts(client, { iss, granted, patientId }));
    const { accessToken, expiresInSeconds, scope } = granted;
    const authorization = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      scope,
      subject: client.companion?.clientId ?? '',
      patient: patientId,
    };
    return {
      client,
      request: {
        hook: 'order-select',
        hookInstance: randomUUID(),
        fhirServer: iss,
        fhirAuthorization: authorization,
        // whoever has signed in answers, whoever it was that ordered
        context: granted.user === undefined ? context : { ...context, userId: granted.user },
      },
      isLinked: linked !== undefined,
      messaging: messagingOf(client, granted.context),
      grant: { iss, accessToken, scope, expiresAt: parts.now().getTime() + expiresInSeconds * 1_000 },
    };
  }

  /** The order that a handle stands for; undefined = there is none, or it stands for nothing any more. */
  async function linkedContext(
    id: string,
    client: Client,
    { granted, patientId }: { readonly granted: Granted; readonly patientId: string },
  ): Promise<JsonObject | 'patient' | undefined> {
    const handle = textOf(granted.context.appContext);
    const found = handle === undefined ? undefined : await store.companion.openHandle(handle, id);
    if (found?.kind !== 'open' || found.holds.client !== client.name) return undefined;
    if (found.holds.patient !== store.hash('patient', [client.name, patientId])) return 'patient';
    const { request } = found.holds;
    return isObject(request) && isObject(request.context) ? request.context : undefined;
  }

  /** The drafts of the record, to choose from. */
  async function contextOfDrafts(
    client: Client,
    { iss, granted, patientId }: { readonly iss: string; readonly granted: Granted; readonly patientId: string },
  ): Promise<JsonObject> {
    const encounterId = textOf(granted.context.encounter);
    const drafts = await draftsOf(client, iss, granted, patientId);
    return {
      userId: granted.user ?? unknownUser,
      patientId,
      ...(encounterId === undefined ? {} : { encounterId }),
      selections: drafts.map(({ id: draft }) => `ServiceRequest/${String(draft)}`),
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: drafts.map((resource) => ({ resource })) },
    };
  }

  async function draftsOf(
    client: Client,
    iss: string,
    { accessToken }: Granted,
    patientId: string,
  ): Promise<readonly JsonObject[]> {
    const base = matchServer(iss, client.fhirServers);
    if (base === undefined) return [];
    const url = new URL('ServiceRequest', base);
    url.search = new URLSearchParams({ patient: patientId, status: 'draft' }).toString();
    const bundle = await read(client, url, { accept: 'application/fhir+json', authorization: `Bearer ${accessToken}` });
    const found = isObject(bundle) ? objectsOf(bundle.entry).flatMap(({ resource }) => objectsOf(resource)) : [];
    // a searchset holds what was included, and what the server has to say, as well
    return found.filter(({ resourceType, id }) => resourceType === 'ServiceRequest' && textOf(id) !== undefined);
  }

  return { start, finish };
}

/** Messages go to an origin that is agreed with the client, whatever the token response names. */
function messagingOf({ origins }: Client, context: JsonObject): Messaging | undefined {
  const origin = textOf(context.smart_web_messaging_origin) ?? textOf(context.smart_messaging_origin);
  if (origin === undefined || !origins.includes(origin)) return undefined;
  return { origin, handle: textOf(context.smart_web_messaging_handle) };
}
