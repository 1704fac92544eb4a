import type { Client } from '../core/contract/client.js';
import type { BodyBudget, BodyShare } from './body-budget.js';
import type { Exchange, Reply } from './endpoint.js';
import { readJsonBody } from './json-body.js';
import type { Admission } from './load-limit.js';
import { shedReply } from './shed-load.js';

/** A call with a body, its client verified. */
export interface BodyCall {
  readonly request: Exchange['request'];
  readonly client: Client;
  /** after decompression */
  readonly maximumBytes: number;
}

/**
 * Reads a body, makes it the request of an endpoint, and has that answered. `read` throws a RequestError for a body that
 * is not one; what it does not keep of the body is let go of before the answer is made. What the answer takes beside the
 * body, such as pages of a FHIR server, it takes of the same share.
 */
export type TakeIn = <Asked>(
  call: BodyCall,
  read: (body: unknown) => Asked,
  answer: (asked: Asked, takeBytes: BodyShare['take']) => Promise<Reply>,
) => Promise<Reply>;

export interface IntakeParts {
  readonly bodies: BodyBudget;
  /** a place among the calls that are worked on at once */
  readonly admit: (client: Client) => Admission;
  readonly countShed: (reason: 'overload') => void;
}

/** An answer is kept as text and as the bytes that are on their way. */
const bytesPerCharacter = 2;

/**
 * The way in for calls with a body: memory first, as it arrives; a place once it is there, so that nobody waits for slow
 * ones. The answer takes memory of the client, too, until the client has read it.
 */
export function createIntake({ bodies, admit, countShed }: IntakeParts): TakeIn {
  return async ({ request, client, maximumBytes }, read, answer) => {
    const share = bodies(client.name);
    const shed = (retryAfterSeconds: number): Reply => {
      share.close();
      countShed('overload');
      return shedReply(retryAfterSeconds);
    };
    try {
      const body = await readJsonBody(request, maximumBytes, share.take);
      if (body.kind === 'no-memory') return shed(1);
      const asked = read(body.take());
      const admission = admit(client);
      if (admission.kind === 'shed') return shed(admission.retryAfterSeconds);
      const reply = await answer(asked, share.take).finally(admission.leave);
      share.close();
      if (!share.take((reply.body?.length ?? 0) * bytesPerCharacter)) return shed(1);
      const { status, body: text, headers } = reply;
      return { status, body: text, headers, whenSent: share.close };
    } catch (error) {
      share.close();
      throw error;
    }
  };
}
