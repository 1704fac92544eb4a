import type { Contrast, Modality, Region } from '../contract/vocabulary.js';
import type { Guideline, StudyEntry } from '../guideline/guideline.js';
import { type JsonObject, textOf } from '../values/json.js';
import { memoByObject, memoByPart } from '../values/memo.js';

/** What a draft order asks for. `study` is the study kind that ratings.yaml rates, e.g. `mri-wo`; undefined = none of them. */
export interface Study {
  readonly modality: Modality;
  readonly region: Region;
  readonly contrast: Contrast;
  readonly kind: string | undefined;
  /** the order did not name its region; it was taken from the reason */
  readonly isRegionAssumed: boolean;
}

const deadStatus: ReadonlySet<string> = new Set(['revoked', 'completed', 'entered-in-error']);

/**
 * Recognises the imaging study of a draft order by its codes, then its body site; undefined = not imaging of the spine
 * (or codings that contradict each other: then nothing is chosen). Text never decides.
 */
export function recogniseStudy(
  guideline: Guideline,
  order: JsonObject,
  session: readonly JsonObject[],
  isForBackPain: () => boolean,
): Study | undefined {
  if (order.resourceType !== 'ServiceRequest' || order.doNotPerform === true) return undefined;
  const status = textOf(order.status);
  if (status !== undefined && deadStatus.has(status)) return undefined;
  const entry = entryOf(guideline, order.code);
  if (entry === undefined || entry.role !== undefined || entry.modality === 'any' || entry.modality === 'other')
    return undefined;
  const sites = regionsOfSites(guideline, order);
  const stated = entry.region === 'unspecified' ? (sites.length === 1 ? sites[0] : undefined) : entry.region;
  if (sites.length > 1) return undefined;
  if (stated !== undefined && sites.some((site) => !isWithin(site, stated))) return undefined;
  const region = stated ?? (isForBackPain() ? 'lumbar' : undefined);
  if (region === undefined || region === 'other') return undefined;
  const modality = isMyelography(guideline, entry, session) ? 'ct-myelography' : entry.modality;
  const kind = studyKind(guideline, modality, entry.contrast);
  return { modality, region, contrast: entry.contrast, kind, isRegionAssumed: stated === undefined };
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

function regionsOfSites(guideline: Guideline, order: JsonObject): readonly Region[] {
  if (order.bodySite === undefined) return [];
  const regions = new Set<Region>();
  for (const site of guideline.codings.codings(order.bodySite))
    for (const { valueSet, region } of guideline.documents.studies.bodySites)
      if (guideline.inValueSet(valueSet, site)) regions.add(region);
  return [...regions];
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
    ({ resourceType, code }) =>
      resourceType === 'ServiceRequest' && entryOf(guideline, code)?.role === 'myelography-injection',
  ),
);
