import { formatDay } from '../../core/values/day.js';
import { isObject, type JsonObject, textOf } from '../../core/values/json.js';
import type { Plan } from '../plan/plan.js';
import type { BacktestTools, OpenedCards } from '../plan/tools.js';
import { isOwnResult, type PlacedOrder } from '../record/placed-orders.js';
import { type DatedResource, datedResources, recordAsOf } from '../record/record-as-of.js';
import type { InventoryBuilder } from './inventory.js';
import { type OrderedRecord, type OrderRow, partsOf, toAsked, toConsultation } from './order-row.js';
import { type OrderChoice, ordersOf } from './patient-orders.js';
import type { ShardPatient } from './read-shard.js';

/** What scoring needs beside the records. */
export interface Scoring {
  readonly plan: Plan;
  readonly tools: BacktestTools;
  readonly cards: OpenedCards;
  readonly against: OpenedCards | undefined;
  readonly choice: OrderChoice;
  readonly medicationNamed: (reference: string) => JsonObject | undefined;
}

/** The order of a patient with the record as it stood then. */
export interface DatedOrder {
  readonly placed: PlacedOrder;
  readonly record: OrderedRecord;
}

/** Takes the record of a patient back to each of the orders. */
export function* datedOrders(scoring: Scoring, patient: ShardPatient): Generator<DatedOrder> {
  const { plan, tools, choice, medicationNamed } = scoring;
  const resources = datedResources(tools.withoutRepeats(patient.resources), plan.usesLastUpdated);
  const guidelines = choice.kind === 'placed' ? choice.guidelines : [];
  const parts = partsOf(patient.unreadable, plan.types, tools.typeOfPart);
  for (const placed of ordersOf(choice, resources)) {
    const known = recordAsOf(resources, placed.at).filter((each) => !isOwnResult(guidelines, placed, each));
    const own = known.map(({ resource }) => resource);
    const medications = medicationsOf(known, medicationNamed);
    yield { placed, record: { patientId: patient.id, resources: [...own, ...medications], parts } };
  }
}

/** Scores every order of one patient. */
export async function scorePatient(
  scoring: Scoring,
  patient: ShardPatient,
  inventory: InventoryBuilder,
): Promise<readonly OrderRow[]> {
  const { tools, cards, against } = scoring;
  const rows: OrderRow[] = [];
  const unknown = inventory.patient();
  for (const { placed, record } of datedOrders(scoring, patient)) {
    const request = toConsultation(placed, record);
    const { answer, assumed, openWords } = toAsked(await tools.consult(cards.guidelines, request));
    const other = against === undefined ? undefined : toAsked(await tools.consult(against.guidelines, request)).answer;
    if (answer.kind !== 'none')
      unknown.addOrder([...record.resources, placed.draft], { open: [...answer.missing, ...assumed], openWords });
    rows.push({
      patient: patient.id,
      order: placed.reference,
      date: formatDay(placed.at.day),
      clinician: placed.clinician,
      answer,
      ...(other === undefined ? {} : { against: other }),
    });
  }
  return rows;
}

/** The medicines that orders of the record refer to. */
function medicationsOf(
  resources: readonly DatedResource[],
  medicationNamed: Scoring['medicationNamed'],
): readonly JsonObject[] {
  const references = resources.flatMap(({ resource: { medicationReference } }) =>
    isObject(medicationReference) ? (textOf(medicationReference.reference) ?? []) : [],
  );
  return [...new Set(references)].map(medicationNamed).filter((medication) => medication !== undefined);
}
