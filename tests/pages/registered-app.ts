import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RealApp, startRealApp } from '../journeys/real-app.js';

const clients = `clients:
  - name: hospital
    iss: https://ehr.example.org
    jku: https://ehr.example.invalid/keys
    fhirServers: []
`;

/** The service with a registered client, so that nobody is let in without a token. */
export function startRegisteredApp(environment: { readonly [name: string]: string } = {}): Promise<RealApp> {
  const file = join(mkdtempSync(join(tmpdir(), 'clients-')), 'clients.yaml');
  writeFileSync(file, clients);
  return startRealApp({ CLIENTS_FILE: file, PUBLIC_URL: 'https://cds.example.org', ...environment });
}
