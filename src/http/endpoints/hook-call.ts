import type { Client } from '../../core/contract/client.js';
import type { HookName, HookRequest } from '../../core/contract/hook-request.js';
import type { HookResponse } from '../../core/contract/hook-response.js';
import { recordParts } from '../../core/contract/patient-record.js';
import { responseText } from '../../core/contract/response-text.js';
import { isObject } from '../../core/values/json.js';
import type { BodyShare } from '../body-budget.js';
import type { Exchange } from '../endpoint.js';
import type { ClientEndpoint } from '../guard.js';
import type { TakeIn } from '../intake.js';
import { requireService } from '../service-hooks.js';
import { toHookRequest } from './hook-envelope.js';

/** What a hook call is answered with. */
export interface HookCallParts {
  readonly hooks: ReadonlyMap<string, readonly HookName[]>;
  readonly answerHook: (request: HookRequest, client: Client, call: HookCall) => Promise<HookResponse>;
  readonly takeIn: TakeIn;
  readonly maximumBytes: number;
}

/** What the one who answers is told of the call itself. */
export interface HookCall extends Pick<Exchange, 'note' | 'hungUp'> {
  /** the header `Accept-Language`, as sent */
  readonly acceptLanguage: string | undefined;
  /** memory for what is fetched, of the client's share */
  readonly takeBytes: BodyShare['take'];
}

/** `POST /cds-services/{id}`. Spec: CDS Hooks 2.0 "Calling a CDS Service". */
export function createHookCall(parts: HookCallParts): ClientEndpoint {
  const { maximumBytes, takeIn } = parts;
  return ({ request, id, note, hungUp }, client) => {
    const hooks = requireService(parts.hooks, id);
    const read = (body: unknown): HookRequest => {
      const hookRequest = toHookRequest(withoutOtherPrefetch(body), hooks);
      note(countsOf(hookRequest, client));
      note({ prefetchKeys: prefetchKeysOf(body) });
      return hookRequest;
    };
    return takeIn({ request, client, maximumBytes }, read, async (hookRequest, takeBytes) => {
      const acceptLanguage = request.headers['accept-language'];
      const answer = await parts.answerHook(hookRequest, client, { note, hungUp, acceptLanguage, takeBytes });
      note({ cards: answer.cards.length });
      return { status: 200, body: responseText(answer) };
    });
  };
}

/** The body without the prefetch that was not asked for (row P-16): it would be held until the answer is out. */
function withoutOtherPrefetch(body: unknown): unknown {
  if (!isObject(body) || !isObject(body.prefetch)) return body;
  const { prefetch } = body;
  if (Object.keys(prefetch).every((key) => knownKeys.has(key))) return body;
  const asked = recordParts.filter((part) => Object.hasOwn(prefetch, part));
  return { ...body, prefetch: Object.fromEntries(asked.map((part) => [part, prefetch[part]])) };
}

const knownKeys: ReadonlySet<string> = new Set(recordParts);

/** As sent, whether asked for or not. */
function prefetchKeysOf(body: unknown): number {
  return isObject(body) && isObject(body.prefetch) ? Object.keys(body.prefetch).length : 0;
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function countsOf({ hook, hookInstance, context, ignored }: HookRequest, client: Client) {
  return {
    client: client.name,
    hook,
    // any other text could hold anything (row Q-4)
    hookInstance: uuidPattern.test(hookInstance) ? hookInstance : 'not-a-uuid',
    draftOrders: context.draftOrders.length,
    // paths of the specification, never of what was sent
    ignored: ignored?.join(' '),
  };
}
