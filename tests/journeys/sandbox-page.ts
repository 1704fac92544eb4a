import type { HookResponse, Suggestion } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../src/core/values/json.js';
import { ratingCodes, resourcesOf } from './answers.js';

/** One coding as the pickers of the page hold it. */
export interface Pick {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** The imaging screen of the CDS Hooks Sandbox: what it sends, what of an answer it shows, what it does on a click. */
export interface SandboxPage {
  readonly study: Pick;
  readonly reasons: readonly Pick[];
}

/** The request that the page sends for what is picked. */
export function requestOf({ study, reasons }: SandboxPage, prefetch?: JsonObject): JsonObject {
  const concept = (pick: Pick): JsonObject => ({ coding: [{ ...pick }], text: pick.display });
  const order = {
    resourceType: 'ServiceRequest',
    id: 'example-request-id',
    status: 'draft',
    intent: 'plan',
    code: concept(study),
    subject: { reference: 'Patient/p1' },
    reasonCode: reasons.map(concept),
  };
  return {
    hookInstance: '1a9d7bea-f90a-4016-80ac-9f7aff5d4a82',
    hook: 'order-select',
    fhirServer: 'http://localhost:8090/fhir',
    context: {
      patientId: 'p1',
      userId: 'Practitioner/COREPRACTITIONER1',
      selections: ['ServiceRequest/example-request-id'],
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    },
    ...(prefetch === undefined ? {} : { prefetch }),
  };
}

/** What the badge shows: the first rating of `extension.systemActions`, and nothing of the standard place. */
export function badgeOf({ extension }: HookResponse): unknown {
  return objectsOf(extension?.systemActions)
    .filter(({ type }) => type === 'update')
    .flatMap(({ resource }) => (isObject(resource) ? ratingCodes(resource) : []))[0];
}

/** A click on a suggestion: only updates are applied, and the page throws where it does. */
export function accept(page: SandboxPage, suggestion: Suggestion): SandboxPage {
  const [action] = suggestion.actions ?? [];
  if (action === undefined) throw new Error('a suggestion without actions breaks the page');
  if (action.type !== 'update') return page;
  const [resource = {}] = resourcesOf(suggestion);
  if (ratingCodes(resource).length === 0) throw new Error(`"${suggestion.label}" has no rating and breaks the page`);
  if (!Array.isArray(resource.reasonCode)) throw new Error(`"${suggestion.label}" has no reasons and breaks the page`);
  return { study: pickOf(resource.code), reasons: objectsOf(resource.reasonCode).map(pickOf) };
}

function pickOf(concept: unknown): Pick {
  const [coding] = isObject(concept) ? objectsOf(concept.coding) : [];
  const [system, code] = [textOf(coding?.system), textOf(coding?.code)];
  if (system === undefined || code === undefined) throw new Error('a concept without coding[0] breaks the page');
  return { system, code, display: textOf(coding?.display) ?? '' };
}
