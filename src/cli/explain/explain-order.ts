import { hooks, isHookName } from '../../core/contract/hook-request.js';
import type { Guideline } from '../../core/guideline/guideline.js';
import { entryOf } from '../../core/order/study.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';

/** The draft orders to explain, and which of them are selected (undefined = all). */
export type ReadOrder =
  | {
      readonly kind: 'read';
      readonly draftOrders: readonly JsonObject[];
      readonly selections: readonly string[] | undefined;
    }
  | { readonly kind: 'unusable'; readonly message: string };

/**
 * A draft order for a study by name, `mri-wo` or `mri-wo:lumbar`, with the codes that a guideline proposes for it, or by a
 * code of any code system that a guideline takes for an imaging study, such as a CPT code.
 */
export function orderOfStudy(guidelines: readonly Guideline[], name: string): ReadOrder {
  const [study = '', region] = name.split(':');
  for (const { documents } of guidelines) {
    const regions = documents.studies.newOrders[study];
    const wanted = region ?? Object.keys(regions ?? {})[0] ?? '';
    const order = regions?.[wanted];
    if (order === undefined) continue;
    const coding = order.codes.length > 0 || order.cpt === undefined ? order.codes : [order.cpt];
    return drafted(name, { coding, text: order.text ?? order.codes[0]?.display });
  }
  const coding = studyCodings(guidelines, name)[0];
  if (coding !== undefined) return drafted(name, { coding: [coding] });
  const known = guidelines.flatMap(({ documents }) =>
    Object.entries(documents.studies.newOrders).map(([id, regions]) => `${id} (${Object.keys(regions).join(', ')})`),
  );
  const message = `is neither a file nor a study; studies and regions: ${known.join('; ') || 'none'}`;
  return { kind: 'unusable', message };
}

function drafted(name: string, code: JsonObject): ReadOrder {
  const draft = { resourceType: 'ServiceRequest', id: name.replace(':', '-'), status: 'draft', intent: 'order', code };
  return { kind: 'read', draftOrders: [draft], selections: undefined };
}

/** The code in each code system where a guideline knows it as a study. */
function studyCodings(guidelines: readonly Guideline[], code: string): readonly JsonObject[] {
  return guidelines.flatMap((guideline) =>
    guideline.documents.codeSystems
      .map(({ uri }) => ({ system: uri, code }))
      .filter((coding) => entryOf(guideline, { coding: [coding] }) !== undefined),
  );
}

/** The draft orders of a ServiceRequest, of a Bundle of them, or of a hook request. */
export function ordersOfResource(json: unknown): ReadOrder {
  const nothing: ReadOrder = { kind: 'unusable', message: 'is neither a ServiceRequest nor an order-select request' };
  if (!isObject(json)) return nothing;
  if (json.resourceType === 'ServiceRequest') return selected([json], undefined);
  if (json.resourceType === 'Bundle') return selected(resourcesOf(json), undefined);
  if (!isObject(json.context) || !isObject(json.context.draftOrders)) return nothing;
  const { selections, draftOrders } = json.context;
  const names = Array.isArray(selections) ? selections.filter((name) => typeof name === 'string') : undefined;
  const meansNamedOrders = isHookName(json.hook) && hooks[json.hook].selections === 'required';
  return selected(resourcesOf(draftOrders), meansNamedOrders ? names : undefined);
}

function resourcesOf(bundle: JsonObject): readonly JsonObject[] {
  return objectsOf(bundle.entry)
    .map(({ resource }) => resource)
    .filter(isObject);
}

function selected(draftOrders: readonly JsonObject[], selections: readonly string[] | undefined): ReadOrder {
  if (draftOrders.length === 0) return { kind: 'unusable', message: 'holds no draft order' };
  // an order is named by its id; a single order file may do without
  const named = draftOrders.map((order, index) =>
    textOf(order.id) === undefined ? { ...order, id: `order-${index + 1}` } : order,
  );
  return { kind: 'read', draftOrders: named, selections };
}
