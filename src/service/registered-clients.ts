import { createKeySets, type KeySets } from '../clients/key-sets.js';
import { createRateLimit } from '../clients/rate-limit.js';
import { createClientVerifier } from '../clients/verify-token.js';
import type { Client, VerifyClient } from '../core/contract/client.js';
import { RequestError, SettingError } from '../errors.js';
import { createFhirAccesses, type FhirAccess } from '../fhir/fhir-access.js';
import { readClients, readKeyFile } from '../library/clients-file.js';
import { readPublishedKeys } from '../library/published-keys.js';
import type { Clients, ClientsOptions } from './open-clients.js';

const keyFetchMilliseconds = 3_000;
const maximumKeySetBytes = 200_000;

/**
 * Opens the service to the clients of the clients file.
 * @throws SettingError for an unusable file, a client whose private key is published, and production without TLS
 */
export async function openRegisteredClients(clientsFile: string, options: ClientsOptions): Promise<Clients> {
  if (options.isProduction && !options.publicUrl.startsWith('https:'))
    throw new SettingError('PUBLIC_URL', `"${options.publicUrl}" is not https; set the URL that clients call`);
  const published = readPublishedKeys();
  const list = readClients(clientsFile, published);
  const accesses = createFhirAccesses({ allowsLoopback: options.listensOnLoopback && !options.isProduction });
  const keySets = createKeySets({
    readKeys: (client) => readKeys(client, accesses.accessOf(client)),
    publishedKeys: new Set(published.map(({ thumbprint }) => thumbprint)),
    elapsed: () => performance.now(),
  });
  await checkKeys(list, keySets, options);
  const verify = createClientVerifier(list, { ...options, keySets });
  const takeTurn = createRateLimit();
  const verifyClient: VerifyClient = async (call) => {
    const client = await verify(call);
    const turn = takeTurn(client);
    if (turn.kind === 'exhausted')
      throw new RequestError({
        code: 'precondition',
        status: 429,
        message: `more calls than agreed; try again in ${turn.retryAfterSeconds} s`,
      });
    return client;
  };
  const close = async (): Promise<void> => {
    keySets.close();
    await accesses.close();
  };
  const origins = [...new Set(list.flatMap((client) => client.origins))];
  return { mode: 'registered', list, origins, verifyClient, accessOf: accesses.accessOf, close };
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
