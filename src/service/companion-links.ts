import type { Config } from '../config.js';
import type { Consultation, DecidedOrder } from '../consult.js';
import type { Client } from '../core/contract/client.js';
import type { HookRequest } from '../core/contract/hook-request.js';
import type { Card, HookResponse, Link } from '../core/contract/hook-response.js';
import { askedFacts } from '../core/decide/asked-facts.js';
import { questionsOf } from '../core/form/form.js';
import { phrase } from '../core/guideline/phrase.js';
import type { JsonObject } from '../core/values/json.js';
import type { Store } from '../store/store.js';
import { newSecret } from './new-secret.js';

/** Orders beside the one that is examined for are kept up to here: each card of the call keeps them once more. */
const mostCharacters = 100_000;

/** Whether the cards of a client lead into the form. */
function leadsToForm(config: Config, client: Client): boolean {
  return client.kind === 'demo' ? config.companionLinks : client.companion !== undefined;
}

/**
 * The answer of a hook with a link into the form on each card that cannot rate, or could rate better. What the link
 * carries says nothing: what it stands for lies sealed in the store, for this client and patient, for half an hour.
 */
export function withCompanionLinks(
  { config, store }: { readonly config: Config; readonly store: Store },
  request: HookRequest,
  client: Client,
  { response, decided }: Consultation,
): HookResponse {
  if (!leadsToForm(config, client)) return response;
  const beside = keptBeside(request);
  const cards = response.cards.map((card): Card => {
    const order = decided.find((one) => one.card?.uuid === card.uuid);
    if (order === undefined || !canBeAsked(order)) return card;
    const id = newSecret();
    store.companion.keepHandle({ id, holds: holdsFor(store, request, client, { order, beside }) });
    const label = phrase(order.rated.guideline, 'link.companion');
    const link: Link = { label, url: `${config.publicUrl}/app/launch`, type: 'smart', appContext: id };
    return { ...card, links: [...(card.links ?? []), link] };
  });
  return { ...response, cards };
}

function canBeAsked({ rated }: DecidedOrder): boolean {
  const questions = questionsOf(rated.guideline);
  return askedFacts(rated).some((fact) => questions.has(fact));
}

/** The drafts of a call, unless they are so long that only the order itself is kept. */
function keptBeside({ context: { draftOrders } }: HookRequest): readonly JsonObject[] {
  const size = draftOrders.length > 1 ? JSON.stringify(draftOrders).length : 0;
  return size > mostCharacters ? [] : draftOrders;
}

interface Linked {
  readonly order: DecidedOrder;
  readonly beside: readonly JsonObject[];
}

/** The order as it was drafted, and who it was drafted for; never what was read of the record. */
function holdsFor(store: Store, request: HookRequest, client: Client, { order: { rated }, beside }: Linked) {
  const { userId, patientId, encounterId } = request.context;
  return {
    client: client.name,
    patient: store.hash('patient', [client.name, patientId]),
    request: {
      // whatever hook has fired, this one order is meant
      hook: 'order-select',
      hookInstance: request.hookInstance,
      ...(request.fhirServer === undefined ? {} : { fhirServer: request.fhirServer }),
      context: {
        userId,
        patientId,
        ...(encounterId === undefined ? {} : { encounterId }),
        selections: [orderUrl],
        draftOrders: { resourceType: 'Bundle', type: 'collection', entry: entriesFor(rated.order, beside) },
      },
    },
  };
}

/** By this URL the order is known in what the form is given: an order may have no id, or stand inside of a group. */
const orderUrl = 'urn:uuid:5d6c2f4e-7a0b-4c39-9d0e-3f3f1a0c7b52';

/** The order under its URL, and beside it all other drafts but, of one that stood in a group, the groups. */
function entriesFor(order: JsonObject, drafts: readonly JsonObject[]): readonly JsonObject[] {
  const others = drafts.filter((draft) => draft !== order);
  const kept = others.length < drafts.length ? others : others.filter(({ contained }) => contained === undefined);
  return [{ fullUrl: orderUrl, resource: order }, ...kept.map((resource) => ({ resource }))];
}
