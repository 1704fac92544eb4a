import { type JsonObject, objectsOf, textOf } from '../values/json.js';

// Argonaut PAMA profile: extension URLs of the rating on a ServiceRequest (rows G-4 to G-10)
export const ratingUrl = 'http://fhir.org/argonaut/Extension/pama-rating';

export const mechanismUrl = 'http://fhir.org/argonaut/Extension/pama-rating-qcdsm-consulted';

export const consultUrl = 'http://fhir.org/argonaut/Extension/pama-rating-consult-id';

export const criterionUrl = 'http://fhir.org/argonaut/Extension/pama-rating-auc-applied';

const ours: ReadonlySet<unknown> = new Set([ratingUrl, mechanismUrl, consultUrl, criterionUrl]);

/** The order with its rating extensions replaced and nothing else touched (G-5, G-10). */
export function withRating(order: JsonObject, extensions: readonly JsonObject[]): JsonObject {
  return { ...order, extension: [...otherExtensions(order), ...extensions] };
}

/** The order without rating extensions: a changed study must not keep the rating of another. */
export function withoutRating(order: JsonObject): JsonObject {
  if (order.extension === undefined) return order;
  const others = otherExtensions(order);
  if (others.length === objectsOf(order.extension).length) return order;
  const { extension: _removed, ...rest } = order;
  return others.length === 0 ? rest : { ...rest, extension: others };
}

const consultUri = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The consult that rated this order before, if it comes back with its rating (G-10). */
export function earlierConsultOf({ extension }: JsonObject): string | undefined {
  if (extension === undefined) return undefined;
  const stated = objectsOf(extension).find(({ url }) => url === consultUrl);
  return consultUri.exec(textOf(stated?.valueUri) ?? '')?.[1];
}

function otherExtensions({ extension }: JsonObject): readonly JsonObject[] {
  return extension === undefined ? [] : objectsOf(extension).filter(({ url }) => !ours.has(url));
}
