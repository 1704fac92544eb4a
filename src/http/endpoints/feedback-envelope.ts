import type { Feedback } from '../../core/contract/feedback.js';
import { isObject } from '../../core/values/json.js';
import { RequestError } from '../../errors.js';
import { pickMembers, type Shape } from '../pick-members.js';
import { type FeedbackEnvelope, requireFeedbackEnvelope } from '../schemas.js';

type Entry = FeedbackEnvelope['feedback'][number];

/**
 * A parsed body as the feedback it reports, all entries or none: one bad entry throws a RequestError (400) naming it.
 * Null and empty members count as absent, unknown ones are ignored. Spec: CDS Hooks 2.0 "Feedback", conformance row B-3.
 */
export function toFeedback(body: unknown): readonly Feedback[] {
  const envelope = pickMembers(body, { feedback: true });
  const entries = isObject(envelope) ? envelope['feedback'] : undefined;
  const picked = Array.isArray(entries)
    ? { feedback: entries.map((entry) => pickMembers(entry, entryShape)) }
    : envelope;
  return requireFeedbackEnvelope(picked).feedback.map(toEntry);
}

const entryShape: Shape = {
  card: true,
  outcome: true,
  outcomeTimestamp: true,
  acceptedSuggestions: true,
  overrideReason: { reason: { code: true, system: true, display: true }, userComment: true },
};

function toEntry(entry: Entry, index: number): Feedback {
  const { card } = entry;
  const at = new Date(entry.outcomeTimestamp).toISOString();
  if (entry.outcome === 'accepted')
    return { kind: 'accepted', card, suggestions: requireSuggestions(entry, index), at };
  const { reason, userComment } = entry.overrideReason ?? {};
  return {
    kind: 'overridden',
    card,
    reason: reason === undefined ? undefined : { code: reason.code, system: reason.system, display: reason.display },
    comment: userComment,
    at,
  };
}

function requireSuggestions(entry: Entry, index: number): readonly string[] {
  if (entry.acceptedSuggestions !== undefined) return entry.acceptedSuggestions.map((suggestion) => suggestion.id);
  const expression = `feedback[${index}].acceptedSuggestions`;
  const message = `${expression} is missing: an accepted card names the suggestions that were accepted`;
  throw new RequestError({ code: 'required', status: 400, message, expression });
}
