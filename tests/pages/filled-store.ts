import { randomUUID } from 'node:crypto';
import { openStore } from '../../src/store/open-store.js';
import { newConsult, newDataDir, override, sender, usualOptions } from '../store/records.js';

const dayMilliseconds = 86_400_000;
const mix = [
  ['cauda-equina-red-flags', 'indicated-emergency', 'appropriate'],
  ['red-flag-screen-missing', 'insufficient-information', 'unrated'],
  ['red-flag-screen-missing', 'insufficient-information', 'unrated'],
  ['acute-no-red-flags', 'not-indicated', 'not-appropriate'],
  ['failed-care-neurologic', 'indicated', 'appropriate'],
  ['older-age', 'may-be-appropriate', 'may-be-appropriate'],
] as const;

/** A data directory with some months of consults and what clinicians did, the same at every run but for its ids. */
export async function filledDataDir(from: string, weeks: number): Promise<string> {
  const dataDir = newDataDir();
  const start = Date.parse(from);
  // feedback counts from its card on, so the clock of the store stands at the end
  const now = () => new Date(start + weeks * 7 * dayMilliseconds);
  const store = await openStore({ ...usualOptions, dataDir, databaseUrl: undefined, now });
  const consults = Array.from({ length: weeks }, (_, week) => week).flatMap((week) =>
    Array.from({ length: 8 + ((week * 5) % 7) }, (_, index) => {
      const [criterion, rating, studyRating] = mix[(week + index * index) % mix.length] ?? mix[0];
      const time = new Date(start + (week * 7 + (index % 5)) * dayMilliseconds + index * 60_000).toISOString();
      const order = `order-${week}-${index >> 1}`;
      return newConsult({
        id: idAt(Date.parse(time)),
        time,
        criterion,
        rating,
        studyRating,
        orderHash: order,
        hook: index % 2 === 1 ? 'order-sign' : 'order-select',
        study: index % 6 === 5 ? 'xr' : 'mri-wo',
        unreadParts: index === 3 ? ['goals'] : [],
        latencyMilliseconds: 4 + index,
      });
    }),
  );
  store.saveConsults(consults);
  const feedback = consults.flatMap((consult, index) => {
    const at = new Date(Date.parse(consult.time) + 60_000).toISOString();
    const [card] = consult.cards;
    if (card === undefined) return [];
    if (index % 3 === 0)
      return [
        { kind: 'accepted' as const, card: card.uuid, suggestions: card.suggestions.map(({ uuid }) => uuid), at },
      ];
    return index % 4 === 1
      ? [override(card.uuid, index % 8 === 1 ? 'already-arranged' : 'specialist-recommended', at)]
      : [];
  });
  await store.ready();
  await store.report({ from: undefined, to: undefined });
  await store.saveFeedback(feedback, sender);
  await store.close();
  return dataDir;
}

/** An id that holds its time, as the service makes them. */
function idAt(milliseconds: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
