import type { Client } from '../../core/contract/client.js';
import type { HookName, HookRequest } from '../../core/contract/hook-request.js';
import type { HookResponse } from '../../core/contract/hook-response.js';
import type { Exchange } from '../endpoint.js';
import type { ClientEndpoint } from '../guard.js';
import { readJsonBody } from '../json-body.js';
import { requireService } from '../service-hooks.js';
import { toHookRequest } from './hook-envelope.js';

/** What a hook call is answered with. */
export interface HookCallParts {
  readonly hooks: ReadonlyMap<string, readonly HookName[]>;
  readonly answerHook: (request: HookRequest, client: Client, call: HookCall) => Promise<HookResponse>;
  readonly maximumBytes: number;
}

/** What the one who answers is told of the call itself. */
export interface HookCall extends Pick<Exchange, 'note' | 'hungUp'> {
  /** the header `Accept-Language`, as sent */
  readonly acceptLanguage: string | undefined;
}

/** `POST /cds-services/{id}`. Spec: CDS Hooks 2.0 "Calling a CDS Service". */
export function createHookCall(parts: HookCallParts): ClientEndpoint {
  return async ({ request, id, note, hungUp }, client) => {
    const hooks = requireService(parts.hooks, id);
    const hookRequest = toHookRequest(await readJsonBody(request, parts.maximumBytes), hooks);
    note(countsOf(hookRequest, client));
    const answer = await parts.answerHook(hookRequest, client, {
      note,
      hungUp,
      acceptLanguage: request.headers['accept-language'],
    });
    note({ cards: answer.cards.length });
    return { status: 200, body: JSON.stringify(answer) };
  };
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function countsOf({ hook, hookInstance, context, prefetch, ignored }: HookRequest, client: Client) {
  return {
    client: client.name,
    hook,
    // any other text could hold anything (row Q-4)
    hookInstance: uuidPattern.test(hookInstance) ? hookInstance : 'not-a-uuid',
    draftOrders: context.draftOrders.length,
    prefetchKeys: Object.keys(prefetch).length,
    // paths of the specification, never of what was sent
    ...(ignored === undefined ? {} : { ignored: ignored.join(' ') }),
  };
}
