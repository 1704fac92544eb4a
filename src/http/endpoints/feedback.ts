import type { Client } from '../../core/contract/client.js';
import type { Feedback } from '../../core/contract/feedback.js';
import type { ClientEndpoint } from '../guard.js';
import type { TakeIn } from '../intake.js';
import { toFeedback } from './feedback-envelope.js';

/** What feedback is taken in with. */
export interface FeedbackParts {
  /** remembers all entries or none; an unknown card is no error (row B-4) */
  readonly receiveFeedback: (feedback: readonly Feedback[], client: Client) => Promise<void>;
  readonly takeIn: TakeIn;
  readonly maximumBytes: number;
}

/** `POST /cds-services/{id}/feedback`. Spec: CDS Hooks 2.0 "Feedback"; it names no response body, so `{}`. */
export function createFeedback(parts: FeedbackParts): ClientEndpoint {
  const { maximumBytes, takeIn } = parts;
  return ({ request, note }, client) =>
    takeIn({ request, client, maximumBytes }, toFeedback, async (feedback) => {
      const accepted = feedback.filter((entry) => entry.kind === 'accepted').length;
      note({ client: client.name, accepted, overridden: feedback.length - accepted });
      await parts.receiveFeedback(feedback, client);
      return { status: 200, body: '{}' };
    });
}
