import { type NormalCoding, wordsOf } from './coding.js';
import type { CodeUse, Guideline, StudyEntry } from './compiled-guideline.js';
import type { RatedOrder, Session } from './consult-context.js';
import { type JsonObject, textOf } from './json.js';
import type { Proposal } from './new-order.js';
import { escapeMarkdown } from './phrase.js';
import { entryOf } from './study.js';

/** Whether a test or referral stands among the drafts, is active, or was done lately: then it is not offered again. */
export function isAlreadyOrdered(guideline: Guideline, session: Session, { code, text }: Proposal): boolean {
  const wanted = code === undefined ? undefined : guideline.codings.normalise(code.system, code.code);
  if (wanted === undefined) return openOrders(session).some((order) => textsOf(order.code).includes(text));
  if (session.reading.actionsDone.has(wanted.key)) return true;
  const entry = entryOf(guideline, { coding: [code] });
  const isSame = (order: JsonObject): boolean =>
    isSameStudy(entry, entryOf(guideline, order.code)) ||
    guideline.codings.codings(order.code).some((coding) => isSameTest(guideline, wanted, coding));
  if (openOrders(session).some(isSame)) return true;
  return session.reading.doneStudies.some(
    ({ modality, region, when }) =>
      entry?.modality === modality && entry.region === region && session.asOf - when.latest <= recentDays,
  );
}

const recentDays = 30; // imaging done this lately need not be proposed again
const openStatus: ReadonlySet<unknown> = new Set(['draft', 'active', 'on-hold']);

/** The other drafts of the session that image the same region. */
export function duplicatesOf({ order, study }: RatedOrder, { studies }: Session): readonly JsonObject[] {
  return studies
    .filter((other) => other.order !== order && textOf(other.order.id) !== (textOf(order.id) ?? ''))
    .filter((other) => overlaps(other.study.region, study.region))
    .map((other) => other.order);
}

/** The active orders of the record for the same study of the same region. */
export function equivalentsOf({ guideline, study }: RatedOrder, session: Session): readonly JsonObject[] {
  const drafts = new Set(session.context.draftOrders.map((draft) => textOf(draft.id)));
  return session.record.resources.filter((resource) => {
    if (!isOpenOrder(resource) || resource.status === 'draft' || drafts.has(textOf(resource.id))) return false;
    const entry = entryOf(guideline, resource.code);
    return entry?.modality === study.modality && entry.region === study.region;
  });
}

/** An order in words that are safe on a card: "MRI lumbar spine (ServiceRequest/7)". */
export function nameOrder({ id, code }: JsonObject): string {
  const words = escapeMarkdown(wordsOf(code) ?? '');
  const name = textOf(id);
  if (name === undefined) return words;
  const reference = `ServiceRequest/${escapeMarkdown(name)}`;
  return words === '' ? reference : `${words} (${reference})`;
}

function openOrders({ context, record }: Session): readonly JsonObject[] {
  const drafts = context.draftOrders.filter((draft) => draft.resourceType === 'ServiceRequest');
  return [...drafts, ...record.resources.filter(isOpenOrder)];
}

function isOpenOrder(resource: JsonObject): boolean {
  return resource.resourceType === 'ServiceRequest' && openStatus.has(resource.status);
}

function isSameStudy(left: StudyEntry | undefined, right: StudyEntry | undefined): boolean {
  return left !== undefined && left.modality === right?.modality && left.region === right.region;
}

/** One code, or two codes that measure the same thing for the same fact. */
function isSameTest(guideline: Guideline, left: NormalCoding, right: NormalCoding): boolean {
  if (left.key === right.key) return true;
  const measures = (coding: NormalCoding): readonly CodeUse[] =>
    guideline.uses.lookup(coding).filter((use) => use.kind === 'evidence' && use.role === 'measurement');
  const wanted = measures(left);
  return measures(right).some((use) => wanted.includes(use));
}

function overlaps(left: string, right: string): boolean {
  return left === right || left === 'whole-spine' || right === 'whole-spine';
}

function textsOf(concept: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(concept) ? concept : [concept];
  return list.map((one) => (typeof one === 'object' && one !== null && 'text' in one ? one.text : undefined));
}
