import type { ConsultRecord } from '../core/contract/consult-record.js';
import { rememberEarlierStates, takeBack } from './answers.js';
import { type Connection, writeSoon } from './connection.js';
import { insertRows } from './insert-rows.js';
import { toStorableText } from './storable-text.js';
import type { CardRow, ConsultRow } from './tables.js';

/** Feedback cannot overtake a consult that is written within this time. */
const promptMilliseconds = 1_000;
const idLimitCharacters = 256;

/** Writes consults with their cards, all or none; a consult that is already there stays as it is. */
export function writeConsults(connection: Connection, records: readonly ConsultRecord[], now: Date): Promise<void> {
  return writeSoon(connection, async (transaction) => {
    await insertRows(transaction, 'consults', records.map(toConsultRow));
    await insertRows(transaction, 'cards', records.flatMap(toCardRows));
    const late = records.filter(({ time }) => now.getTime() - Date.parse(time) > promptMilliseconds);
    const cards = late.flatMap((record) => record.cards.map(({ uuid }) => uuid));
    await rememberEarlierStates(transaction, cards);
    for (const { patientHash, withdrawn = [], time } of records)
      if (withdrawn.length > 0) await takeBack(transaction, patientHash, withdrawn, time);
  });
}

/** The columns stand in one order, whatever the order in the record: the prepared statement relies on it. */
function toConsultRow(record: ConsultRecord): ConsultRow {
  return {
    time: record.time,
    id: record.id,
    client: record.client,
    hook: record.hook,
    hookInstance: toStorableText(record.hookInstance, idLimitCharacters),
    patientHash: record.patientHash,
    userHash: record.userHash,
    orderHash: record.orderHash,
    guideline: record.guideline,
    guidelineVersion: record.guidelineVersion,
    criterion: record.criterion,
    rating: record.rating,
    studyRating: record.studyRating,
    study: record.study,
    facts: JSON.stringify(record.facts),
    proofs: JSON.stringify(record.proofs),
    unreadParts: JSON.stringify(record.unreadParts),
    latencyMilliseconds: record.latencyMilliseconds,
    earlierConsult: record.earlierConsult ?? '',
  };
}

function toCardRows({ time, id, cards }: ConsultRecord): readonly CardRow[] {
  return cards.map(({ uuid, suggestions }) => {
    return { id: uuid, consultTime: time, consult: id, suggestions: JSON.stringify(suggestions) };
  });
}
