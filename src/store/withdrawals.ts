import type { Transaction } from 'kysely';
import type { AnswerKey } from '../core/contract/consult-record.js';
import type { Tables } from './tables.js';

/**
 * Removes answers of one patient for good, those that are still to come included; what another patient's card holds is
 * left alone.
 * @returns the cards on which the same may have been said again on the same day, which was not kept at the time
 */
export async function withdrawAnswers(
  transaction: Transaction<Tables>,
  patientHash: string,
  answers: readonly AnswerKey[],
  time: string,
): Promise<readonly string[]> {
  const cards = new Set<string>();
  for (const { fact, suggestion } of answers) {
    const answer = await transaction
      .selectFrom('answers')
      .select('time')
      .where('patientHash', '=', patientHash)
      .where('fact', '=', fact)
      .where('suggestion', '=', suggestion)
      .executeTakeFirst();
    await transaction
      .insertInto('withdrawals')
      .values({ patientHash, fact, suggestion, time })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    if (answer === undefined) continue;
    await transaction
      .deleteFrom('answers')
      .where('patientHash', '=', patientHash)
      .where('fact', '=', fact)
      .where('suggestion', '=', suggestion)
      .execute();
    for (const card of await cardsAround(transaction, patientHash, answer.time)) cards.add(card);
  }
  return [...cards];
}

/** The cards of a patient on which something was accepted and may have been answered on the day of an answer. */
async function cardsAround(transaction: Transaction<Tables>, patientHash: string, time: string): Promise<string[]> {
  const end = `${time.slice(0, dayLength)}T23:59:59.999Z`;
  const found = await transaction
    .selectFrom('consults')
    .innerJoin('cards', (join) =>
      join.onRef('cards.consultTime', '=', 'consults.time').onRef('cards.consult', '=', 'consults.id'),
    )
    .innerJoin('feedback', 'feedback.card', 'cards.id')
    .where('consults.time', '>=', new Date(Date.parse(end) - longestOpenMilliseconds).toISOString())
    .where('consults.time', '<=', end)
    .where('consults.patientHash', '=', patientHash)
    .where('feedback.outcome', '=', 'accepted')
    .select('cards.id')
    .distinct()
    .execute();
  return found.map(({ id }) => id);
}

const dayLength = 'YYYY-MM-DD'.length;
/** A card that is answered later than this after it was shown is not looked for. */
const longestOpenMilliseconds = 3 * 86_400_000;
