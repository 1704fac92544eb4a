import { type Client, demoClient, type VerifyClient } from '../core/contract/client.js';
import { calledPath, type Endpoint, type Exchange, type Reply } from './endpoint.js';
import type { IsOperator } from './operator.js';

/** One thing the service answers to clients that it knows; in the demo mode everybody is the demo client. */
export type ClientEndpoint = (exchange: Exchange, client: Client) => Reply | Promise<Reply>;

/** Who is let in to an endpoint. */
export type Guarded =
  | { readonly guard: 'anyone'; readonly endpoint: Endpoint }
  | {
      readonly guard: 'client';
      /** throws a RequestError for a path that leads nowhere, which needs no token to be told */
      readonly requirePath?: (exchange: Exchange) => void;
      /** also for a person of the site, whom a proxy in front has signed in */
      readonly forOperators?: true;
      readonly endpoint: ClientEndpoint;
    };

/** The endpoint behind its guard. Nothing of a body has been read when a client is refused. */
export function guarded(route: Guarded, verifyClient: VerifyClient, isOperator: IsOperator): Endpoint {
  switch (route.guard) {
    case 'anyone':
      return route.endpoint;
    case 'client':
      return async (exchange) => {
        route.requirePath?.(exchange);
        if (route.forOperators && isOperator(exchange.request)) return route.endpoint(exchange, operator);
        const { authorization } = exchange.request.headers;
        const client = await verifyClient({ path: calledPath(exchange.request), authorization });
        return route.endpoint(exchange, client);
      };
  }
}

/** A person of the site sees what everybody's calls came to, as the one client of the demo mode does. */
const operator: Client = { ...demoClient, name: 'operator', admin: true };
