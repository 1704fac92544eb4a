import { type JsonObject, textOf } from '../../core/values/json.js';
import { RequestError } from '../../errors.js';
import type { Endpoint } from '../endpoint.js';
import { queryOf } from '../query.js';
import { briefCaching } from './discovery.js';

/** `GET /fhir/CodeSystem`: a searchset of our own code systems, narrowed by `url` when it is given. */
export function createCodeSystemSearch(codeSystems: () => readonly JsonObject[], publicUrl: string): Endpoint {
  return ({ request }) => {
    const { url } = queryOf(request);
    const found = codeSystems().filter((system) => url === undefined || system['url'] === url);
    return { status: 200, body: searchset(found, publicUrl), headers: briefCaching };
  };
}

/** `GET /fhir/CodeSystem/{id}`: one of our own code systems, or 404. */
export function createCodeSystemRead(codeSystems: () => readonly JsonObject[]): Endpoint {
  return ({ id }) => {
    const found = codeSystems().find((system) => textOf(system['id']) === id);
    if (found !== undefined) return { status: 200, body: JSON.stringify(found), headers: briefCaching };
    const message = 'no such code system; GET /fhir/CodeSystem lists them';
    throw new RequestError({ code: 'not-found', status: 404, message });
  };
}

function searchset(codeSystems: readonly JsonObject[], publicUrl: string): string {
  const entry = codeSystems.map((resource) => ({
    fullUrl: `${publicUrl}/fhir/CodeSystem/${textOf(resource['id']) ?? ''}`,
    resource,
    search: { mode: 'match' },
  }));
  const found = entry.length === 0 ? {} : { entry };
  return JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: entry.length, ...found });
}
