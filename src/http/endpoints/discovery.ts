import type { ServiceDescription } from '../../core/contract/hook-response.js';
import type { Endpoint } from '../endpoint.js';

/** Clients read discovery about once a day, so a few minutes in a cache cost nobody anything. */
export const briefCaching = { 'Cache-Control': 'max-age=300' };

/** `GET /cds-services`, for everybody: it holds nothing about anybody. Spec: CDS Hooks 2.0 "Discovery". */
export function createDiscovery(services: () => readonly ServiceDescription[]): Endpoint {
  return () => ({ status: 200, body: JSON.stringify({ services: services() }), headers: briefCaching });
}
