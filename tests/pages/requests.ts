import type { JsonObject } from '../../src/core/values/json.js';

/** What differs between the requests of these tests. */
export interface Asked {
  readonly coding?: { readonly system: string; readonly code: string };
  readonly reason?: JsonObject;
  /** codes of findings that are stated to be there, today */
  readonly findings?: readonly string[];
  readonly patientId?: string;
  readonly orderId?: string;
}

const lumbarMri = { system: 'http://loinc.org', code: '24967-2' };

/** A hook request for a lumbar MRI, as the page "Try it" makes it. */
export function requestFor({
  coding = lumbarMri,
  reason = { text: 'back pain' },
  findings = [],
  patientId = 'p',
  orderId = 'draft',
}: Asked) {
  const subject = { reference: `Patient/${patientId}` };
  const code = { coding: [coding] };
  const order = { resourceType: 'ServiceRequest', id: orderId, status: 'draft', intent: 'order', subject, code };
  const observations = findings.map((finding) => ({
    resource: {
      resourceType: 'Observation',
      id: `stated-${finding}`,
      status: 'final',
      subject,
      code: { coding: [{ system: 'urn:spine-imaging-cds:findings', code: finding }] },
      effectiveDateTime: new Date().toISOString(),
      valueBoolean: true,
    },
  }));
  return {
    hook: 'order-select',
    hookInstance: '305d37b5-4574-4bf9-8a4d-5a28ddac9783',
    context: {
      userId: 'Practitioner/1',
      patientId,
      selections: [`ServiceRequest/${orderId}`],
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: { ...order, reasonCode: [reason] } }] },
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: patientId, birthDate: '1980-01-01' },
      observations: { resourceType: 'Bundle', entry: observations },
    },
  };
}
