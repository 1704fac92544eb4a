/** In: the draft orders of a request. Out: those that ask for imaging of the spine, each with the study it asks for. */

import type { Guideline } from '../guideline/guideline.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { recogniseStudy, type Study } from './study.js';

/** The drafts that ask for imaging of the spine, in their order; `others` are where else a reason may be found. */
export function studiesOf(
  guideline: Guideline,
  drafts: readonly JsonObject[],
  others: () => readonly JsonObject[] = () => [],
): readonly OrderedStudy[] {
  return drafts.flatMap((order) => {
    const isAsked = (): boolean => isForBackPain(guideline, order, [...drafts, ...others()]);
    const study = recogniseStudy(guideline, order, drafts, isAsked);
    return study === undefined ? [] : [{ order, study }];
  });
}

/** Whether a coded reason of the order is back pain: only then an order without a region is taken as lumbar. */
function isForBackPain(guideline: Guideline, order: JsonObject, resources: readonly JsonObject[]): boolean {
  const targets = objectsOf(order.reasonReference).map((reference) => findReason(reference, order, resources));
  return [order.reasonCode, ...targets.map((target) => target?.code)]
    .flatMap((concept) => guideline.codings.codings(concept))
    .some((coding) =>
      guideline.uses
        .lookup(coding)
        .some((use) => use.kind === 'evidence' && use.role === 'finding' && use.fact.name === 'backPainIndication'),
    );
}

/** What a reason refers to: contained in the order, or by `Type/id` among the resources of the request. */
function findReason(
  { reference }: JsonObject,
  order: JsonObject,
  resources: readonly JsonObject[],
): JsonObject | undefined {
  const text = textOf(reference);
  if (text === undefined) return undefined;
  if (text.startsWith('#')) return objectsOf(order.contained).find(({ id }) => id === text.slice(1));
  const path = text
    .replace(/\/_history\/.*$/, '')
    .split('/')
    .slice(-2)
    .join('/');
  return resources.find(({ resourceType, id }) => `${String(resourceType)}/${String(id)}` === path);
}

/** A draft order and the study that it asks for. */
export interface OrderedStudy {
  readonly order: JsonObject;
  readonly study: Study;
}
