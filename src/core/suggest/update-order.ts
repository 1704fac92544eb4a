import { ratingExtensions } from '../decide/pama.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type {
  Priority,
  PrioritySuggestion,
  RemoveSuggestion,
  SwitchSuggestion,
} from '../guideline/advice-documents.js';
import { phrase } from '../guideline/phrase.js';
import { codeOf, conceptsOf } from '../order/order-elements.js';
import { ratingUrl, withRating } from '../order/rating-extensions.js';
import { idOfOrder, returnedOrder } from '../order/received-order.js';
import { type JsonObject, objectsOf } from '../values/json.js';
import { suggestionsOf } from './row-suggestions.js';
import { labelFor, longestLabel } from './short-label.js';
import type { SuggestionDraft } from './suggestion-draft.js';
import { type StudySwitch, suggestSwitch } from './switch-study.js';

/**
 * A switch of the study, or a higher priority, as an update of the whole order. A card whose row asks for both offers a
 * better study with the priority in it and nothing else, so that accepting one update never takes back another.
 */
export function changeOfOrder(
  rated: RatedOrder,
  session: RequestContext,
  id: string,
  definition: SwitchSuggestion | PrioritySuggestion,
): readonly SuggestionDraft[] {
  if (definition.kind === 'priority') {
    return hasBetterSwitch(rated, session) ? [] : raisePriority(rated, session, id, definition);
  }
  const offer = suggestSwitch(rated, definition, session.writesRatings);
  return offer === undefined ? [] : switchStudy(rated, session, id, definition, offer);
}

/** Removes the draft order. */
export function removalOfOrder(
  { guideline, order }: RatedOrder,
  id: string,
  { label }: RemoveSuggestion,
): readonly SuggestionDraft[] {
  const orderId = idOfOrder(order);
  if (orderId === undefined) return [];
  const description = phrase(guideline, 'action.remove');
  return [{ id, label, actions: [{ type: 'delete', description, resourceId: `ServiceRequest/${orderId}` }] }];
}

function switchStudy(
  rated: RatedOrder,
  session: RequestContext,
  id: string,
  definition: SwitchSuggestion,
  { study, shortStudy, order, isBetter }: StudySwitch,
): readonly SuggestionDraft[] {
  const { guideline } = rated;
  const priority = priorityToSet(rated);
  const short = definition.rated === false ? id : 'switch';
  const isBrief = session.detail === 'brief';
  const labelWith = (name: string): string => {
    const label = labelFor(guideline, session, short, definition.label, { study: name });
    const join = isBrief ? 'shortWithPriority' : 'withPriority';
    return priority === undefined ? label : phrase(guideline, join, { label, priority });
  };
  const whole = labelWith(study);
  const description = phrase(guideline, 'action.switch', { study });
  return [
    toUpdate(session, {
      id,
      isRecommended: isBetter,
      label: isBrief && whole.length > longestLabel ? labelWith(shortStudy) : whole,
      description:
        priority === undefined ? description : phrase(guideline, 'withPriority', { label: description, priority }),
      resource: priority === undefined ? order : { ...order, priority },
    }),
  ];
}

function raisePriority(
  rated: RatedOrder,
  session: RequestContext,
  id: string,
  { label }: PrioritySuggestion,
): readonly SuggestionDraft[] {
  const { guideline, order, studyRating, study } = rated;
  const priority = priorityToSet(rated);
  if (priority === undefined) return [];
  const extensions = session.writesRatings ? ratingExtensions(rated, studyRating, study.modality) : undefined;
  const changed = { ...returnedOrder(order), priority };
  const resource = extensions === undefined ? changed : withRating(changed, extensions);
  const description = phrase(guideline, 'action.priority', { priority });
  return [toUpdate(session, { id, isRecommended: true, label, description, resource })];
}

interface Update {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly resource: JsonObject;
  readonly isRecommended: boolean;
}

/** An update that the client can apply; else the same as a line of text. */
function toUpdate(
  session: RequestContext,
  { id, label, description, resource, isRecommended }: Update,
): SuggestionDraft {
  const isUsable = idOfOrder(resource) !== undefined && (session.needsRatedUpdates !== true || isRated(resource));
  return { id, label, isRecommended, actions: isUsable ? [{ type: 'update', description, resource }] : [] };
}

/**
 * A client of the PAMA profile reads the rating, the code and a coded reason of an update, and fails without them (G-7);
 * one that writes orders as R5 does reads them there.
 */
function isRated(order: JsonObject): boolean {
  const { extension, reasonCode, reason } = order;
  const isCoded = (concept: unknown): boolean =>
    objectsOf(concept).some((part) => objectsOf(part.coding).some((coding) => typeof coding.code === 'string'));
  const hasRating = objectsOf(extension).some(({ url }) => url === ratingUrl);
  const isReasoned = (Array.isArray(reasonCode) && isCoded(reasonCode)) || isCoded(conceptsOf(reason));
  return hasRating && isCoded(codeOf(order)) && isReasoned;
}

/** The priority that the row asks for, if the order has a lower one. */
function priorityToSet({ guideline, decision, order }: RatedOrder): Priority | undefined {
  const wanted = suggestionsOf(guideline, decision.criterion).priority;
  return wanted === undefined || order.priority === wanted || order.priority === 'stat' ? undefined : wanted;
}

/** Whether the row offers a better study, which then carries the priority too. */
function hasBetterSwitch(rated: RatedOrder, session: RequestContext): boolean {
  return suggestionsOf(rated.guideline, rated.decision.criterion).switches.some(
    (definition) => suggestSwitch(rated, definition, session.writesRatings)?.isBetter === true,
  );
}
