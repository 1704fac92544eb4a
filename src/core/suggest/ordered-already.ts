import type { Coding } from '../contract/vocabulary.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { CodeUse, Guideline, StudyEntry } from '../guideline/guideline.js';
import { codeOf } from '../order/order-elements.js';
import { entryOf } from '../order/study.js';
import type { NormalCoding } from '../values/coding.js';
import { type JsonObject, textOf } from '../values/json.js';
import { memoByPart } from '../values/memo.js';
import type { OrderContent } from './suggestion-draft.js';

/** Whether a test or referral stands among the drafts, is active, or was done lately: then it is not offered again. */
export function isAlreadyOrdered(guideline: Guideline, session: RequestContext, { code, text }: OrderContent): boolean {
  const wanted = code === undefined ? undefined : wantedTest(guideline, code);
  if (wanted === undefined) return isAnyOpen(session, (order) => textsOf(codeOf(order)).includes(text));
  const { coding, entry, measures } = wanted;
  if (session.reading.actionsDone.has(coding.key)) return true;
  // one code, or two codes that measure the same thing for the same fact
  const isSameTest = (other: NormalCoding): boolean =>
    other.key === coding.key ||
    (measures.length > 0 && measuresOf(guideline, other).some((use) => measures.includes(use)));
  const isSame = (order: JsonObject): boolean =>
    (entry !== undefined && isSameStudy(entry, entryOf(guideline, codeOf(order)))) ||
    guideline.codings.some(codeOf(order), isSameTest);
  if (isAnyOpen(session, isSame)) return true;
  if (entry === undefined) return false;
  return session.reading.doneStudies.some(
    ({ modality, region, when }) =>
      entry.modality === modality && entry.region === region && session.asOf - when.latest <= recentDays,
  );
}

/** A code that is proposed, and all that orders are held against. */
interface WantedTest {
  readonly coding: NormalCoding;
  readonly entry: StudyEntry | undefined;
  readonly measures: readonly CodeUse[];
}

const wantedTest = memoByPart((guideline: Guideline, code: Coding): WantedTest | undefined => {
  const coding = guideline.codings.normalise(code.system, code.code);
  if (coding === undefined) return undefined;
  return { coding, entry: entryOf(guideline, { coding: [code] }), measures: measuresOf(guideline, coding) };
});

const recentDays = 30;

// imaging done this lately need not be proposed again

/** A card that named every one of hundreds of drafts would say nothing, and each of their cards would name them all. */
const mostDuplicates = 10;

/** The other drafts of the session that image the same region, the first few of them. */
export function duplicatesOf({ order, study }: RatedOrder, { studies }: RequestContext): readonly JsonObject[] {
  if (studies.length < 2) return [];
  return studies
    .filter((other) => other.order !== order && textOf(other.order.id) !== (textOf(order.id) ?? ''))
    .filter((other) => overlaps(other.study.region, study.region))
    .slice(0, mostDuplicates)
    .map((other) => other.order);
}

/** The active orders of the record for the same study of the same region. */
export function equivalentsOf({ guideline, study }: RatedOrder, session: RequestContext): readonly JsonObject[] {
  const open = session.reading.openOrders;
  if (open.length === 0) return [];
  const drafts = new Set(session.context.draftOrders.map((draft) => textOf(draft.id)));
  return open.filter((resource) => {
    if (resource.status === 'draft' || drafts.has(textOf(resource.id))) return false;
    const entry = entryOf(guideline, resource.code);
    return entry?.modality === study.modality && entry.region === study.region;
  });
}

/** Whether a draft or an open order of the record passes a test. */
function isAnyOpen({ context, reading }: RequestContext, test: (order: JsonObject) => boolean): boolean {
  for (const draft of context.draftOrders) if (draft.resourceType === 'ServiceRequest' && test(draft)) return true;
  return reading.openOrders.some(test);
}

function isSameStudy(left: StudyEntry, right: StudyEntry | undefined): boolean {
  return left.modality === right?.modality && left.region === right.region;
}

/** What a code measures. */
function measuresOf(guideline: Guideline, coding: NormalCoding): readonly CodeUse[] {
  return guideline.uses.lookup(coding).filter((use) => use.kind === 'evidence' && use.role === 'measurement');
}

function overlaps(left: string, right: string): boolean {
  return left === right || left === 'whole-spine' || right === 'whole-spine';
}

function textsOf(concept: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(concept) ? concept : [concept];
  return list.map((one) => (typeof one === 'object' && one !== null && 'text' in one ? one.text : undefined));
}
