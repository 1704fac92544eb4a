import type { Region } from '../contract/vocabulary.js';
import type { RatedOrder } from '../decide/rated-order.js';
import { wantedRegion } from '../decide/what-if.js';
import { phraseOf } from '../guideline/phrase.js';

/** The region that the words of rows are written for. */
const writtenFor: Region = 'lumbar';

/** The words of a row for the region that the card is about: the study that they name is the one that is meant. */
export function forWantedRegion(rated: RatedOrder, text: string): string {
  const region = rated.decision.criterion.definition.preferRegion ?? wantedRegion(rated);
  if (region === writtenFor || region === 'unclear') return text;
  const { guideline } = rated;
  return text.replaceAll(phraseOf(guideline, 'region', writtenFor), phraseOf(guideline, 'region', region));
}
