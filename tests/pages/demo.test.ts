import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, objectsOf } from '../../src/core/values/json.js';
import { demoBanner, type RunningDemo, startDemo } from '../../src/demo.js';
import { post } from '../http/test-app.js';
import { requestFor } from './requests.js';

describe('the demo', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'demo-'));
    demo = await startDemo({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  });
  afterAll(() => demo.stop());

  const read = async (
    path: string,
  ): Promise<{ readonly status: number; readonly body: { readonly [member: string]: unknown } }> => {
    const response = await fetch(path.startsWith('http') ? path : `${demo.fhirUrl}/${path}`);
    const body: unknown = await response.json();
    return { status: response.status, body: isObject(body) ? body : {} };
  };

  it('prints where it is and who its patients are', () => {
    const banner = demoBanner(demo);
    for (const { patientId } of demo.patients) expect(banner).toContain(`    ${patientId}`);
    expect(banner).toContain(demo.fhirUrl);
    expect(new Set(demo.patients.map(({ patientId }) => patientId)).size).toBe(demo.patients.length);
  });

  it('reads every patient by id', async () => {
    for (const { patientId } of demo.patients)
      expect(await read(`Patient/${patientId}`)).toMatchObject({
        status: 200,
        body: { resourceType: 'Patient', id: patientId },
      });
    expect((await read('Patient/nobody')).status).toBe(404);
    expect((await read('metadata')).body.fhirVersion).toBe('4.0.1');
  });

  it('searches by patient in pages that hold every resource once', async () => {
    const large = demo.patients.at(-1)?.patientId;
    const ids: unknown[] = [];
    let url: unknown = `Observation?patient=${large}&_sort=-date&_count=20`;
    let total: unknown;
    while (typeof url === 'string') {
      const { body } = await read(url);
      const entries = objectsOf(body.entry);
      expect(entries.length).toBeLessThanOrEqual(20);
      ids.push(...entries.map(({ fullUrl }) => fullUrl));
      total = body.total;
      url = objectsOf(body.link).find(({ relation }) => relation === 'next')?.url;
    }
    expect(ids.length).toBeGreaterThan(20);
    expect([ids.length, new Set(ids).size]).toEqual([total, total]);
  });

  it('answers a search that is posted, as the Sandbox does', async () => {
    const [first] = demo.patients;
    const body = new URLSearchParams({ patient: first?.patientId ?? '' });
    const response = await fetch(`${demo.fhirUrl}/Condition/_search`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ resourceType: 'Bundle', type: 'searchset' });
    expect((await fetch(`${demo.fhirUrl}/Condition`, { method: 'PUT', body: '{}' })).status).toBe(405);
  });

  it('lets the service read the record of each patient whole', async () => {
    for (const { patientId } of demo.patients) {
      const { prefetch: _, ...request } = requestFor({ patientId });
      const response = await post(`${demo.url}/cds-services/spine-imaging`, { ...request, fhirServer: demo.fhirUrl });
      const text = await response.text();
      expect([patientId, response.status, /Could not be read|Read in part only/.exec(text)?.[0]]).toEqual([
        patientId,
        200,
        undefined,
      ]);
    }
  });

  it('forgets what was answered on cards about one patient', async () => {
    const hook = `${demo.url}/cds-services/spine-imaging`;
    const ask = async (patientId: string) => {
      const answer: unknown = await (await post(hook, requestFor({ patientId }))).json();
      const [card] = objectsOf(isObject(answer) ? answer.cards : []);
      return { card, text: JSON.stringify(card) };
    };
    const answerAll = async (patientId: string) => {
      const { card } = await ask(patientId);
      const [suggestion] = objectsOf(card?.suggestions).filter(({ label }) => String(label).includes('normal'));
      const outcomeTimestamp = new Date().toISOString();
      const acceptedSuggestions = [{ id: suggestion?.uuid }];
      await post(`${hook}/feedback`, {
        feedback: [{ card: card?.uuid, outcome: 'accepted', outcomeTimestamp, acceptedSuggestions }],
      });
      return (await ask(patientId)).text;
    };
    for (const patientId of ['one', 'other']) expect(await answerAll(patientId)).toContain('Answered on a card');
    expect((await post(`${demo.url}/try/reset`, { patientId: 'one' })).status).toBe(200);
    expect((await ask('one')).text).not.toContain('Answered on a card');
    expect((await ask('other')).text).toContain('Answered on a card');
  });
});
