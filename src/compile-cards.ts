import { shippedCards } from './library/card-layers.js';
import { compileCards } from './library/start/compiled-cards.js';

/** Run by `npm run build` after the program itself is compiled. */
await compileCards(shippedCards);
