import type { Guideline, StudyEntry } from '../../core/guideline/guideline.js';
import { conceptsOf } from '../../core/order/order-elements.js';
import { entryOf } from '../../core/order/study.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';
import { isAfter, type Moment, readMoment } from './order-time.js';
import { isOrderType, type OrderType } from './read-types.js';
import { withoutLaterNotes } from './record-as-of.js';

/** An order as it was placed, or what was done where no order is in the record. */
export interface PlacedOrder {
  /** `Type/id` of the resource that shows it */
  readonly reference: string;
  readonly type: OrderType;
  readonly at: Moment;
  /** who ordered, as referred to; empty when nobody is named */
  readonly clinician: string;
  readonly draft: JsonObject;
  readonly resource: JsonObject | undefined;
  readonly entry: StudyEntry | undefined;
}

/** The row of studies.yaml for imaging that may be of the spine; undefined for anything else. */
export function spineStudyOf(guidelines: readonly Guideline[], resource: JsonObject): StudyEntry | undefined {
  if (!isOrderType(resource.resourceType) || resource.doNotPerform === true) return undefined;
  if (neverWas.has(textOf(resource.status) ?? '')) return undefined;
  // an order that was taken back had been placed; a study that was cancelled shows no order
  if (resource.resourceType !== 'ServiceRequest' && notDone.has(textOf(resource.status) ?? '')) return undefined;
  if (resource.resourceType === 'ServiceRequest' && !isOriginal(resource)) return undefined;
  const code = studyCodeOf(resource);
  for (const guideline of guidelines) {
    const entry = entryOf(guideline, code);
    if (entry === undefined || entry.role !== undefined || entry.region === 'other') continue;
    if (entry.modality !== 'any' && entry.modality !== 'other') return entry;
  }
  return undefined;
}

const neverWas: ReadonlySet<string> = new Set(['entered-in-error']);
const notDone: ReadonlySet<string> = new Set(['cancelled', 'not-done', 'preparation']);

/** The concept that says which study was ordered or done. */
export function studyCodeOf({ resourceType, code, procedureCode }: JsonObject): unknown {
  return conceptsOf(resourceType === 'ImagingStudy' ? procedureCode : code);
}

/** An order itself, rather than a plan of one or what a department made of it. */
function isOriginal({ intent }: JsonObject): boolean {
  return intent === undefined || intent === 'order' || intent === 'original-order' || intent === 'directive';
}

/** So long after an order its study is taken as the one that was ordered. In days. */
const carriedOutWithin = 90;

/** The spine imaging orders of a record, oldest first; what was done stands for an order where none asks for it. */
export function placedOrders(
  guidelines: readonly Guideline[],
  resources: readonly JsonObject[],
): readonly PlacedOrder[] {
  const all = resources.flatMap((resource): readonly PlacedOrder[] => {
    const entry = spineStudyOf(guidelines, resource);
    return entry === undefined ? [] : (toPlacedOrder(resource, entry) ?? []);
  });
  const requests = all.filter(({ type }) => type === 'ServiceRequest');
  const kept = [...requests];
  for (const type of ['Procedure', 'ImagingStudy', 'DiagnosticReport'] as const)
    for (const done of all.filter((order) => order.type === type).sort(compareOrders))
      if (!kept.some((order) => isSameStudy(order, done))) kept.push(done);
  return kept.sort(compareOrders);
}

function compareOrders(left: PlacedOrder, right: PlacedOrder): number {
  if (left.at.day !== right.at.day) return left.at.day - right.at.day;
  return left.reference < right.reference ? -1 : 1;
}

function isSameStudy(order: PlacedOrder, done: PlacedOrder): boolean {
  if (order.entry?.modality !== done.entry?.modality || order.entry?.region !== done.entry?.region) return false;
  const days = done.at.day - order.at.day;
  return order.type === 'ServiceRequest' ? days >= 0 && days <= carriedOutWithin : days === 0;
}

/** Whether an order can be put to the criteria: it has a day on which it was placed, and an id to tell it by. */
export function isPlaced(resource: JsonObject): boolean {
  return orderedAt(resource) !== undefined && textOf(resource.id) !== undefined;
}

function toPlacedOrder(resource: JsonObject, entry: StudyEntry): readonly PlacedOrder[] | undefined {
  const { resourceType: type } = resource;
  const at = orderedAt(resource);
  const id = textOf(resource.id);
  if (at === undefined || id === undefined || !isOrderType(type)) return undefined;
  const clinician = clinicianOf(resource);
  const draft = draftOf(withoutLaterNotes(resource, at));
  return [{ reference: `${type}/${id}`, type, at, clinician, draft, resource, entry }];
}

function orderedAt({ authoredOn, occurrenceDateTime, ...rest }: JsonObject): Moment | undefined {
  const { performedDateTime, performedPeriod, effectiveDateTime, effectivePeriod, started, issued } = rest;
  const start = (period: unknown): unknown => (isObject(period) ? period.start : undefined);
  const stated = [authoredOn, occurrenceDateTime, performedDateTime, start(performedPeriod), effectiveDateTime];
  for (const value of [...stated, start(effectivePeriod), started, issued]) {
    const moment = readMoment(value);
    if (moment !== undefined) return moment;
  }
  return undefined;
}

function clinicianOf({ requester, performer, referrer }: JsonObject): string {
  const [first] = objectsOf(performer);
  const holder = requester ?? referrer ?? first?.actor ?? first;
  return isObject(holder) ? (textOf(holder.reference) ?? textOf(holder.display) ?? '') : '';
}

/** The order as its clinician had it in hand: a draft. */
function draftOf(resource: JsonObject): JsonObject {
  if (resource.resourceType === 'ServiceRequest') return { ...resource, status: 'draft' };
  const { id, bodySite, reasonCode, reasonReference, note } = resource;
  const members = { code: firstConcept(studyCodeOf(resource)), bodySite, reasonCode, reasonReference, note };
  const stated = Object.entries(members).filter(([, value]) => value !== undefined);
  return { resourceType: 'ServiceRequest', id, status: 'draft', intent: 'order', ...Object.fromEntries(stated) };
}

/** An ImagingStudy lists concepts, an order has one. */
function firstConcept(concepts: unknown): unknown {
  return objectsOf(concepts)[0];
}

/** Whether one of the resources that tell of a study may be the result of this very order. */
export function isOwnResult(
  guidelines: readonly Guideline[],
  { at, draft, type: placedAs }: PlacedOrder,
  { resource, recorded }: { readonly resource: JsonObject; readonly recorded: Moment | undefined },
): boolean {
  const { resourceType: type, id, basedOn } = resource;
  if (id === draft.id && type === placedAs) return true;
  if (basedOn !== undefined && objectsOf(basedOn).some(({ reference }) => reference === `ServiceRequest/${draft.id}`))
    return true;
  if (!isOrderType(type) || type === 'ServiceRequest' || recorded?.day !== at.day || isAfter(at, recorded))
    return false;
  return guidelines.some((guideline) => guideline.knowsStudy(studyCodeOf(resource)));
}
