import type { JsonObject } from '../../core/values/json.js';
import type { Endpoint } from '../endpoint.js';

/** Whether new requests should be sent here; `details` says why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly details: JsonObject;
}

/** `GET /health`: the process is alive, and what it runs as. */
export function createHealth(health: () => JsonObject): Endpoint {
  return () => ({ status: 200, body: JSON.stringify({ status: 'ok', ...health() }) });
}

/** `GET /ready`: 503 while the service drains or lacks something it needs. */
export function createReadiness(readiness: () => Promise<Readiness>): Endpoint {
  return async () => {
    const { ready, details } = await readiness();
    return { status: ready ? 200 : 503, body: JSON.stringify({ ready, ...details }) };
  };
}
