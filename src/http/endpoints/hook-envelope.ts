import {
  type FhirAuthorization,
  type HookContext,
  type HookName,
  type HookRequest,
  hooks,
} from '../../core/contract/hook-request.js';
import { isObject, type JsonObject, objectsOf } from '../../core/values/json.js';
import { RequestError } from '../../errors.js';
import { isNestedWithin } from '../nesting.js';
import { pickMembers, type Shape } from '../pick-members.js';
import { type HookEnvelope, requireHookEnvelope } from '../schemas.js';

/** A token whose life is not stated is taken to last for the answer and a little more. */
const assumedTokenLifeSeconds = 60;

/** Levels of objects and arrays in the draft orders, which go back in actions; FHIR resources stay far below. */
const maximumNesting = 64;

/**
 * A parsed body as a hook request for one of the given hooks: null and empty members count as absent, unknown members
 * are ignored, `Patient/` and `Encounter/` are stripped from ids. Throws a RequestError (400) naming the field.
 * Spec: CDS Hooks 2.0 "Calling a CDS Service", order-select and order-sign contexts; rows.
 */
export function toHookRequest(body: unknown, offered: readonly HookName[]): HookRequest {
  const envelope = requireHookEnvelope(pickMembers(body, envelopeShape));
  const hook = requireHook(envelope.hook, offered);
  return {
    hook,
    hookInstance: envelope.hookInstance,
    fhirServer: envelope.fhirServer,
    fhirAuthorization: toFhirAuthorization(envelope),
    context: toContext(hook, envelope.context),
    prefetch: envelope.prefetch ?? {},
  };
}

const envelopeShape: Shape = {
  hook: true,
  hookInstance: true,
  fhirServer: true,
  fhirAuthorization: { access_token: true, expires_in: true, scope: true, subject: true, patient: true },
  context: {
    userId: true,
    patientId: true,
    encounterId: true,
    selections: true,
    draftOrders: { resourceType: true, entry: true },
  },
  prefetch: true,
};

function requireHook(name: string, offered: readonly HookName[]): HookName {
  const hook = offered.find((known) => known === name);
  if (hook !== undefined) return hook;
  const message = `hook must be one that this service is listed with: ${offered.join(', ')}`;
  throw new RequestError({ code: 'value', status: 400, message, expression: 'hook' });
}

function toFhirAuthorization(envelope: HookEnvelope): FhirAuthorization | undefined {
  const { fhirServer, fhirAuthorization } = envelope;
  // a token without a server to use it at, or the other way round, is no access (row Q-5)
  if (fhirServer === undefined || fhirAuthorization?.access_token === undefined) return undefined;
  return {
    accessToken: fhirAuthorization.access_token,
    expiresInSeconds: fhirAuthorization.expires_in ?? assumedTokenLifeSeconds,
    scope: fhirAuthorization.scope ?? '',
    subject: fhirAuthorization.subject ?? '',
    patient: fhirAuthorization.patient === undefined ? undefined : bareId(fhirAuthorization.patient),
  };
}

function toContext(hook: HookName, context: HookEnvelope['context']): HookContext {
  const draftOrders = toDraftOrders(context.draftOrders?.entry);
  return {
    userId: context.userId,
    patientId: bareId(context.patientId),
    encounterId: context.encounterId === undefined ? undefined : bareId(context.encounterId),
    selections: toSelections(hook, context.selections, draftOrders),
    draftOrders,
  };
}

/** The resources of the Bundle; entries without one are dropped. */
function toDraftOrders(entries: readonly unknown[] | undefined): readonly JsonObject[] {
  const draftOrders = objectsOf(entries)
    .map((entry) => entry['resource'])
    .filter(isObject);
  if (isNestedWithin(draftOrders, maximumNesting)) return draftOrders;
  const expression = 'context.draftOrders';
  const message = `${expression} is nested deeper than ${maximumNesting} levels`;
  throw new RequestError({ code: 'structure', status: 400, message, expression });
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

function bareId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
