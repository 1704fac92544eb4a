/** In: the cards of a call and the orders beyond what one call rates. Out: the same cards, the last of which names them. */

import type { Card } from '../contract/hook-response.js';
import type { Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import type { JsonObject } from '../values/json.js';
import { nameOrder } from './received-order.js';

/** Imaging orders that one call rates: far more than anybody reads cards of, and few enough to answer in time. */
export const mostRatedOrders = 50;
const mostNamed = 50;

/** Names the orders that were not rated at the end of the last card. */
export function nameUnrated(
  guideline: Guideline,
  cards: readonly Card[],
  orders: readonly JsonObject[],
): readonly Card[] {
  const last = cards.at(-1);
  if (last === undefined || orders.length === 0) return cards;
  const named = orders.slice(0, mostNamed).map(nameOrder);
  const rest = orders.length - named.length;
  const more = rest > 0 ? [phrase(guideline, 'moreItems', { count: String(rest) })] : [];
  const names = [...named, ...more].join(', ');
  const note = phrase(guideline, 'notRated', { most: String(mostRatedOrders), orders: names });
  const detail = last.detail === undefined ? note : `${last.detail}\n\n${note}`;
  return [...cards.slice(0, -1), { ...last, detail }];
}
