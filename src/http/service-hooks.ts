import type { HookName } from '../core/contract/hook-request.js';
import type { ServiceDescription } from '../core/contract/hook-response.js';
import { RequestError } from '../errors.js';
import type { Exchange } from './endpoint.js';

/** The hooks of each service id: entries of one id share one URL. */
export function hooksByService(services: readonly ServiceDescription[]): ReadonlyMap<string, readonly HookName[]> {
  const hooks = new Map<string, readonly HookName[]>();
  for (const { id, hook } of services) hooks.set(id, [...(hooks.get(id) ?? []), hook]);
  return hooks;
}

/** The hooks of the service that a path names, or a RequestError (404). */
export function requireService(hooks: ReadonlyMap<string, readonly HookName[]>, id: string): readonly HookName[] {
  const known = hooks.get(id);
  if (known !== undefined) return known;
  throw new RequestError({ code: 'not-found', status: 404, message: 'no such service; GET /cds-services lists them' });
}

/** Lets a path pass that names a service, and notes which; an unknown one throws a RequestError (404). */
export function requireKnownService(hooks: ReadonlyMap<string, readonly HookName[]>): (exchange: Exchange) => void {
  return ({ id, note }) => {
    requireService(hooks, id);
    note({ service: id });
  };
}
