import type { Region } from '../contract/vocabulary.js';
import type { RatedOrder } from './rated-order.js';
import { rateStudies, type StudyRatings } from './rating.js';
import { frameWith } from './what-if.js';

/** The region that answers the question: the ordered one, unless a modifier says that another one does (§3.5). */
export function regionToOffer({ ratings, study }: RatedOrder): Region {
  return ratings.modifiers.find((modifier) => modifier.offerRegion !== undefined)?.offerRegion ?? study.region;
}

/** How the studies would be rated had this region been ordered. */
export function ratingsFor(rated: RatedOrder, region: Region): StudyRatings {
  const { guideline, decision, facts, ratings, study } = rated;
  if (region === study.region) return ratings;
  return rateStudies(guideline, decision.criterion, frameWith(facts, [['orderRegion', region]]));
}
