import { RequestError } from '../errors.js';
import type { Endpoint } from './endpoint.js';
import { toOperationOutcome } from './error-response.js';
import type { Admission } from './load-limit.js';
import type { Metrics } from './metrics.js';

const tooBusyBody = toOperationOutcome({
  status: 503,
  code: 'transient',
  text: 'the service has too much to do; send the request again',
});

/**
 * Answers 503 while the process has more to do than it can; the body has not been read then, so that is quick. Counts
 * these and the calls that a client makes beyond its rate.
 */
export function shedOverload(admit: () => Admission, countShed: Metrics['countShed'], endpoint: Endpoint): Endpoint {
  return async (exchange) => {
    const admission = admit();
    if (admission.kind === 'shed') {
      countShed('overload');
      return { status: 503, body: tooBusyBody, headers: { 'Retry-After': String(admission.retryAfterSeconds) } };
    }
    try {
      return await endpoint(exchange);
    } catch (error) {
      if (error instanceof RequestError && error.status === 429) countShed('rate-limit');
      throw error;
    } finally {
      admission.leave();
    }
  };
}
