import { compileLexicon } from '../../../src/core/text/compile-lexicon.js';
import { createTextReader } from '../../../src/core/text/text-reader.js';
import { readTextSource } from '../../../src/library/check/check-text-source.js';
import { readCards } from '../../../src/library/read-guideline.js';

const { guidelines, layers } = readCards('cards');
const folder = guidelines.find(({ name }) => name === 'low-back-pain');
if (folder === undefined) throw new Error('the shipped cards have no low-back-pain');

/** The documents of the shipped low back pain guideline. */
export const shippedDocuments = folder.documents;

/** The words and text cases as shipped. */
export const shippedTexts = readTextSource(layers, folder);

/** The reader as shipped. */
export const shippedReader = createTextReader(compileLexicon(shippedTexts.source), shippedTexts.factsOfTerm);

/** The day on which tests read. */
export const today = '2026-11-26';
