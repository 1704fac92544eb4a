import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, icd10, order, request, screenNormal, stated, study } from './requests.js';

const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20)];
const subject = { reference: 'Patient/p1' };
const mri = order(study.mri, { id: 'mri' });
const ct = order(study.ct, { id: 'ct' });

/** A group that contains orders; its actions point to them. */
function group(contained: readonly JsonObject[], changes: JsonObject = {}): JsonObject {
  return {
    resourceType: 'RequestGroup',
    id: 'rg',
    status: 'draft',
    intent: 'order',
    subject,
    contained,
    action: contained.map(({ id }) => ({ resource: { reference: `#${String(id)}` } })),
    ...changes,
  };
}

describe('an order that a group contains', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const ask = (drafts: readonly JsonObject[], more: JsonObject = {}, resources = acute) => {
    const { selections = ['RequestGroup/rg'], hook = 'order-select', ...context } = more;
    const entry = drafts.map((resource) => ({ fullUrl: `urn:uuid:${String(resource.id)}`, resource }));
    const draftOrders = { resourceType: 'Bundle', type: 'collection', entry };
    return app.ask(request({ context: { selections, draftOrders, ...context }, resources, envelope: { hook } }));
  };
  const studiesFor = async (...asked: Parameters<typeof ask>) =>
    (await ask(...asked)).cards.map((card) => decisionOf(card).study);
  const pointing = (reference: string): JsonObject => ({ action: [{ resource: { reference } }] });

  it.each([
    ['a RequestGroup', group([mri])],
    ['an R5 RequestOrchestration', group([mri], { resourceType: 'RequestOrchestration' })],
    ['a CarePlan', group([mri], { resourceType: 'CarePlan', action: undefined, activity: [{ reference: '#mri' }] })],
    ['an action of an action', group([mri], { action: [{ action: [{ action: [pointing('#mri')] }] }] })],
    ['a group without a working reference', group([mri], pointing('urn:uuid:mri'))],
    ['a group without actions', group([mri], { action: undefined })],
    ['a group whose order names no patient', group([{ ...mri, subject: undefined }])],
    ['a group whose order has no id', group([{ ...mri, id: undefined }])],
  ])('is rated when %s is selected, and when the order is signed', async (_, holder) => {
    const type = String(holder.resourceType);
    for (const selection of [`${type}/rg`, 'rg', 'urn:uuid:rg', `https://ehr.example.org/fhir/${type}/rg/_history/2`])
      expect(await studiesFor([holder, ct], { selections: [selection] })).toEqual(['mri-wo']);
    expect(await studiesFor([holder], { hook: 'order-sign' })).toEqual(['mri-wo']);
  });

  it('is rated as the same order is rated outside', async () => {
    const outside = onlyCard(await ask([mri], { selections: ['ServiceRequest/mri'] }));
    const inside = onlyCard(await ask([group([mri])]));
    for (const member of ['rating', 'studyRating', 'criterion', 'study'] as const)
      expect(decisionOf(inside)[member]).toEqual(decisionOf(outside)[member]);
  });

  it.each(['ServiceRequest/mri', 'mri', '#mri', 'urn:uuid:mri', 'RequestGroup/rg#mri'])(
    'may be selected alone: %s',
    async (selection) => {
      expect(await studiesFor([group([mri, ct])], { selections: [selection] })).toEqual(['mri-wo']);
    },
  );

  it('is rated beside what the group points to outside', async () => {
    const holder = group([mri], {
      action: [pointing('#mri'), pointing('urn:uuid:ct')].flatMap(({ action }) => action),
    });
    expect(await studiesFor([holder, ct])).toEqual(['ct-wo', 'mri-wo']);
  });

  it('is asked about once when it stands among the drafts too', async () => {
    expect(await studiesFor([group([mri]), mri], { hook: 'order-sign' })).toEqual(['mri-wo']);
  });

  it.each([
    ['the group has ended', group([mri], { status: 'revoked' })],
    ['it is what the group replaces', group([mri], { action: [], replaces: [{ reference: '#mri' }] })],
    ['it has been done', group([{ ...mri, status: 'completed' }])],
    ['it is no order', group([{ ...mri, resourceType: 'Procedure' }])],
  ])('is none when %s', async (_, holder) => {
    expect(await studiesFor([holder], { hook: 'order-sign' })).toEqual([]);
  });

  it('gets no action on an order that the client cannot find, and a change is said in words', async () => {
    for (const resources of [acute, [...acute, stated('saddle-anesthesia', true, 0)]]) {
      const answer = await ask([group([ct])], {}, resources);
      const { suggestions = [] } = onlyCard(answer);
      expect(JSON.stringify(suggestions)).not.toMatch(/"(update|delete)"/);
      expect(answer.systemActions).toBeUndefined();
    }
    const urgent = onlyCard(await ask([group([ct])], {}, [...acute, stated('saddle-anesthesia', true, 0)]));
    expect(decisionOf(urgent).rating).toBe('indicated-emergency');
    expect(urgent.detail).toContain('Preferred: MRI without contrast, lumbar spine.');
  });

  it('is for what the group is for, and for what it refers to inside of the group', async () => {
    const saddle = coded(icd10, 'G83.4', 'Cauda equina syndrome');
    const condition = { resourceType: 'Condition', id: 'why', subject, code: saddle };
    for (const holder of [
      group([mri], { reasonCode: [saddle] }),
      group([mri, condition], { reasonReference: [{ reference: '#why' }] }),
      group([{ ...mri, reasonReference: [{ reference: '#why' }] }, condition]),
      group([mri, condition]),
    ])
      expect(decisionOf(onlyCard(await ask([holder]))).rating).toBe('indicated-emergency');
  });

  it('of another patient is refused', async () => {
    const holder = group([{ ...mri, subject: { reference: 'Patient/other' } }]);
    await expect(ask([holder])).rejects.toThrow();
  });
});
