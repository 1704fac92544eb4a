import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { issueOf, post } from '../http/test-app.js';
import { criterionOf, decisionOf, onlyCard, outcomeOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { bundleOf, order, request, screenNormal, stated, study } from './requests.js';

describe('the context of a hook call', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  const acute = [...screenNormal, stated('symptom-days', 20)];
  const other = (changes: JsonObject = {}) => order(study.ct, { id: 'draft-2', ...changes });

  it('X-1 a user of any kind is answered', async () => {
    for (const userId of ['Practitioner/1', 'PractitionerRole/1', 'Patient/p1', 'dr'])
      expect(criterionOf(await app.ask(request({ context: { userId } })))).toBe('red-flag-screen-missing');
  });

  it('X-2 a patient id with its type is the same patient', async () => {
    expect(outcomeOf(await app.ask(request({ resources: acute, context: { patientId: 'Patient/p1' } })))).toBe(
      'acute-no-red-flags / not-appropriate',
    );
  });

  it('X-3 an encounter changes nothing', async () => {
    const without = await app.ask(request({ resources: acute }));
    const inEncounter = await app.ask(request({ resources: acute, context: { encounterId: 'e-1' } }));
    expect(outcomeOf(inEncounter)).toBe(outcomeOf(without));
  });

  it('X-4 every card is about the selected order, the other draft is background', async () => {
    const drafts = [order(), other()];
    const answer = await app.ask(request({ drafts, selections: ['ServiceRequest/draft-2'], resources: acute }));
    expect(decisionOf(onlyCard(answer))).toMatchObject({ order: 'ServiceRequest/draft-2', study: 'ct-wo' });
    expect(JSON.stringify(answer.systemActions)).not.toContain('draft-1');
    expect(decisionOf(onlyCard(answer)).overlays).toContain('duplicate-in-session');
  });

  it('X-5 the Bundle of drafts may be of any type and carry full URLs', async () => {
    const entry = [{ fullUrl: 'urn:uuid:1', resource: order() }];
    for (const draftOrders of [
      { resourceType: 'Bundle', type: 'collection', entry },
      { resourceType: 'Bundle', type: 'batch', entry },
      { resourceType: 'Bundle', entry },
    ])
      expect((await app.ask(request({ context: { draftOrders } }))).cards).toHaveLength(1);
  });

  it.each(['code', 'reasonCode', 'subject', 'status', 'intent', 'id', 'resourceType'])(
    'X-6 a draft without %s is answered 200',
    async (member) => {
      const { [member]: _removed, ...half } = order();
      const answer = await app.ask(
        request({ drafts: [half], selections: ['ServiceRequest/draft-1'], resources: acute }),
      );
      expect(answer.cards).toHaveLength(member === 'code' || member === 'id' || member === 'resourceType' ? 0 : 1);
    },
  );

  it.each([
    ['code', { coding: [{}] }],
    ['code', { coding: null }],
    ['code', 'MRI'],
    ['code', []],
    ['reasonCode', {}],
    ['reasonCode', [{ coding: [{ system: 'http://snomed.info/sct' }] }]],
    ['subject', { display: 'somebody' }],
    ['bodySite', [{ text: 'back' }]],
    ['priority', 7],
    ['extension', 'none'],
    ['status', ['draft']],
  ])('X-6 a half-filled %s (%j) is answered 200', async (member, value) => {
    const answer = await app.ask(request({ drafts: [order(study.mri, { [member]: value })], resources: acute }));
    expect(answer.cards.length).toBe(member === 'code' ? 0 : 1);
  });

  it('X-7 at signing every order is selected, whatever its status', async () => {
    const drafts = [order(study.mri, { status: 'active' }), other({ status: 'on-hold' })];
    const body = request({ drafts, resources: acute, envelope: { hook: 'order-sign' } });
    const answer = await app.ask(body);
    expect(answer.cards.map((card) => decisionOf(card).order)).toEqual([
      'ServiceRequest/draft-1',
      'ServiceRequest/draft-2',
    ]);
  });

  it('X-7 an order that is over is not rated', async () => {
    for (const status of ['revoked', 'completed', 'entered-in-error'])
      expect(await app.ask(request({ drafts: [order(study.mri, { status })] }))).toEqual({ cards: [] });
  });

  it('X-8 other resources and other orders are passed over', async () => {
    const medication = { resourceType: 'MedicationRequest', id: 'm-1', subject: { reference: 'Patient/p1' } };
    expect(await app.ask(request({ drafts: [medication] }))).toEqual({ cards: [] });
    const knee = order('73721', { id: 'knee' });
    const answer = await app.ask(request({ drafts: [medication, knee, order()], resources: acute }));
    expect(decisionOf(onlyCard(answer)).order).toBe('ServiceRequest/draft-1');
  });

  it('X-9 the same body gets the same advice each time, apart from identifiers and the clock', async () => {
    const body = request({ resources: [stated('saddle-anesthesia', true), stated('motor-weakness', true)] });
    const answers = [await app.ask(body), await app.ask(body), await app.ask(body)].map(withoutChance);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('X-10 a selection that names nothing is passed over', async () => {
    const selections = ['ServiceRequest/none', 'ServiceRequest/draft-1'];
    expect((await app.ask(request({ selections }))).cards).toHaveLength(1);
    expect(await app.ask(request({ selections: ['ServiceRequest/none'] }))).toEqual({ cards: [] });
  });

  it.each([
    ['in scope', study.mri],
    ['out of scope', '73721'],
    ['that is no imaging at all', '99213'],
  ])('X-11 an order %s of another patient is refused', async (_, code) => {
    const drafts = [order(), order(code, { id: 'draft-2', subject: { reference: 'Patient/somebody-else' } })];
    const response = await post(app.hookUrl, request({ drafts, selections: ['ServiceRequest/draft-1'] }));
    expect(response.status).toBe(400);
    expect((await issueOf(response)).slice(0, 2)).toEqual(['value', 'context.draftOrders.entry[1].resource.subject']);
  });

  it('X-11 a medication of another patient is refused even when nothing is in scope', async () => {
    const drafts = [{ resourceType: 'MedicationRequest', id: 'm', subject: { reference: 'Patient/somebody-else' } }];
    const response = await post(app.hookUrl, request({ drafts }));
    expect([response.status, JSON.stringify(await response.json()).includes('somebody')]).toEqual([400, false]);
  });

  it('X-12 the cards of two studies say in their summary and detail which one they mean', async () => {
    const { cards } = await app.ask(request({ drafts: [order(), other()], resources: acute }));
    expect(cards.map(({ summary }) => /\[(.*)\]$/.exec(summary)?.[1])).toEqual([
      'MRI without contrast, lumbar spine',
      'CT without contrast, lumbar spine',
    ]);
    expect(cards.map(({ detail = '' }) => detail.split('\n')[1])).toEqual([
      'Order: ServiceRequest/draft-1, for Low back pain \\(finding\\)',
      'Order: ServiceRequest/draft-2, for Low back pain \\(finding\\)',
    ]);
  });

  it('X-12 one draft sent twice gets one card', async () => {
    const draftOrders = bundleOf([order(), order()]);
    expect((await app.ask(request({ context: { draftOrders }, resources: acute }))).cards).toHaveLength(1);
  });
});

/** An answer without the identifiers and the moment that no two answers share. */
function withoutChance(answer: unknown): unknown {
  const text = JSON.stringify(answer)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'now');
  const parsed: unknown = JSON.parse(text);
  return objectsOf(parsed);
}
