import { formatDay } from '../../core/values/day.js';
import { isObject, type JsonObject, textOf } from '../../core/values/json.js';
import { isNestedWithin } from '../../core/values/nesting.js';
import type { Plan } from '../plan/plan.js';
import type { BacktestTools, OpenedCards } from '../plan/tools.js';
import { isOwnResult, type PlacedOrder } from '../record/placed-orders.js';
import { type DatedResource, datedResources, recordAsOf } from '../record/record-as-of.js';
import { versionsAsOf } from '../record/versions-as-of.js';
import type { InventoryBuilder, PatientInventory } from './inventory.js';
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
  const own = patient.resources.filter((each) => !mayNameOthers(each) || tools.isAbout(each, patient.id));
  const newest = tools.withoutRepeats(own);
  const hasVersions = plan.usesLastUpdated && newest.length < own.length;
  const resources = datedResources(newest, plan.usesLastUpdated);
  const guidelines = choice.kind === 'placed' ? choice.guidelines : [];
  const parts = partsOf(patient.unreadable, plan, tools.typeOfPart);
  for (const found of ordersOf(choice, resources)) {
    const stood = hasVersions ? datedResources(tools.withoutRepeats(versionsAsOf(own, found.at)), true) : resources;
    // the order itself may have been changed since
    const placed = stood === resources ? found : (ordersOf(choice, stood).find(isSameAs(found)) ?? found);
    const known = recordAsOf(stood, placed.at).filter((each) => !isOwnResult(guidelines, placed, each));
    const medications = medicationsOf(known, medicationNamed);
    const all = [...known.map(({ resource }) => resource), ...medications];
    yield { placed, record: { patientId: patient.id, resources: all, parts } };
  }
}

/** Whether a resource names its patient in several places: they may be several patients, and it is nobody's then. */
function mayNameOthers({ resourceType, subject, patient, contained }: JsonObject): boolean {
  return contained !== undefined || (subject !== undefined && patient !== undefined) || resourceType === 'Appointment';
}

function isSameAs({ reference, at }: PlacedOrder): (other: PlacedOrder) => boolean {
  return (other) => other.reference === reference && other.at.day === at.day;
}

/** So deep no clinic nests a resource; what is deeper may end a walk through it. */
const deepest = 64;

/**
 * Scores every order of one patient. A resource that is nested too deep to be walked through leaves a gap in the record, as
 * one that cannot be parsed.
 */
export async function scorePatient(
  scoring: Scoring,
  patient: ShardPatient,
  inventory: InventoryBuilder,
): Promise<readonly OrderRow[]> {
  try {
    return await scoreReadable(scoring, patient, inventory);
  } catch (error) {
    const resources = patient.resources.filter((resource) => isNestedWithin(resource, deepest));
    const left = patient.resources.length - resources.length;
    if (!(error instanceof RangeError) || left === 0) throw error;
    return scoreReadable(scoring, { ...patient, resources, unreadable: patient.unreadable + left }, inventory);
  }
}

async function scoreReadable(
  scoring: Scoring,
  patient: ShardPatient,
  inventory: InventoryBuilder,
): Promise<readonly OrderRow[]> {
  const { tools, cards, against } = scoring;
  const rows: OrderRow[] = [];
  const counted: Parameters<PatientInventory['addOrder']>[] = [];
  for (const { placed, record } of datedOrders(scoring, patient)) {
    const request = toConsultation(placed, record);
    const { answer, assumed, openWords } = toAsked(await tools.consult(cards.guidelines, request));
    const other = against === undefined ? undefined : toAsked(await tools.consult(against.guidelines, request)).answer;
    if (answer.kind !== 'none')
      counted.push([[...record.resources, placed.draft], { open: [...answer.missing, ...assumed], openWords }]);
    rows.push({
      patient: patient.id,
      order: placed.reference,
      date: formatDay(placed.at.day),
      clinician: placed.clinician,
      answer,
      ...(other === undefined ? {} : { against: other }),
    });
  }
  // only now, so that a patient who is scored again is counted once
  const unknown = inventory.patient();
  for (const order of counted) unknown.addOrder(...order);
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
