import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../src/core/values/json.js';
import { post } from '../http/test-app.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { requestFor } from './requests.js';

describe('the trace of a consult', () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const get = (id: string): Promise<Response> => fetch(`${app.url}/trace/${id}`, { headers: { accept: 'text/html' } });

  async function answered() {
    const request = requestFor({
      findings: ['saddle-anesthesia'],
      patientId: 'canary-patient',
      reason: { text: 'canary-words' },
    });
    const [card] = (await app.ask(request)).cards;
    const decision = card?.extension?.['org.spine-imaging-cds.decision'];
    if (card === undefined || !isObject(decision)) throw new Error('no card');
    return { card, consult: String(decision.consult) };
  }

  it('is found by the id of the consult and by the uuid of its card, and says why', async () => {
    const { card, consult } = await answered();
    const pages = await Promise.all([consult, card.uuid].map(async (id) => (await get(id)).text()));
    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).toContain('<code>saddleAnesthesia</code>');
    expect(pages[0]).toContain('<code>Observation/stated-saddle-anesthesia</code>');
    expect(pages[0]).toContain('href="/criteria/cauda-equina-red-flags?version=');
    expect(pages[0]).toContain('conditions');
  });

  it('holds nothing of the patient and no words of the order', async () => {
    const { consult } = await answered();
    expect(await (await get(consult)).text()).not.toMatch(/canary|1980/);
  });

  it('says what became of the card', async () => {
    const { card, consult } = await answered();
    const reason = { code: 'already-arranged', system: 'urn:spine-imaging-cds:override-reasons' };
    const outcomeTimestamp = new Date().toISOString();
    await post(app.feedbackUrl, {
      feedback: [{ card: card.uuid, outcome: 'overridden', outcomeTimestamp, overrideReason: { reason } }],
    });
    expect(await (await get(consult)).text()).toContain('override-reasons|already-arranged');
  });

  it.each([
    'nothing',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    "'%20or%201=1",
    '%00',
  ])('"%s" leads to nothing', async (id) => {
    expect((await get(id)).status).toBe(404);
  });
});
