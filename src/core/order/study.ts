import type { Contrast, Modality, Region } from '../contract/vocabulary.js';
import type { Guideline, StudyEntry } from '../guideline/guideline.js';
import type { JsonObject } from '../values/json.js';
import { memoByObject, memoByPart } from '../values/memo.js';
import { codeOf } from './order-elements.js';
import { otherRegionIn, regionsOfSites, sitesOf } from './order-region.js';

/** What a draft order asks for. `study` is the study kind that ratings.yaml rates, e.g. `mri-wo`; undefined = none of them. */
export interface Study {
  readonly modality: Modality;
  readonly region: Region;
  readonly contrast: Contrast;
  readonly kind: string | undefined;
  /** the order did not name its region; it was taken from the reason */
  readonly isRegionAssumed: boolean;
  /** the words by which an order that names no region of ours keeps the low back from being assumed */
  readonly unclearRegion?: string;
}

/** What a revoked order and others that are over are called in any version of FHIR. */
const deadStatus: ReadonlySet<unknown> = new Set(['cancelled', 'completed', 'entered-in-error']);

/**
 * Recognises the imaging study of a draft order by its codes, then its body site; undefined = not imaging of the spine
 * (or codings that contradict each other: then nothing is chosen). Text never decides; it keeps the low back from being
 * assumed where it names another region.
 */
export function recogniseStudy(
  guideline: Guideline,
  order: JsonObject,
  session: readonly JsonObject[],
  isForBackPain: () => boolean,
): Study | undefined {
  if (order.resourceType !== 'ServiceRequest' || order.doNotPerform === true) return undefined;
  if (deadStatus.has(guideline.forms.statusOf('event', order.status))) return undefined;
  const entry = entryOf(guideline, codeOf(order));
  if (entry === undefined || entry.role !== undefined || entry.modality === 'any' || entry.modality === 'other')
    return undefined;
  const sites = sitesOf(order, session);
  const named = regionsOfSites(guideline, guideline.codings.codings(sites));
  const stated = regionFor(entry, named);
  if (stated === 'contradiction' || stated === 'other') return undefined;
  if (stated === undefined && !isForBackPain()) return undefined;
  const modality = isMyelography(guideline, entry, session) ? 'ct-myelography' : entry.modality;
  const { contrast } = entry;
  const kind = studyKind(guideline, modality, contrast);
  if (stated !== undefined) return { modality, region: stated, contrast, kind, isRegionAssumed: false };
  const unclearRegion = otherRegionIn(guideline, order, sites);
  if (unclearRegion === undefined) return { modality, region: 'lumbar', contrast, kind, isRegionAssumed: true };
  return { modality, region: 'unclear', contrast, kind, isRegionAssumed: false, unclearRegion };
}

/**
 * The region of a study by its code, else by the regions that its body sites name; undefined when neither names one. A
 * code and a site, or two sites, that contradict each other are not chosen between.
 */
export function regionFor(entry: StudyEntry, sites: readonly Region[]): Region | 'contradiction' | undefined {
  if (entry.region === 'unspecified') return sites.length > 1 ? 'contradiction' : sites[0];
  const { region } = entry;
  return sites.every((site) => isWithin(site, region)) ? region : 'contradiction';
}

/** The study kind of ratings.yaml for a modality and contrast. */
export function studyKind(guideline: Guideline, modality: Modality, contrast: Contrast): string | undefined {
  for (const { name, kind } of kindsOf(guideline))
    if (kind.modality === modality && kind.contrast.includes(contrast)) return name;
  return undefined;
}

const kindsOf = memoByObject(({ documents }: Guideline) =>
  Object.entries(documents.ratings.studies).map(([name, kind]) => ({ name, kind })),
);

/** The study that the codes of a concept name, merged over all its codings; undefined when unknown or contradictory. */
export function entryOf(guideline: Guideline, concept: unknown): StudyEntry | undefined {
  let merged: StudyEntry | undefined;
  for (const coding of guideline.codings.codings(concept))
    for (const entry of guideline.studies.lookup(coding)) {
      merged = merged === undefined ? entry : merge(merged, entry);
      if (merged === undefined) return undefined;
    }
  return merged;
}

/** Two codings of one concept: the more specific one wins, a contradiction is no study at all. */
function merge(left: StudyEntry, right: StudyEntry): StudyEntry | undefined {
  if (left.role !== right.role) return undefined;
  const modality = agree(left.modality, right.modality, 'any');
  const region = agree(left.region, right.region, 'unspecified');
  const contrast = agree(left.contrast, right.contrast, 'unspecified');
  if (modality === undefined || region === undefined || contrast === undefined) return undefined;
  return { ...left, modality, region, contrast };
}

function agree<Value>(left: Value, right: Value, open: Value): Value | undefined {
  if (left === right || right === open) return left;
  return left === open ? right : undefined;
}

function isWithin(site: Region, region: Region): boolean {
  return site === region || region === 'whole-spine';
}

/** A CT with contrast beside a lumbar myelography injection in the same session is one CT myelography. */
function isMyelography(guideline: Guideline, entry: StudyEntry, session: readonly JsonObject[]): boolean {
  if (entry.modality !== 'ct' || entry.contrast !== 'with') return false;
  return hasMyelographyInjection(guideline, session);
}

const hasMyelographyInjection = memoByPart((guideline: Guideline, session: readonly JsonObject[]): boolean =>
  session.some(
    (other) =>
      other.resourceType === 'ServiceRequest' && entryOf(guideline, codeOf(other))?.role === 'myelography-injection',
  ),
);
