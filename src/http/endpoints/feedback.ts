import type { Client, VerifyClient } from '../../core/contract/client.js';
import type { Feedback } from '../../core/contract/feedback.js';
import type { HookName } from '../../core/contract/hook-request.js';
import { calledPath, type Endpoint } from '../endpoint.js';
import { readJsonBody } from '../json-body.js';
import { requireService } from '../service-hooks.js';
import { toFeedback } from './feedback-envelope.js';

/** What feedback is taken in with. */
export interface FeedbackParts {
  readonly hooks: ReadonlyMap<string, readonly HookName[]>;
  readonly verifyClient: VerifyClient;
  /** remembers all entries or none; an unknown card is no error (row B-4) */
  readonly receiveFeedback: (serviceId: string, feedback: readonly Feedback[], client: Client) => Promise<void>;
  readonly maximumBytes: number;
}

/** `POST /cds-services/{id}/feedback`. Spec: CDS Hooks 2.0 "Feedback"; it names no response body, so `{}`. */
export function createFeedback(parts: FeedbackParts): Endpoint {
  return async ({ request, id, note }) => {
    requireService(parts.hooks, id);
    note({ service: id });
    const { authorization } = request.headers;
    const client = await parts.verifyClient({ endpoint: 'feedback', path: calledPath(request), authorization });
    const feedback = toFeedback(await readJsonBody(request, parts.maximumBytes));
    const accepted = feedback.filter((entry) => entry.kind === 'accepted').length;
    note({ client: client.name, accepted, overridden: feedback.length - accepted });
    await parts.receiveFeedback(id, feedback, client);
    return { status: 200, body: '{}' };
  };
}
