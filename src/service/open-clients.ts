import type { ClientVerifierOptions } from '../clients/verify-token.js';
import { type Client, demoClient, type VerifyClient } from '../core/contract/client.js';
import { SettingError } from '../errors.js';
import { createFhirAccesses, type FhirAccess } from '../fhir/fhir-access.js';
import type { AllowedOrigins } from '../http/reply-headers.js';

/** Who may call, how that is checked, and what may be fetched for whom. */
export interface Clients {
  readonly mode: 'demo' | 'registered';
  /** web origins whose pages may call */
  readonly origins: AllowedOrigins;
  readonly verifyClient: VerifyClient;
  /** everybody who may call */
  readonly list: readonly Client[];
  readonly accessOf: (client: Client) => FhirAccess;
  readonly close: () => Promise<void>;
}

export interface ClientsOptions
  extends Pick<ClientVerifierOptions, 'publicUrl' | 'useTokenOnce' | 'now' | 'noteRefusal' | 'noteUnchecked'> {
  /** path of the clients file; undefined = demo mode */
  readonly clientsFile: string | undefined;
  readonly isProduction: boolean;
  /** how much a card says in the demo mode */
  readonly cardDetail: Client['detail'];
  /** whether the service itself can be reached from this machine only; opens FHIR servers on loopback to the demo mode */
  readonly listensOnLoopback: boolean;
  /** told at the start about a key set that cannot be read or holds no usable key */
  readonly noteKeyProblem: (client: string, problem: 'unreadable' | 'no-usable-key') => void;
}

/**
 * Opens the service to everybody, as one and the same client: the demo mode.
 * @throws SettingError in production, which needs the clients file
 */
export function openDemoClients({ isProduction, listensOnLoopback, cardDetail }: ClientsOptions): Clients {
  if (isProduction)
    throw new SettingError('CLIENTS_FILE', 'is not set; production needs the list of clients that may call');
  const accesses = createFhirAccesses({ allowsLoopback: listensOnLoopback });
  const client: Client = { ...demoClient, detail: cardDetail };
  return {
    mode: 'demo',
    origins: 'any',
    list: [client],
    verifyClient: () => Promise.resolve(client),
    accessOf: accesses.accessOf,
    close: accesses.close,
  };
}
