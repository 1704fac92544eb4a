import type { Known, Setting } from './chosen-patient.js';
import { element, textIn } from './dom.js';
import { isJson, type Json } from './json.js';

/** What is ticked, as Observations of today in the service's own codes. */
function statedFindings({ system }: Setting, patientId: string): readonly Json[] {
  const effectiveDateTime = new Date().toISOString();
  return tickedFields(system).map(({ code, value }) => ({
    resourceType: 'Observation',
    id: `stated-${code}`,
    status: 'final',
    code: { coding: [{ system, code }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime,
    ...value,
  }));
}

function tickedFields(system: string): readonly { readonly code: string; readonly value: Json }[] {
  const found: { code: string; value: Json }[] = [];
  const form = element('try', HTMLFormElement);
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-finding]')) {
    if (field instanceof HTMLInputElement && field.type === 'radio' && !field.checked) continue;
    const { finding: code = '', kind } = field.dataset;
    if (field.value === '') continue;
    found.push({ code, value: stated(system, kind, field.value) });
  }
  return found;
}

function stated(system: string, kind: string | undefined, value: string): Json {
  if (kind === 'flag') return { valueBoolean: value === 'yes' };
  if (kind === 'enum') return { valueCodeableConcept: { coding: [{ system, code: value }] } };
  if (kind === 'days')
    return { valueQuantity: { value: Number(value), unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' } };
  return { valueInteger: Math.round(Number(value)) };
}

/** The request as an EHR sends it when an order is picked. */
export function toRequest(setting: Setting, { patientId, prefetch, fhirServer }: Known): Json {
  const findings = statedFindings(setting, patientId);
  const order = draftOrder(patientId);
  const isRead = prefetch === undefined;
  // a record that the service fetches itself is left as it is: what is ticked stands beside the order
  const supporting = isRead ? findings.map(({ id }) => ({ reference: `Observation/${String(id)}` })) : [];
  const drafts = [
    { resource: supporting.length === 0 ? order : { ...order, supportingInfo: supporting } },
    ...(isRead ? findings.map((resource) => ({ resource })) : []),
  ];
  return {
    hook: 'order-select',
    hookInstance: crypto.randomUUID?.() ?? '00000000-0000-4000-8000-000000000000',
    ...(fhirServer === undefined ? {} : { fhirServer }),
    context: {
      userId: 'Practitioner/try-it',
      patientId,
      selections: ['ServiceRequest/draft'],
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: drafts },
    },
    ...(prefetch === undefined ? {} : { prefetch: withFindings(prefetch, findings) }),
  };
}

function draftOrder(patientId: string): Json {
  const [chosen] = element('study', HTMLSelectElement).selectedOptions;
  const [coded] = element('reason', HTMLSelectElement).selectedOptions;
  const words = textIn('words');
  const reasons = [
    ...(coded === undefined || coded.value === '' ? [] : [{ coding: [codingOf(coded)] }]),
    ...(words === '' ? [] : [{ text: words }]),
  ];
  return {
    resourceType: 'ServiceRequest',
    id: 'draft',
    status: 'draft',
    intent: 'order',
    code: { coding: [codingOf(chosen)], text: chosen?.text ?? '' },
    subject: { reference: `Patient/${patientId}` },
    ...(reasons.length === 0 ? {} : { reasonCode: reasons }),
  };
}

function codingOf(option: HTMLOptionElement | undefined): Json {
  return { system: option?.dataset.system, code: option?.dataset.code, display: option?.text };
}

function withFindings(prefetch: Json, findings: readonly Json[]): Json {
  if (findings.length === 0) return prefetch;
  const { observations } = prefetch;
  const bundle = isJson(observations) ? observations : { resourceType: 'Bundle', type: 'searchset' };
  const entry = Array.isArray(bundle.entry) ? bundle.entry : [];
  const all = [...entry, ...findings.map((resource) => ({ resource }))];
  const { total: _, ...rest } = bundle;
  return { ...prefetch, observations: { ...rest, entry: all } };
}
