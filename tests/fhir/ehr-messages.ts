import type { FhirAuthorization, HookRequest } from '../../src/core/contract/hook-request.js';
import type { PartState, RecordPart } from '../../src/core/contract/patient-record.js';
import { everyRecordPart } from '../../src/core/contract/patient-record.js';
import type { JsonObject } from '../../src/core/values/json.js';

export const patientId = 'pat-1';
export const fhirServer = 'https://fhir.ehr.example/r4';

/** planted where it must not come out again */
export const tokenCanary = 'canary-token-8f2c41';

export const patient = { resourceType: 'Patient', id: patientId, gender: 'female', birthDate: '1970-02-03' };

export function condition(id: string, subject = `Patient/${patientId}`): JsonObject {
  return { resourceType: 'Condition', id, subject: { reference: subject } };
}

export function bundle(resources: readonly JsonObject[], members: JsonObject = {}): JsonObject {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })), ...members };
}

export function linkTo(url: string): JsonObject {
  return { link: [{ relation: 'next', url }] };
}

export function operationOutcome(severity: string): JsonObject {
  return { resourceType: 'OperationOutcome', issue: [{ severity, code: 'processing' }] };
}

/** An order-select request of one patient with what the case changes. */
export function hookRequest(changes: Partial<HookRequest> = {}): HookRequest {
  return {
    hook: 'order-select',
    hookInstance: '9d76e2eb-311d-4aa4-974f-f851f58e727f',
    fhirServer: undefined,
    fhirAuthorization: undefined,
    context: {
      userId: 'Practitioner/1',
      patientId,
      encounterId: undefined,
      selections: ['ServiceRequest/order-1'],
      draftOrders: [{ resourceType: 'ServiceRequest', id: 'order-1', subject: { reference: `Patient/${patientId}` } }],
    },
    prefetch: {},
    ...changes,
  };
}

/** The authorization that comes with a token for everything. */
export function authorization(changes: Partial<FhirAuthorization> = {}): FhirAuthorization {
  return {
    accessToken: tokenCanary,
    expiresInSeconds: 300,
    scope: 'patient/*.read',
    subject: 'spine-imaging-cds',
    patient: patientId,
    ...changes,
  };
}

/** Part states that are all the same but for the changes. */
export function states(state: PartState, changes: { readonly [part in RecordPart]?: PartState } = {}) {
  return { ...everyRecordPart(state), ...changes };
}

/** Every part of the record sent and, but for the patient, empty. */
export const wholePrefetch: JsonObject = Object.fromEntries(
  Object.keys(everyRecordPart('read')).map((part) => [part, part === 'patient' ? patient : null]),
);
