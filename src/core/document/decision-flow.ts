import type { Rating } from '../contract/vocabulary.js';
import type { GuidelineDocuments } from '../guideline/documents.js';

/** A part of the decision table: the rows that are tried one after the other before the next part begins. */
export interface Stage {
  /** '' for rows before the first stage that has a name */
  readonly name: string;
  readonly rows: readonly FlowRow[];
}

export interface FlowRow {
  /** its place in the whole table, from 1 */
  readonly rank: number;
  readonly id: string;
  readonly rating: Rating;
  readonly isSwitchedOff: boolean;
}

/** The decision table as the stages that it goes through, from top to bottom. */
export function decisionFlow({ criteria }: Pick<GuidelineDocuments, 'criteria'>): readonly Stage[] {
  const stages: { name: string; rows: FlowRow[] }[] = [];
  criteria.forEach(({ id, rating, stage, disabled }, index) => {
    const row = { rank: index + 1, id, rating, isSwitchedOff: disabled !== undefined };
    const last = stages.at(-1);
    if (last === undefined || stage !== undefined) stages.push({ name: stage ?? '', rows: [row] });
    else last.rows.push(row);
  });
  return stages;
}
