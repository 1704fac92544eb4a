import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action, Card, HookResponse } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { actionsOf, decisionOf, onlyCard, ratingCodes, resourcesOf, suggestionOf } from './answers.js';
import { corpus } from './corpus.js';
import { type RealApp, startRealApp } from './real-app.js';
import { backPain, fixture, order, request, screenNormal, stated, study } from './requests.js';

const ratingUrls = ['', '-qcdsm-consulted', '-consult-id', '-auc-applied'].map(
  (end) => `http://fhir.org/argonaut/Extension/pama-rating${end}`,
);
const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20)];
const saddle = stated('saddle-anesthesia', true);

describe('suggestions and actions', () => {
  let app: RealApp;
  const bodies = corpus();
  const answers = new Map<string, HookResponse>();
  const everyCard = (): readonly Card[] => [...answers.values()].flatMap(({ cards }) => cards);
  const everyAction = (): readonly Action[] => everyCard().flatMap(actionsOf);
  const created = (): readonly JsonObject[] =>
    everyAction().flatMap((action) => (action.type === 'create' ? [action.resource] : []));

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
    for (const [name, body] of bodies) answers.set(name, await app.ask(body));
  });
  afterAll(() => app.close());

  it('S-1 suggestions come with a selection behaviour, and only together', () => {
    for (const { suggestions, selectionBehavior } of everyCard())
      expect(selectionBehavior).toBe(suggestions === undefined ? undefined : 'any');
  });

  it('S-2 S-3 every suggestion has a label of at most 80 characters and a UUID of its own', () => {
    const suggestions = everyCard().flatMap((card) => card.suggestions ?? []);
    for (const { label } of suggestions) expect(label).toMatch(/^.{1,80}$/);
    expect(new Set(suggestions.map(({ uuid }) => uuid)).size).toBe(suggestions.length);
  });

  it('S-2 no label stands twice on one card', () => {
    for (const { suggestions = [] } of everyCard()) {
      const labels = suggestions.map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  it('S-4 a recommendation is true or not there', () => {
    for (const { suggestions = [] } of everyCard())
      for (const { isRecommended } of suggestions) expect([true, undefined]).toContain(isRecommended);
  });

  it('S-5 no suggestion is without actions', () => {
    for (const { suggestions = [] } of everyCard())
      for (const { actions } of suggestions) expect(actions?.length).toBeGreaterThan(0);
  });

  it('S-6 nothing says which actions of a suggestion may be left out', () => {
    expect(JSON.stringify([...answers.values()])).not.toContain('actionSelectionBehavior');
  });

  it('S-7 S-13 every action has one of three types and says what it does', () => {
    const actions = [...everyAction(), ...[...answers.values()].flatMap(({ systemActions = [] }) => systemActions)];
    expect([...new Set(actions.map(({ type }) => type))].sort()).toEqual(['create', 'delete', 'update']);
    for (const { description } of actions) expect(description).not.toBe('');
  });

  it('S-8 an update is the whole received order but for what it changes', async () => {
    const received = order(study.ct, {
      _status: { extension: [{ url: 'https://ehr.example.org/x', valueBoolean: true }] },
      meta: { versionId: '7', tag: [{ code: 'a' }] },
      extension: [{ url: 'https://ehr.example.org/slot', valueString: 'keep' }],
      modifierExtension: [{ url: 'https://ehr.example.org/m', valueCode: 'keep' }],
      unknownElement: { deep: [{ a: 1.5, b: [false, 0] }] },
      note: [{ text: 'Left leg worse' }],
      performer: [{ display: 'Dr. Example' }],
    });
    const card = onlyCard(await app.ask(request({ drafts: [received], resources: [saddle] })));
    const [changed = {}] = resourcesOf(suggestionOf(card, /^Change the order to MRI/));
    expect(Object.keys(changed)).toEqual([...Object.keys(received), 'priority']);
    expect({ ...changed, code: 0, extension: 0, priority: 0 }).toEqual({
      ...received,
      code: 0,
      extension: 0,
      priority: 0,
    });
    expect(objectsOf(changed.extension).map(({ url }) => url)).toEqual(['https://ehr.example.org/slot', ...ratingUrls]);
    expect(changed.code).toEqual({
      coding: [
        { system: expect.stringMatching(/cpt$/), code: '72148', display: 'MRI, lumbar spinal canal, no contrast' },
      ],
      text: 'MRI lumbar spine without contrast',
    });
  });

  it('S-9 S-10 every update and delete names a draft of the request', () => {
    for (const [name, answer] of answers) {
      const context = bodies.get(name)?.context;
      const bundle = isObject(context) ? context.draftOrders : undefined;
      const drafts = isObject(bundle) ? objectsOf(bundle.entry).flatMap(({ resource }) => objectsOf(resource)) : [];
      const known = drafts.map(({ resourceType, id }) => `${resourceType}/${id}`);
      for (const action of [...answer.cards.flatMap(actionsOf), ...(answer.systemActions ?? [])]) {
        if (action.type === 'delete') expect(known).toContain(action.resourceId);
        if (action.type === 'update') expect(known).toContain(`ServiceRequest/${action.resource.id}`);
      }
    }
  });

  it('S-11 every new order is a draft about the patient, with an intent and the reason of the order it goes with', () => {
    const orders = created().filter(({ resourceType }) => resourceType === 'ServiceRequest');
    expect(orders.length).toBeGreaterThan(20);
    for (const one of orders) {
      expect(one).toMatchObject({ status: 'draft', subject: { reference: expect.stringMatching(/^Patient\/./) } });
      expect(['order', 'plan', 'proposal']).toContain(one.intent);
      expect(one.id).toBeUndefined();
      expect(isObject(one.code) ? one.code.text : undefined).toEqual(expect.any(String));
      expect(objectsOf(one.reasonCode).length + objectsOf(one.reasonReference).length).toBeGreaterThan(0);
    }
  });

  it('S-11 a new order keeps reason, encounter, requester and intent of the draft', async () => {
    const condition = { resourceType: 'Condition', id: 'c', code: backPain, subject: { reference: 'Patient/p1' } };
    const drafts = [
      order(study.mri, {
        intent: 'plan',
        reasonReference: [{ reference: 'Condition/lbp' }, { reference: '#c' }],
        contained: [condition],
      }),
    ];
    const resources = [...acute, { ...condition, id: 'lbp' }];
    const card = onlyCard(await app.ask(request({ drafts, resources, context: { encounterId: 'e-1' } })));
    const [referral] = resourcesOf(suggestionOf(card, /physical therapy/));
    expect(referral).toEqual({
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'plan',
      priority: 'routine',
      code: { coding: [expect.objectContaining({ code: '308447003' })], text: 'Physical therapy for low back pain' },
      subject: { reference: 'Patient/p1' },
      encounter: { reference: 'Encounter/e-1' },
      requester: { reference: 'Practitioner/dr' },
      authoredOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      reasonCode: drafts[0]?.reasonCode,
      reasonReference: [{ reference: 'Condition/lbp' }],
      note: [{ text: expect.stringContaining('same-day medical assessment') }],
    });
  });

  it('S-12 S-15 system actions carry no UUID', () => {
    for (const { systemActions = [] } of answers.values())
      for (const action of systemActions) expect(Object.keys(action)).toEqual(['type', 'description', 'resource']);
  });

  it('S-14 a rating goes to the order; no card repeats it as a suggestion of its own', () => {
    for (const { suggestions = [] } of everyCard())
      for (const { label } of suggestions) expect(label).not.toMatch(/rating/i);
  });

  it.each(['order-select-lumbar-mri-no-reason', 'patient-spine-revision-radiculopathy', 'patient-clbp-opioid-nsaid'])(
    'G-3 %s cannot be rated: one card, no rating anywhere',
    async (name) => {
      const answer = await app.ask(fixture(`requests/${name}`));
      expect(onlyCard(answer).summary).toMatch(/^Cannot rate: /);
      expect(Object.keys(answer)).toEqual(['cards']);
      expect(JSON.stringify(answer.cards)).not.toContain('argonaut');
    },
  );

  it('G-4 a rated order carries all the extensions of a rating, tied to the decision', async () => {
    const answer = await app.ask(request({ resources: acute }));
    const [action] = answer.systemActions ?? [];
    const resource = action?.type === 'update' ? action.resource : {};
    const { consult } = decisionOf(onlyCard(answer));
    expect(resource.extension).toEqual([
      {
        url: ratingUrls[0],
        valueCodeableConcept: {
          coding: [
            {
              system: 'http://fhir.org/argonaut/CodeSystem/pama-rating',
              code: 'not-appropriate',
              display: 'Not appropriate',
            },
          ],
        },
      },
      { url: ratingUrls[1], valueString: 'not a CMS-qualified mechanism' },
      { url: ratingUrls[2], valueUri: `urn:uuid:${consult}` },
      { url: ratingUrls[3], valueUri: 'urn:spine-imaging-cds:criteria:acute-no-red-flags' },
    ]);
    expect(answer.extension).toEqual({ systemActions: answer.systemActions });
  });

  it('G-5 a system action changes nothing but the rating', async () => {
    const received = order(study.mri, {
      extension: [{ url: 'https://ehr.example.org/slot', valueString: 'keep' }],
      _id: { x: 1 },
    });
    const { systemActions = [] } = await app.ask(request({ drafts: [received], resources: acute }));
    const [action] = systemActions;
    const resource = action?.type === 'update' ? action.resource : {};
    const { extension, ...rest } = resource;
    const { extension: own, ...sent } = received;
    expect(JSON.stringify(rest)).toBe(JSON.stringify(sent));
    expect(objectsOf(extension).slice(0, 1)).toEqual(own);
  });

  it('G-5 what neither FHIR nor CDS Hooks allows is left out of what goes back', async () => {
    const drafts = [order(study.mri, { note: [], category: [{}], bodySite: null, identifier: [{ value: '' }] })];
    const { systemActions = [] } = await app.ask(request({ drafts, resources: acute }));
    expect(systemActions.map((action) => (action.type === 'update' ? Object.keys(action.resource) : []))).toEqual([
      ['resourceType', 'id', 'status', 'intent', 'code', 'subject', 'reasonCode', 'extension'],
    ]);
  });

  it('G-6 a knee MRI, a chest CT and a medication get nothing at all', () => {
    for (const name of [
      'knee MRI',
      'fixture order-select-cta-chest-out-of-scope',
      'fixture order-select-rx',
      'fixture order-sign-rx',
    ])
      expect(answers.get(name)).toEqual({ cards: [] });
  });

  it('G-6 no criteria apply is said of another region and of another reason, never of another field', () => {
    for (const name of ['another region', 'another reason', 'a child']) {
      const [action] = answers.get(name)?.systemActions ?? [];
      expect(action?.type === 'update' ? ratingCodes(action.resource) : []).toEqual(['no-criteria-apply']);
    }
  });

  it('G-10 an order that comes back with its rating gets one set of extensions, the new one', async () => {
    const first = await app.ask(request({ resources: acute }));
    const [action] = first.systemActions ?? [];
    const rated = action?.type === 'update' ? action.resource : {};
    const second = await app.ask(request({ drafts: [rated], resources: [saddle] }));
    const [again] = second.systemActions ?? [];
    const resource = again?.type === 'update' ? again.resource : {};
    expect(objectsOf(resource.extension).map(({ url }) => url)).toEqual(ratingUrls);
    expect(ratingCodes(resource)).toEqual(['appropriate']);
    const [before = {}, after = {}] = [first, second].flatMap(({ cards: [card] }) =>
      objectsOf(card?.extension?.['org.spine-imaging-cds.decision']),
    );
    expect(after.earlierConsult).toBe(before.consult);
    expect(before).not.toHaveProperty('earlierConsult');
  });

  it('G-10 an order whose rating can no longer be given gets no new one', async () => {
    const first = await app.ask(request({ resources: acute }));
    const [action] = first.systemActions ?? [];
    const rated = action?.type === 'update' ? action.resource : {};
    expect((await app.ask(request({ drafts: [rated] }))).systemActions).toBeUndefined();
  });
});
