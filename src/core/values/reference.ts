import { isObject, type JsonObject, objectsOf, textOf } from './json.js';

/** References of FHIR: `#contained`, `Type/id`, absolute or versioned, `urn:uuid:` as the message itself resolves it. */

/** Finds what a Reference, or the text of one, refers to; `holder` is the resource that it stands in. */
export type ResolveReference = (reference: unknown, holder: JsonObject) => JsonObject | undefined;

/** Resolves references among resources, the first source first; indexes them when first asked. */
export function createResolver(sources: readonly (readonly JsonObject[])[]): ResolveReference {
  let index: Map<string, JsonObject> | undefined;
  return (reference, holder) => {
    const text = textOf(isObject(reference) ? reference.reference : reference);
    if (text === undefined) return undefined;
    if (text.startsWith('#'))
      return objectsOf(holder.contained).find((resource) => textOf(resource.id) === text.slice(1));
    index ??= indexById(sources);
    const path = text.replace(/\/_history\/.*$/, '').replace(/^urn:uuid:/, '');
    return index.get(path) ?? index.get(path.split('/').slice(-2).join('/'));
  };
}

function indexById(sources: readonly (readonly JsonObject[])[]): Map<string, JsonObject> {
  const index = new Map<string, JsonObject>();
  for (const resources of sources)
    for (const resource of resources) {
      const id = textOf(resource.id);
      if (id === undefined) continue;
      const typed = `${String(resource.resourceType)}/${id}`;
      if (!index.has(typed)) index.set(typed, resource);
      if (!index.has(id)) index.set(id, resource);
    }
  return index;
}

const typed = /(?:^|\/)([A-Z][A-Za-z]+)\/([^/?#]+)(?:\/_history\/[^/?#]+)?$/;

/** `Type/id` at the end of a relative or absolute reference, a version cut off; undefined when there is none. */
export function typedReference(reference: string): { readonly type: string; readonly id: string } | undefined {
  const [, type, id] = typed.exec(reference.trim()) ?? [];
  return type === undefined || id === undefined ? undefined : { type, id };
}

/** The ids of the resources of one type in Bundles, by the `fullUrl` under which they stand there. */
export function idsByUrl(bundles: readonly unknown[], type: string): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const bundle of bundles)
    for (const { fullUrl, resource } of isObject(bundle) ? objectsOf(bundle.entry) : []) {
      if (typeof fullUrl !== 'string' || !isObject(resource) || resource.resourceType !== type) continue;
      const id = textOf(resource.id);
      if (id !== undefined) ids.set(fullUrl, id);
    }
  return ids;
}
