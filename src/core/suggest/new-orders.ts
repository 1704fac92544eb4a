import type { Action } from '../contract/hook-response.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { NewOrderSuggestion } from '../guideline/advice-documents.js';
import { valueNamed } from '../guideline/fact-by-name.js';
import { phrase } from '../guideline/phrase.js';
import { inShapeOf } from '../order/order-elements.js';
import { returnedMember } from '../order/received-order.js';
import { formatDay } from '../values/day.js';
import { type JsonObject, objectsOf } from '../values/json.js';
import { isAlreadyOrdered } from './ordered-already.js';
import { labelFor } from './short-label.js';
import type { OrderContent, SuggestionDraft } from './suggestion-draft.js';

/** New draft orders of one suggestion: those of them that are not drafted, active or done already (§3.8). */
export function newOrders(
  rated: RatedOrder,
  session: RequestContext,
  id: string,
  definition: NewOrderSuggestion,
  proposals: readonly OrderContent[],
): readonly SuggestionDraft[] {
  const { guideline } = rated;
  const { label, unlessOrdered = true } = definition;
  const wanted = proposals.filter((proposal) => !unlessOrdered || !isAlreadyOrdered(guideline, session, proposal));
  if (wanted.length === 0) return [];
  const timed = delayed(rated, definition);
  const actions = wanted.map(
    (proposal): Action => ({
      type: 'create',
      description: phrase(guideline, 'action.create', { text: proposal.text }),
      resource: newOrder(session, rated.order, proposal, timed),
    }),
  );
  if (wanted.length === proposals.length) return [{ id, label: labelFor(guideline, session, id, label), actions }];
  const texts = wanted.map(({ text, short }) => (session.detail === 'brief' ? (short ?? text) : text)).join(', ');
  return [{ id, label: phrase(guideline, 'orderRest', { texts }), actions }];
}

/** A test that only tells something some days after onset is proposed for the first day on which it does. */
function delayed({ facts }: RatedOrder, definition: NewOrderSuggestion): NewOrderSuggestion {
  const { notBefore } = definition;
  if (notBefore === undefined) return definition;
  const days = valueNamed(facts, notBefore.fact);
  if (typeof days !== 'number' || days >= notBefore.days) return definition;
  return { ...definition, inDays: notBefore.days - days };
}

/** A new draft ServiceRequest (R4): subject and reason of the draft kept, `intent` as the draft's (S-11). */
function newOrder(
  session: RequestContext,
  draft: JsonObject,
  { code, text, category }: OrderContent,
  definition: NewOrderSuggestion,
): JsonObject {
  const { patientId, encounterId, userId } = session.context;
  const delay = definition.inDays;
  return withoutUndefined({
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: intents.has(draft.intent) ? draft.intent : 'proposal',
    priority: definition.priority,
    category: category === undefined ? undefined : [{ coding: [category] }],
    code: inShapeOf(draft, code === undefined ? { text } : { coding: [code], text }),
    subject: { reference: `Patient/${patientId}` },
    encounter: encounterId === undefined ? undefined : { reference: `Encounter/${encounterId}` },
    requester: requesterOf(userId),
    authoredOn: session.now,
    occurrenceDateTime: delay === undefined ? undefined : formatDay(session.asOf + delay),
    ...reasonsOf(draft, definition),
    note: definition.note === undefined ? undefined : [{ text: definition.note }],
  });
}

const intents: ReadonlySet<unknown> = new Set([
  'proposal',
  'plan',
  'directive',
  'order',
  'original-order',
  'reflex-order',
  'filler-order',
  'instance-order',
  'option',
]);

function requesterOf(userId: string): JsonObject | undefined {
  return /^(Practitioner|PractitionerRole)\//.test(userId) ? { reference: userId } : undefined;
}

/** The reasons of the draft, in its own shape; what its card says, in the shape of its code, where it has none coded. */
function reasonsOf(draft: JsonObject, definition: NewOrderSuggestion): JsonObject {
  const reasonCode = listOf(returnedMember(draft, 'reasonCode'));
  const reason = listOf(objectsOf(returnedMember(draft, 'reason')).filter(hasReasonOutside));
  const own = reasonCode === undefined && reason === undefined ? reasonText(definition) : undefined;
  const isConcept = own !== undefined && 'concept' in inShapeOf(draft, {});
  return {
    reasonCode: reasonCode ?? (isConcept ? undefined : own),
    reasonReference: listOf(objectsOf(returnedMember(draft, 'reasonReference')).filter(pointsOutside)),
    reason: reason ?? (isConcept ? own.map((concept) => ({ concept })) : undefined),
  };
}

function hasReasonOutside({ concept, reference }: JsonObject): boolean {
  return concept !== undefined || objectsOf(reference).some(pointsOutside);
}

function reasonText({ reasonText: text }: NewOrderSuggestion): readonly JsonObject[] | undefined {
  return text === undefined ? undefined : [{ text }];
}

function listOf(value: unknown): readonly JsonObject[] | undefined {
  const list = objectsOf(value);
  return list.length === 0 ? undefined : list;
}

/** What the draft contains is not contained in a new order. */
function pointsOutside({ reference }: JsonObject): boolean {
  return typeof reference !== 'string' || !reference.startsWith('#');
}

/** An object without its undefined members: JSON without `null` and without gaps. */
export function withoutUndefined(object: { readonly [member: string]: unknown }): JsonObject {
  const kept: { [member: string]: unknown } = {};
  for (const name in object) if (object[name] !== undefined) kept[name] = object[name];
  return kept;
}
