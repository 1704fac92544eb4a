import { type Connection, writeDurably } from './connection.js';

/** Forgets what was attested about a patient on cards, and what of it was taken back. */
export function forgetAnswers(connection: Connection, patientHash: string): Promise<void> {
  return writeDurably(connection, async (transaction) => {
    await transaction.deleteFrom('answers').where('patientHash', '=', patientHash).execute();
    await transaction.deleteFrom('withdrawals').where('patientHash', '=', patientHash).execute();
  });
}
