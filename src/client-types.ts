import type { Client } from './core/contract/client.js';
import type { FhirAccess } from './fhir/fhir-access.js';
import type { ClientVerifierOptions } from './http/client-auth.js';
import type { AllowedOrigins } from './http/reply-headers.js';
import type { VerifyClient } from './http/verify-client.js';

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
