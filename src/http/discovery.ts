import type { ServiceDescription } from '../core/contract/hook-response.js';
import type { Endpoint } from './endpoint.js';
import { calledPath, type VerifyClient } from './verify-client.js';

/** Clients read discovery about once a day, so a few minutes in a cache cost nobody anything. */
export const briefCaching = { 'Cache-Control': 'max-age=300' };

/** `GET /cds-services`. Spec: CDS Hooks 2.0 "Discovery". */
export function createDiscovery(services: readonly ServiceDescription[], verifyClient: VerifyClient): Endpoint {
  const body = JSON.stringify({ services });
  return async ({ request }) => {
    const { authorization } = request.headers;
    await verifyClient({ endpoint: 'discovery', path: calledPath(request), authorization });
    return { status: 200, body, headers: briefCaching };
  };
}
