import { RequestError } from '../errors.js';
import type { Endpoint, Reply } from './endpoint.js';
import { toOperationOutcome } from './error-response.js';
import type { Metrics } from './metrics.js';

const tooBusyBody = toOperationOutcome({
  status: 503,
  code: 'transient',
  text: 'the service has too much to do; send the request again',
});

/** What a call is told that would be more than the process can do. */
export function shedReply(retryAfterSeconds: number): Reply {
  return { status: 503, body: tooBusyBody, headers: { 'Retry-After': String(retryAfterSeconds) } };
}

const lateRetrySeconds = 1;

/**
 * Answers 503 while the process is late; nothing of the call has been looked at then, so that is quick. Counts these and
 * the calls that a client makes beyond its rate.
 */
export function shedOverload(isLate: () => boolean, countShed: Metrics['countShed'], endpoint: Endpoint): Endpoint {
  return async (exchange) => {
    if (isLate()) {
      countShed('overload');
      return shedReply(lateRetrySeconds);
    }
    try {
      return await endpoint(exchange);
    } catch (error) {
      if (error instanceof RequestError && error.status === 429) countShed('rate-limit');
      throw error;
    }
  };
}
