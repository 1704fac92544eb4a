import { explainRefusal, type RefusalExplanation } from '../clients/explain-refusal.js';
import { createTestKeys, signTestToken } from '../clients/test-tokens.js';
import type { Refusal } from '../clients/verify-token.js';
import { RequestError, SettingError } from '../errors.js';
import { readClients } from '../library/clients-file.js';
import { addTestClient, type NewClientFiles, readTestKey } from '../library/test-clients.js';
import { serviceId } from './describe.js';
import { openRegisteredClients } from './registered-clients.js';

/** What the operator works on. */
export interface ClientToolsOptions {
  readonly clientsFile: string;
  readonly publicUrl: string;
  /** the path that a token is made out to; the hook's own unless told otherwise */
  readonly path: string | undefined;
}

/** What a token would come to at this service. */
export type TokenVerdict =
  | { readonly kind: 'accepted'; readonly client: string; readonly address: string }
  | ({ readonly kind: 'refused'; readonly client: string | undefined } & RefusalExplanation);

export interface ClientTools {
  readonly add: (name: string) => Promise<NewClientFiles>;
  readonly signToken: (name: string) => Promise<string>;
  readonly checkToken: (token: string) => Promise<TokenVerdict>;
}

/** What an operator needs to try clients out: make one, sign a token as one, see why a token is refused. */
export function createClientTools({ clientsFile, publicUrl, path = hookPath }: ClientToolsOptions): ClientTools {
  return {
    add: async (name) => addTestClient(clientsFile, name, await createTestKeys()),
    signToken: async (name) => {
      const client = readClients(clientsFile, []).find((one) => one.name === name);
      if (client === undefined) throw new SettingError('CLIENTS_FILE', `${clientsFile} has no client "${name}"`);
      const [tenant] = client.tenants ?? [];
      const key = readTestKey(clientsFile, name);
      return signTestToken(key, { issuer: client.iss, audience: `${publicUrl}${path}`, tenant });
    },
    checkToken: (token) => checkToken(token, { clientsFile, publicUrl, path }),
  };
}

const hookPath = `/cds-services/${serviceId}`;

/** Judges a token as the service does, but for its one use: that is neither looked up nor used up. */
async function checkToken(
  token: string,
  { clientsFile, publicUrl, path = hookPath }: ClientToolsOptions,
): Promise<TokenVerdict> {
  const refusals: Refusal[] = [];
  const clients = await openRegisteredClients(clientsFile, {
    clientsFile,
    publicUrl,
    isProduction: false,
    listensOnLoopback: false,
    cardDetail: 'brief',
    useTokenOnce: async () => 'first',
    noteUnchecked: () => undefined,
    now: () => new Date(),
    noteKeyProblem: () => undefined,
    noteRefusal: (refusal) => refusals.push(refusal),
  });
  try {
    const { name } = await clients.verifyClient({ path, authorization: `Bearer ${token}` });
    return { kind: 'accepted', client: name, address: `${publicUrl}${path}` };
  } catch (error) {
    const [refusal] = refusals;
    if (!(error instanceof RequestError) || refusal === undefined) throw error;
    return { kind: 'refused', client: refusal.client?.name, ...explainRefusal(refusal) };
  } finally {
    await clients.close();
  }
}
