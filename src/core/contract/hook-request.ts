import type { JsonObject } from '../values/json.js';

export type HookName = 'order-select' | 'order-sign';

/** A CDS Hooks request after validation of its envelope. Spec: CDS Hooks 2.0 "Calling a CDS Service". */
export interface HookRequest {
  readonly hook: HookName;
  readonly hookInstance: string;
  readonly fhirServer: string | undefined;
  readonly fhirAuthorization: FhirAuthorization | undefined;
  readonly context: HookContext;
  /** prefetch key → resource, `null` (attempted, nothing there), or anything else a client may send; absent key = not attempted */
  readonly prefetch: JsonObject;
}

export interface HookContext {
  /** `Practitioner/x` or `PractitionerRole/x`, as sent */
  readonly userId: string;
  /** bare id (a `Patient/` prefix has been stripped) */
  readonly patientId: string;
  readonly encounterId: string | undefined;
  /** `Type/id` strings; undefined for order-sign, where every draft order is selected */
  readonly selections: readonly string[] | undefined;
  /** the resources of the draftOrders Bundle, in order, untouched */
  readonly draftOrders: readonly JsonObject[];
}

export interface FhirAuthorization {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly scope: string;
  readonly subject: string;
  readonly patient: string | undefined;
}
