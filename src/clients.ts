import type { Clients, ClientsOptions } from './client-types.js';
import { demoClient } from './core/contract/client.js';
import { SettingError } from './errors.js';
import { createFhirAccesses } from './fhir/fhir-access.js';
import { acceptAnyone } from './http/verify-client.js';

/**
 * Opens the service to the clients of the clients file, or to everybody in the demo mode.
 * @throws SettingError for an unusable file, a client whose private key is published, and production without file or TLS
 */
export async function openClients(options: ClientsOptions): Promise<Clients> {
  const { clientsFile } = options;
  if (clientsFile !== undefined) {
    // the demo mode starts without what tokens and files take
    const { openRegisteredClients } = await import('./registered-clients.js');
    return openRegisteredClients(clientsFile, options);
  }
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
