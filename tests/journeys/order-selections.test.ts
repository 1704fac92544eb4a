import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { order, request, screenNormal, stated, study } from './requests.js';

const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20)];
const uuid = '0ae954fa-eff8-4d38-8840-3af401abc9fd';
const base = 'https://ehr.example.org/fhir/R4';

describe('the selected orders', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  interface Entry {
    readonly fullUrl?: unknown;
    readonly resource?: unknown;
  }

  /** The study of each card for a Bundle of entries. */
  const studiesFor = async (entry: readonly (Entry | null)[], selections: readonly string[], hook = 'order-select') => {
    const context = { draftOrders: { resourceType: 'Bundle', type: 'collection', entry }, selections };
    const { cards } = await app.ask(request({ context, resources: acute, envelope: { hook } }));
    return cards.map((card) => decisionOf(card).study);
  };
  const mri = order();
  const ct = order(study.ct, { id: 'draft-2' });
  const { id: _removed, ...unnamed } = mri;

  it.each([
    'ServiceRequest/draft-1',
    ' ServiceRequest/draft-1 ',
    'ServiceRequest/draft-1/_history/1',
    `${base}/ServiceRequest/draft-1`,
    `${base}/ServiceRequest/draft-1/_history/2`,
    'draft-1',
  ])('are found by type and id: %s', async (selection) => {
    expect(await studiesFor([{ resource: mri }, { resource: ct }], [selection])).toEqual(['mri-wo']);
  });

  it.each([
    [`urn:uuid:${uuid}`, order(study.mri, { id: uuid }), undefined],
    [`urn:uuid:${uuid}`, order(study.mri, { id: uuid }), `urn:uuid:${uuid}`],
    [`urn:uuid:${uuid}`, unnamed, `urn:uuid:${uuid}`],
    [`ServiceRequest/${uuid}`, unnamed, `urn:uuid:${uuid}`],
    [uuid, unnamed, `urn:uuid:${uuid}`],
    [`urn:uuid:${uuid}`, mri, `urn:uuid:${uuid}`],
    ['urn:oid:1.2.3', unnamed, 'urn:oid:1.2.3'],
    [`${base}/ServiceRequest/7`, unnamed, `${base}/ServiceRequest/7`],
    [`${base}/ServiceRequest/7/_history/3`, unnamed, `${base}/ServiceRequest/7`],
    ['ServiceRequest/7', unnamed, `${base}/ServiceRequest/7`],
  ])('are found as %s', async (selection, resource, fullUrl) => {
    const entries = [{ resource: ct }, { fullUrl, resource }, null, { fullUrl: 7 }];
    expect(await studiesFor(entries, [selection])).toEqual(['mri-wo']);
  });

  it.each([
    'ServiceRequest/draft',
    'ServiceRequest/draft-1/x',
    'MedicationRequest/draft-1',
    'ServiceRequest/',
    `urn:uuid:${uuid}`,
    '/',
    'https://ehr.example.org',
    `MedicationRequest/${uuid}`,
  ])('are not guessed: %s', async (selection) => {
    expect(
      await studiesFor([{ resource: mri }, { fullUrl: 'urn:uuid:other', resource: unnamed }], [selection]),
    ).toEqual([]);
  });

  it('without an id get a card that says what to do, and no action that the client could not apply', async () => {
    const context = {
      draftOrders: { resourceType: 'Bundle', entry: [{ fullUrl: `urn:uuid:${uuid}`, resource: unnamed }] },
      selections: [`urn:uuid:${uuid}`],
    };
    const answer = await app.ask(request({ context, resources: acute }));
    expect(JSON.stringify(onlyCard(answer).suggestions ?? [])).not.toMatch(/"(update|delete)"/);
    expect(answer.systemActions).toBeUndefined();
  });

  const group = (members: JsonObject, resourceType = 'RequestGroup'): JsonObject => ({
    resourceType,
    id: 'rg',
    status: 'draft',
    intent: 'order',
    ...members,
  });
  const holding = (reference: string): JsonObject => ({ action: [{ resource: { reference } }] });

  it.each([
    ['in an action', group(holding('ServiceRequest/draft-1'))],
    ['in an action, by an absolute reference', group(holding(`${base}/ServiceRequest/draft-1/_history/1`))],
    ['in an action, by the fullUrl of its entry', group(holding(`urn:uuid:${uuid}`))],
    [
      'in an action of an action',
      group({ action: [{ action: [holding('x'), { resource: { reference: 'ServiceRequest/draft-1' } }] }] }),
    ],
    ['in an R5 RequestOrchestration', group(holding('ServiceRequest/draft-1'), 'RequestOrchestration')],
    ['in a CarePlan', group({ activity: [{ reference: { reference: 'ServiceRequest/draft-1' } }] }, 'CarePlan')],
    [
      'in an R5 CarePlan',
      group({ activity: [{ plannedActivityReference: { reference: 'ServiceRequest/draft-1' } }] }, 'CarePlan'),
    ],
  ])('may stand %s that is selected', async (_, holder) => {
    const entries = [
      { fullUrl: 'urn:uuid:rg', resource: holder },
      { fullUrl: `urn:uuid:${uuid}`, resource: mri },
      { resource: ct },
    ];
    for (const selection of [`${String(holder.resourceType)}/rg`, 'urn:uuid:rg'])
      expect(await studiesFor(entries, [selection])).toEqual(['mri-wo']);
    expect(await studiesFor(entries, [], 'order-sign')).toEqual(['mri-wo', 'ct-wo']);
  });

  it('of groups that hold each other come to an end', async () => {
    const first = { ...group(holding('RequestGroup/b')), id: 'a' };
    const second = {
      ...group({ action: [holding('RequestGroup/a'), { resource: { reference: 'RequestGroup/a' } }] }),
      id: 'b',
    };
    const third = {
      ...group({ action: [{ resource: { reference: 'RequestGroup/b' } }, { resource: 'x', action: 7 }, null] }),
      id: 'c',
    };
    const inside = {
      ...second,
      action: [{ resource: { reference: 'RequestGroup/a' } }, { resource: { reference: 'ServiceRequest/draft-1' } }],
    };
    const entries = [first, inside, third, mri].map((resource) => ({ resource }));
    expect(await studiesFor(entries, ['RequestGroup/c', 'RequestGroup/c'])).toEqual(['mri-wo']);
  });

  it('of a selected group get one card each, also when they are selected beside it', async () => {
    const entries = [group(holding('ServiceRequest/draft-1')), mri, mri].map((resource) => ({ resource }));
    expect(await studiesFor(entries, ['RequestGroup/rg', 'ServiceRequest/draft-1', 'draft-1'])).toEqual(['mri-wo']);
  });
});
