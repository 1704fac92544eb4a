/** In: nothing. Out: the types that edges and core hand each other, beginning with the request of a hook. */

import type { JsonObject } from '../values/json.js';

/** How a hook says which draft orders are meant: by naming them, or by meaning all of them. */
export type SelectionRule = 'required' | 'all';

/**
 * The hooks that the service answers, in the order in which discovery lists them. One real client keeps the last entry
 * of an id only, and there it must be order-select (row D-10). All that differs from hook to hook stands here.
 */
export const hooks = {
  'order-sign': { selections: 'all' },
  'order-select': { selections: 'required' },
} as const satisfies { readonly [hook: string]: { readonly selections: SelectionRule } };

export type HookName = keyof typeof hooks;

/** Whether a text names a hook that the service answers. */
export function isHookName(name: unknown): name is HookName {
  return typeof name === 'string' && Object.hasOwn(hooks, name);
}

/** Every hook, as discovery lists them. */
export const hookNames: readonly HookName[] = Object.keys(hooks).filter(isHookName);

/** A CDS Hooks request after validation of its envelope. Spec: CDS Hooks 2.0 "Calling a CDS Service". */
export interface HookRequest {
  readonly hook: HookName;
  readonly hookInstance: string;
  readonly fhirServer: string | undefined;
  readonly fhirAuthorization: FhirAuthorization | undefined;
  readonly context: HookContext;
  /** optional members that were wrong and so were left out, by their path; undefined when there are none */
  readonly ignored?: readonly string[];
  /** prefetch key → resource, `null` (attempted, nothing there), or anything else a client may send; absent key = not attempted */
  readonly prefetch: JsonObject;
}

export interface HookContext {
  /** `Practitioner/x` or `PractitionerRole/x`, as sent */
  readonly userId: string;
  /** bare id (a `Patient/` prefix has been stripped) */
  readonly patientId: string;
  readonly encounterId: string | undefined;
  /** references to draft orders as sent; undefined where the hook selects every draft order */
  readonly selections: readonly string[] | undefined;
  /** the resources of the draftOrders Bundle, in order, untouched */
  readonly draftOrders: readonly JsonObject[];
  /** `fullUrl` of an entry of the draftOrders Bundle → its resource; undefined when no entry has one */
  readonly fullUrls?: ReadonlyMap<string, JsonObject>;
}

export interface FhirAuthorization {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly scope: string;
  readonly subject: string;
  readonly patient: string | undefined;
}
