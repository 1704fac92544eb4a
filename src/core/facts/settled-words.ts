import type { Reading } from '../read/reading.js';
import type { Day } from '../values/day.js';
import { formatDay } from '../values/day.js';
import { fingerprint } from '../values/fingerprint.js';

/** For so many days words that a clinician has answered are not asked about again, while they stay as they are. */
const settledDays = 7;

/**
 * Takes out what words point to where a clinician has answered those very words with "absent" in the last days, and the
 * answer still stands: the
 * words of an order are of the day on which it is rated, and would outlive every answer. Other words ask again. Answers
 * what an answer to the remaining words is bound to, by fact.
 */
export function settleWords(reading: Reading): ReadonlyMap<string, string> {
  const open = new Map<string, string>();
  const { reviews, asOf } = reading;
  for (const [fact, statements] of reading.statements) {
    const words = statements.flatMap(({ why, proof }) => (why === 'text' ? [proof.display] : []));
    if (words.length === 0) continue;
    const bound = `${fact.name}:${fingerprint([...new Set(words)])}`;
    const isDenied = reviews.size > 0 && statements.some(({ says }) => says === 'negative');
    if (isDenied && lastDays(asOf).some((day) => reviews.has(wordsReview(bound, day))))
      reading.statements.set(
        fact,
        statements.filter(({ why }) => why !== 'text'),
      );
    else open.set(fact.name, wordsReview(bound, asOf));
  }
  return open;
}

function lastDays(asOf: Day): readonly Day[] {
  return Array.from({ length: settledDays }, (_, back) => asOf - back);
}

function wordsReview(bound: string, day: Day): string {
  return `words:${formatDay(day)}:${bound}`;
}
