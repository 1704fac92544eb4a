import type { HookName } from '../core/contract/hook-request.js';
import type { ServiceDescription } from '../core/contract/hook-response.js';
import { RequestError } from '../errors.js';

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
