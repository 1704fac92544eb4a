/** In: the draft orders of a request. Out: those that ask for imaging of the spine, each with the study it asks for. */

import type { Guideline } from '../guideline/guideline.js';
import { orderIndication } from '../guideline/indication.js';
import type { JsonObject } from '../values/json.js';
import { createResolver, type ResolveReference } from '../values/reference.js';
import { reasonConceptsOf, reasonReferencesOf } from './order-elements.js';
import { recogniseStudy, type Study } from './study.js';

/** The drafts that ask for imaging of the spine, in their order; `others` are where else a reason may be found. */
export function studiesOf(
  guideline: Guideline,
  drafts: readonly JsonObject[],
  others: () => readonly JsonObject[] = () => [],
): readonly OrderedStudy[] {
  let resolver: ResolveReference | undefined;
  // made once, when an order needs it: all drafts may refer to all others
  const resolve: ResolveReference = (reference, holder) => {
    resolver ??= createResolver([[...drafts, ...others()]]);
    return resolver(reference, holder);
  };
  return drafts.flatMap((order) => {
    const study = recogniseStudy(guideline, order, drafts, () => isForBackPain(guideline, order, resolve));
    return study === undefined ? [] : [{ order, study }];
  });
}

/** Whether a coded reason of the order is back pain: only then an order without a region is taken as lumbar. */
function isForBackPain(guideline: Guideline, order: JsonObject, resolve: ResolveReference): boolean {
  const indications = orderIndication.factsOf(guideline).map(({ fact }) => fact);
  const targets = reasonReferencesOf(order).map((reference) => resolve(reference, order));
  return [...reasonConceptsOf(order), ...targets.map((target) => target?.code)]
    .flatMap((concept) => guideline.codings.codings(concept))
    .some((coding) =>
      guideline.uses
        .lookup(coding)
        .some((use) => use.kind === 'evidence' && use.role === 'finding' && indications.includes(use.fact)),
    );
}

/** A draft order and the study that it asks for. */
export interface OrderedStudy {
  readonly order: JsonObject;
  readonly study: Study;
}
