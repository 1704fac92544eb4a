import { once } from 'node:events';
import { type AppParts, createApp } from '../../src/app.js';
import { type Client, demoClient } from '../../src/core/contract/client.js';
import type { Feedback } from '../../src/core/contract/feedback.js';
import { type HookRequest, hookNames } from '../../src/core/contract/hook-request.js';
import type { Card, ServiceDescription } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { createHttpServer } from '../../src/http/connections.js';

/** An app on a port of its own with stand-ins behind it that remember what they were given. */
export interface TestApp {
  readonly url: string;
  readonly hookUrl: string;
  readonly feedbackUrl: string;
  readonly received: { readonly request: HookRequest; readonly client: Client }[];
  readonly feedback: (readonly Feedback[])[];
  readonly logLines: JsonObject[];
  readonly close: () => Promise<void>;
}

export const services: readonly ServiceDescription[] = hookNames.map((hook) => ({
  hook,
  id: 'spine-imaging',
  title: 'Spine imaging advice',
  description: 'Rates orders of spine imaging',
  usageRequirements: 'Adults',
  prefetch: { patient: 'Patient/{{context.patientId}}' },
}));

export const codeSystems: readonly JsonObject[] = ['criteria', 'findings'].map((id) => ({
  resourceType: 'CodeSystem',
  id,
  url: `urn:spine-imaging-cds:${id}`,
  status: 'active',
  content: 'complete',
}));

/** Starts an app; its answer is one card for each draft order. */
export async function startTestApp(changes: Partial<AppParts> = {}): Promise<TestApp> {
  const received: TestApp['received'] = [];
  const feedback: TestApp['feedback'] = [];
  const logLines: JsonObject[] = [];
  const write = (fields: JsonObject): void => {
    logLines.push(fields);
  };
  const parts: AppParts = {
    publicUrl: 'https://cds.example.org',
    origins: 'any',
    services: () => services,
    codeSystems: () => codeSystems,
    answerCompanion: async () => ({ status: 404 }),
    mode: 'demo',
    questionnaires: () => [{ resourceType: 'Questionnaire', id: 'low-back-pain' }],
    isOperator: () => false,
    answerPage: async () => ({ status: 404, body: '' }),
    verifyClient: () => Promise.resolve(demoClient),
    isLate: () => false,
    bodies: () => ({ take: () => true, close: () => undefined }),
    admit: () => ({ kind: 'admitted', leave: () => undefined }),
    answerHook: (request, client) => {
      received.push({ request, client });
      return Promise.resolve({ cards: request.context.draftOrders.map((_, index) => cardOf(index)) });
    },
    receiveFeedback: (entries) => {
      feedback.push(entries);
      return Promise.resolve();
    },
    health: () => ({ mode: 'demo' }),
    readiness: () => Promise.resolve({ ready: true, details: {} }),
    report: () => Promise.reject(new Error('no report here')),
    metrics: {
      countRequest: () => undefined,
      countShed: () => undefined,
      countLaunch: () => undefined,
      write: () => Promise.resolve(''),
      contentType: 'text/plain',
    },
    log: { info: write, warn: write, error: write },
    limits: { hookBytes: 10_000_000, feedbackBytes: 1_000_000 },
    ...changes,
  };
  const server = createHttpServer(createApp(parts)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const hookUrl = `${url}/cds-services/spine-imaging`;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url, hookUrl, feedbackUrl: `${hookUrl}/feedback`, received, feedback, logLines, close };
}

function cardOf(index: number): Card {
  return {
    uuid: `f050d883-53ea-45eb-a9aa-acbddc1a7c0${index}`,
    summary: `Advice on order ${index + 1}`,
    indicator: 'info',
    source: { label: 'Guidance', topic: { system: 'urn:spine-imaging-cds:criteria', code: 'acute-low-back-pain' } },
    extension: { 'org.spine-imaging-cds.decision': { rating: 'appropriate' } },
  };
}

/** A request as a client would send it, with members of the envelope and of the context replaced; undefined removes. */
export function hookRequest(envelope: JsonObject = {}, context: JsonObject = {}): JsonObject {
  return {
    hook: 'order-select',
    hookInstance: '305d37b5-4574-4bf9-8a4d-5a28ddac9783',
    context: {
      userId: 'Practitioner/1',
      patientId: 'lbp-1',
      encounterId: 'e-1',
      selections: ['ServiceRequest/sr-1'],
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: draftOrder }] },
      ...context,
    },
    ...envelope,
  };
}

export const draftOrder: JsonObject = {
  resourceType: 'ServiceRequest',
  id: 'sr-1',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/lbp-1' },
};

/** Posts a value as JSON, or a string or bytes as they are. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const payload = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: payload });
}

/** The one issue of an OperationOutcome, as `[code, expression, text]`; fails when the body is anything else. */
export async function issueOf(response: Response): Promise<readonly [unknown, unknown, unknown]> {
  const outcome: unknown = await response.json();
  if (!isObject(outcome) || outcome.resourceType !== 'OperationOutcome' || !Array.isArray(outcome.issue))
    throw new Error(`not an OperationOutcome: ${JSON.stringify(outcome)}`);
  const [issue, ...others] = outcome.issue;
  if (issue.severity !== 'error' || others.length > 0) throw new Error('not one error');
  return [issue.code, issue.expression?.[0], issue.details.text];
}
