import type { Client, VerifyClient } from '../core/contract/client.js';
import { calledPath, type Endpoint, type Exchange, type Reply } from './endpoint.js';

/** One thing the service answers to clients that it knows; in the demo mode everybody is the demo client. */
export type ClientEndpoint = (exchange: Exchange, client: Client) => Reply | Promise<Reply>;

/** Who is let in to an endpoint. */
export type Guarded =
  | { readonly guard: 'anyone'; readonly endpoint: Endpoint }
  | {
      readonly guard: 'client';
      /** throws a RequestError for a path that leads nowhere, which needs no token to be told */
      readonly requirePath?: (exchange: Exchange) => void;
      readonly endpoint: ClientEndpoint;
    };

/** The endpoint behind its guard. Nothing of a body has been read when a client is refused. */
export function guarded(route: Guarded, verifyClient: VerifyClient): Endpoint {
  switch (route.guard) {
    case 'anyone':
      return route.endpoint;
    case 'client':
      return async (exchange) => {
        route.requirePath?.(exchange);
        const { authorization } = exchange.request.headers;
        const client = await verifyClient({ path: calledPath(exchange.request), authorization });
        return route.endpoint(exchange, client);
      };
  }
}
