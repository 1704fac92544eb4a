import { type Client, demoClient } from './core/client.js';
import { RequestError, SettingError } from './errors.js';
import { createFhirAccesses, type FhirAccess } from './fhir/fhir-access.js';
import type { ClientVerifierOptions } from './http/client-auth.js';
import type { KeySets } from './http/client-auth-keys.js';
import { createRateLimit } from './http/limits.js';
import type { AllowedOrigins } from './http/reply-headers.js';
import { acceptAnyone, type VerifyClient } from './http/verify-client.js';
import { readClients, readKeyFile } from './library/clients-file.js';
import { readPublishedKeys } from './library/published-keys.js';

/** Who may call, how that is checked, and what may be fetched for whom. */
export interface Clients {
  readonly mode: 'demo' | 'registered';
  readonly list: readonly Client[];
  /** web origins whose pages may call */
  readonly origins: AllowedOrigins;
  readonly verifyClient: VerifyClient;
  readonly accessOf: (client: Client) => FhirAccess;
  readonly close: () => Promise<void>;
}

export interface ClientsOptions
  extends Pick<ClientVerifierOptions, 'publicUrl' | 'useTokenOnce' | 'now' | 'noteRefusal'> {
  /** path of the clients file; undefined = demo mode */
  readonly clientsFile: string | undefined;
  readonly isProduction: boolean;
  /** whether reading the discovery takes a token too; false unless told otherwise: it holds nothing about anybody */
  readonly discoveryNeedsToken?: boolean;
  /** whether the service itself can be reached from this machine only; opens FHIR servers on loopback to the demo mode */
  readonly listensOnLoopback: boolean;
  /** told at the start about a key set that cannot be read or holds no usable key */
  readonly noteKeyProblem: (client: string, problem: 'unreadable' | 'no-usable-key') => void;
}

const keyFetchMilliseconds = 3_000;
const maximumKeySetBytes = 200_000;

/**
 * Opens the service to the clients of the clients file, or to everybody in the demo mode.
 * @throws SettingError for an unusable file, a client whose private key is published, and production without file or TLS
 */
export async function openClients(options: ClientsOptions): Promise<Clients> {
  const { clientsFile } = options;
  if (clientsFile !== undefined) return openRegistered(clientsFile, options);
  if (options.isProduction)
    throw new SettingError('CLIENTS_FILE', 'is not set; production needs the list of clients that may call');
  const accesses = createFhirAccesses({ allowsLoopback: options.listensOnLoopback });
  return {
    mode: 'demo',
    list: [demoClient],
    origins: 'any',
    verifyClient: acceptAnyone,
    accessOf: accesses.accessOf,
    close: accesses.close,
  };
}

async function openRegistered(clientsFile: string, options: ClientsOptions): Promise<Clients> {
  if (options.isProduction && !options.publicUrl.startsWith('https:'))
    throw new SettingError('PUBLIC_URL', `"${options.publicUrl}" is not https; set the URL that clients call`);
  // the demo mode starts without what tokens take
  const { createClientVerifier } = await import('./http/client-auth.js');
  const { createKeySets } = await import('./http/client-auth-keys.js');
  const published = readPublishedKeys();
  const list = readClients(clientsFile, published);
  const accesses = createFhirAccesses({ allowsLoopback: false });
  const keySets = createKeySets({
    readKeys: (client) => readKeys(client, accesses.accessOf(client)),
    publishedKeys: new Set(published.map(({ thumbprint }) => thumbprint)),
    now: options.now,
  });
  await checkKeys(list, keySets, options);
  const verify = createClientVerifier(list, { ...options, keySets });
  const takeTurn = createRateLimit();
  const verifyClient: VerifyClient = async (call) => {
    if (call.endpoint === 'discovery' && options.discoveryNeedsToken !== true) return demoClient;
    const client = await verify(call);
    const turn = call.endpoint === 'discovery' ? undefined : await takeTurn(client);
    if (turn?.kind === 'exhausted')
      throw new RequestError({
        code: 'precondition',
        status: 429,
        message: `more calls than agreed; try again in ${turn.retryAfterSeconds} s`,
      });
    return client;
  };
  const origins = [...new Set(list.flatMap((client) => client.origins))];
  return { mode: 'registered', list, origins, verifyClient, accessOf: accesses.accessOf, close: accesses.close };
}

/** A published key stops the start; a key set that cannot be reached yet does not (row A-17, T-4). */
async function checkKeys(clients: readonly Client[], keySets: KeySets, options: ClientsOptions): Promise<void> {
  for (const { client, isReadable, usableKeys, publishedKeys } of await keySets.warm(clients)) {
    const { name, keys } = client;
    if (publishedKeys > 0)
      throw unusable(`client "${name}" has a key whose private half is published, so anybody can be it; leave it out`);
    if (keys.kind === 'file' && !isReadable) {
      readKeyFile(keys.path);
      throw unusable(`${keys.path} is not a JWK Set; it must be {"keys": [...]} with public keys`);
    }
    if (!isReadable) options.noteKeyProblem(name, 'unreadable');
    else if (usableKeys === 0) options.noteKeyProblem(name, 'no-usable-key');
  }
}

function unusable(message: string): SettingError {
  return new SettingError('CLIENTS_FILE', message);
}

async function readKeys(client: Client, access: FhirAccess): Promise<unknown> {
  switch (client.keys.kind) {
    case 'none':
      return { keys: [] };
    case 'file':
      return readKeyFile(client.keys.path);
    case 'url': {
      const fetched = await access.fetchJson(new URL(client.keys.url), {
        headers: { accept: 'application/jwk-set+json, application/json' },
        signal: AbortSignal.timeout(keyFetchMilliseconds),
        maximumBytes: maximumKeySetBytes,
      });
      return fetched.kind === 'json' ? fetched.body : undefined;
    }
  }
}
