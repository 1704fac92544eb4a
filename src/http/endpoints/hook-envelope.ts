import { type HookContext, type HookName, type HookRequest, hooks } from '../../core/contract/hook-request.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';
import { isNestedWithin } from '../../core/values/nesting.js';
import { RequestError } from '../../errors.js';
import { pickMembers, type Shape } from '../pick-members.js';
import { type HookEnvelope, requireHookEnvelope } from '../schemas.js';
import { readOptionalMembers } from './optional-members.js';

/** Levels of objects and arrays in the draft orders, which go back in actions; FHIR resources stay far below. */
const maximumNesting = 64;

/**
 * A parsed body as a hook request for one of the given hooks: null and empty members count as absent, unknown members
 * are ignored, optional ones that are wrong are left out, `Patient/` and `Encounter/` are stripped from ids.
 * @throws RequestError 400 naming the required member that is missing or wrong
 * Spec: CDS Hooks 2.0 "Calling a CDS Service", order-select and order-sign contexts; rows.
 */
export function toHookRequest(body: unknown, offered: readonly HookName[]): HookRequest {
  const envelope = requireHookEnvelope(pickMembers(body, envelopeShape));
  const hook = requireHook(envelope.hook, offered);
  const optional = readOptionalMembers(isObject(body) ? body : {});
  const { fhirServer, fhirAuthorization, encounterId, prefetch, ignored } = optional;
  return {
    hook,
    hookInstance: envelope.hookInstance,
    fhirServer,
    fhirAuthorization,
    prefetch,
    ignored: ignored.length === 0 ? undefined : ignored,
    context: toContext(hook, envelope.context, encounterId),
  };
}

const envelopeShape: Shape = {
  hook: true,
  hookInstance: true,
  context: {
    userId: true,
    patientId: true,
    selections: true,
    draftOrders: { resourceType: true, entry: true },
  },
};

function requireHook(name: string, offered: readonly HookName[]): HookName {
  const hook = offered.find((known) => known === name);
  if (hook !== undefined) return hook;
  const message = `hook must be one that this service is listed with: ${offered.join(', ')}`;
  throw new RequestError({ code: 'value', status: 400, message, expression: 'hook' });
}

function toContext(hook: HookName, context: HookEnvelope['context'], encounterId: string | undefined): HookContext {
  const entries = objectsOf(context.draftOrders?.entry);
  const draftOrders = toDraftOrders(entries);
  const fullUrls = toFullUrls(entries);
  return {
    userId: context.userId,
    patientId: context.patientId.replace(/^Patient\//, ''),
    encounterId,
    selections: toSelections(hook, context.selections, draftOrders),
    draftOrders,
    fullUrls: fullUrls.size === 0 ? undefined : fullUrls,
  };
}

/** The resources of the Bundle; entries without one are dropped. */
function toDraftOrders(entries: readonly JsonObject[]): readonly JsonObject[] {
  const draftOrders = entries.map((entry) => entry['resource']).filter(isObject);
  if (isNestedWithin(draftOrders, maximumNesting)) return draftOrders;
  const expression = 'context.draftOrders';
  const message = `${expression} is nested deeper than ${maximumNesting} levels`;
  throw new RequestError({ code: 'structure', status: 400, message, expression });
}

/** By which URL an entry is known: the only name of a draft that has no id yet. The first entry of a URL counts. */
function toFullUrls(entries: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const { fullUrl, resource } of entries) {
    const url = textOf(fullUrl);
    if (url !== undefined && isObject(resource) && !found.has(url)) found.set(url, resource);
  }
  return found;
}

function toSelections(
  hook: HookName,
  selections: readonly string[] | undefined,
  draftOrders: readonly JsonObject[],
): readonly string[] | undefined {
  switch (hooks[hook].selections) {
    case 'all':
      return undefined;
    case 'required':
      return requireSelections(hook, selections, draftOrders);
  }
}

/** Row X-10. Without draft orders there is nothing to select, and a real client then sends neither. */
function requireSelections(
  hook: HookName,
  selections: readonly string[] | undefined,
  draftOrders: readonly JsonObject[],
): readonly string[] {
  if (selections !== undefined) return selections;
  if (draftOrders.length === 0) return [];
  const message = `context.selections is missing: ${hook} names the selected draft orders as Type/id`;
  throw new RequestError({ code: 'required', status: 400, message, expression: 'context.selections' });
}
