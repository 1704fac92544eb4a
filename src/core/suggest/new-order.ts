import type { Coding } from '../contract/vocabulary.js';
import type { Session } from '../decide/rated-order.js';
import type { SuggestionDefinition } from '../guideline/advice-documents.js';
import { returnedMember } from '../order/received-order.js';
import { formatDay } from '../values/day.js';
import { type JsonObject, objectsOf } from '../values/json.js';

/** What a proposed order asks for; its code is left out when only words are verified. */
export interface Proposal {
  readonly code?: Coding;
  readonly text: string;
  readonly category?: Coding;
}

/** A new draft ServiceRequest (R4): subject and reason of the draft kept, `intent` as the draft's (S-11). */
export function createOrder(
  session: Session,
  draft: JsonObject,
  { code, text, category }: Proposal,
  definition: SuggestionDefinition,
): JsonObject {
  const { patientId, encounterId, userId } = session.context;
  const delay = definition.inDays;
  return withoutUndefined({
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: intents.has(draft.intent) ? draft.intent : 'proposal',
    priority: definition.priority,
    category: category === undefined ? undefined : [{ coding: [category] }],
    code: code === undefined ? { text } : { coding: [code], text },
    subject: { reference: `Patient/${patientId}` },
    encounter: encounterId === undefined ? undefined : { reference: `Encounter/${encounterId}` },
    requester: requesterOf(userId),
    authoredOn: session.now,
    occurrenceDateTime: delay === undefined ? undefined : formatDay(session.asOf + delay),
    reasonCode: listOf(returnedMember(draft, 'reasonCode')) ?? reasonText(definition),
    reasonReference: listOf(objectsOf(returnedMember(draft, 'reasonReference')).filter(pointsOutside)),
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

function reasonText({ reasonText: text }: SuggestionDefinition): readonly JsonObject[] | undefined {
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
