import { wordsOf } from '../values/coding.js';
import { isObject, textOf } from '../values/json.js';
import type { Observed } from './observed.js';
import type { Reading } from './reading.js';
import { hintsFromText } from './text-hint.js';

/** Words of a code that nothing asks about; a question that is answered "no" has said nothing. */
export function readWords(reading: Reading, observed: Observed): void {
  const { said, part } = observed;
  if (said.kind === 'no') return;
  const text = said.kind === 'text' ? said.text : undefined;
  const words = [
    wordsOf(part.code),
    text,
    textOf(isObject(part.valueCodeableConcept) ? wordsOf(part.valueCodeableConcept) : undefined),
  ];
  hintsFromText(reading, words.filter((part) => part !== undefined).join(': '), observed.when, observed.holder);
}
