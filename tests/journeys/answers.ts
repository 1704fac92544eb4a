import { expect } from 'vitest';
import type { Action, Card, HookResponse, Suggestion } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';

/** The one card of an answer; fails when there is another number of them. */
export function onlyCard({ cards }: HookResponse): Card {
  const [card, ...others] = cards;
  if (card === undefined || others.length > 0) throw new Error(`${cards.length} cards, not one`);
  return card;
}

/** The one card of an answer, which this row gives. */
export function cardOfRow(answer: HookResponse, row: string): Card {
  expect(criterionOf(answer)).toBe(row);
  return onlyCard(answer);
}

/** The machine-readable why of a card. */
export function decisionOf(card: Card): JsonObject {
  const decision = card.extension?.['org.spine-imaging-cds.decision'];
  if (!isObject(decision)) throw new Error('the card has no decision');
  return decision;
}

export function criterionOf(answer: HookResponse): unknown {
  return decisionOf(onlyCard(answer)).criterion;
}

/** `criterion / study rating` of the one card. */
export function outcomeOf(answer: HookResponse): string {
  const { criterion, studyRating } = decisionOf(onlyCard(answer));
  return `${criterion} / ${studyRating}`;
}

export function labelsOf({ suggestions = [] }: Card): readonly string[] {
  return suggestions.map(({ label }) => label);
}

/** The suggestion whose label matches; fails when there is none. */
export function suggestionOf(card: Card, label: RegExp): Suggestion {
  const found = card.suggestions?.find((one) => label.test(one.label));
  if (found === undefined) throw new Error(`no suggestion ${label} among: ${labelsOf(card).join(' | ')}`);
  return found;
}

export function actionsOf(card: Card): readonly Action[] {
  return (card.suggestions ?? []).flatMap(({ actions = [] }) => actions);
}

/** The resources that a suggestion would create or change. */
export function resourcesOf({ actions = [] }: Suggestion): readonly JsonObject[] {
  return actions.flatMap((action) => (action.type === 'delete' ? [] : [action.resource]));
}

/** The rating code that an order carries in its extensions, one for each set of extensions. */
export function ratingCodes(order: JsonObject): readonly unknown[] {
  return objectsOf(order.extension)
    .filter(({ url }) => url === 'http://fhir.org/argonaut/Extension/pama-rating')
    .map(({ valueCodeableConcept }) =>
      isObject(valueCodeableConcept) ? objectsOf(valueCodeableConcept.coding)[0]?.code : undefined,
    );
}

/** The text of one section of a card's detail; empty when the card has no such section. */
export function sectionOf({ detail = '' }: Card, title: string): string {
  return (
    detail
      .split('### ')
      .find((part) => part.startsWith(`${title}\n`))
      ?.slice(title.length)
      .trim() ?? ''
  );
}
