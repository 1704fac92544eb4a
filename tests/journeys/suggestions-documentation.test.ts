import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card, HookResponse } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { decisionOf, labelsOf, onlyCard, outcomeOf, resourcesOf, suggestionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, findings, order, request, screenNormal, stated, study } from './requests.js';

const symptomDays = (days: number): JsonObject => stated('symptom-days', days, 0);
const threeNormal = screenNormal.slice(0, 3);
const adequateCare: readonly JsonObject[] = [
  stated('conservative-care-days', 60),
  stated('care-physical-component', true),
  stated('care-medical-component', true),
];

describe('the missing exam in one click', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  /** What the EHR holds after it has stored the Observations of a suggestion. */
  const stored = (card: Card, label: RegExp): readonly JsonObject[] =>
    resourcesOf(suggestionOf(card, label)).map((resource, index) => ({ ...resource, id: `new-${index}` }));

  const afterClick = async (resources: readonly JsonObject[], label: RegExp): Promise<HookResponse> => {
    const card = onlyCard(await app.ask(request({ resources })));
    return app.ask(request({ resources: [...resources, ...stored(card, label)] }));
  };

  it('of a screen that is missing creates final Observations of now, coded twice', async () => {
    const body = request({ context: { encounterId: 'e-1' } });
    const created = resourcesOf(suggestionOf(onlyCard(await app.ask(body)), /all normal$/));
    expect(created.map(({ code }) => (isObject(code) ? objectsOf(code.coding).map((one) => one.code) : []))).toEqual([
      ['40492006', 'bladder-dysfunction'],
      ['235594008', 'bowel-dysfunction'],
      ['449813001', 'saddle-anesthesia'],
      ['102568007', 'motor-weakness'],
    ]);
    for (const observation of created) {
      expect(observation).toEqual({
        resourceType: 'Observation',
        status: 'final',
        identifier: [
          { system: 'urn:spine-imaging-cds:answers', value: expect.stringMatching(/^[0-9a-f-]{36}\.[a-z-]+$/) },
        ],
        category: [{ coding: [expect.objectContaining({ code: 'exam' })] }],
        code: {
          coding: [
            expect.objectContaining({ system: 'http://snomed.info/sct' }),
            expect.objectContaining({ system: findings }),
          ],
          text: expect.any(String),
        },
        subject: { reference: 'Patient/p1' },
        encounter: { reference: 'Encounter/e-1' },
        effectiveDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        performer: [{ reference: 'Practitioner/dr' }],
        valueBoolean: false,
      });
      expect(Date.now() - Date.parse(String(observation.effectiveDateTime))).toBeLessThan(10_000);
    }
  });

  it('says in its label what is attested, by whom it is examined or asked, and when', async () => {
    const card = onlyCard(await app.ask(request()));
    expect(labelsOf(card)).toEqual([
      'Today: exam normal; pain, PT, medicine 6 weeks, no better',
      'Today: exam normal; back pain for about 3 weeks',
      'Checked today: bladder, bowel, saddle sensation, leg strength - all normal',
      'Checked today: new bladder dysfunction',
      'Checked today: new bowel dysfunction',
      'Checked today: saddle numbness',
      'Checked today: leg weakness, new or worse than before',
      'Checked today: leg weakness unchanged, every muscle grade 4 or better',
      'Examined today: leg weakness, grade 3 or less in a key muscle',
      'Examined today: foot drop (ankle dorsiflexion grade 3 or less)',
    ]);
    expect(card.selectionBehavior).toBe('any');
  });

  it.each([
    ['acute pain', [symptomDays(20)], /all normal$/, 'acute-no-red-flags / not-appropriate'],
    ['pain of unknown onset', [], /all normal$/, 'duration-missing / unrated'],
    ['pain that began lately', [], /back pain for about 3 weeks$/, 'acute-no-red-flags / not-appropriate'],
    ['pain and care of 6 weeks', [], /6 weeks, no better$/, 'failed-care-axial-candidate-unknown / may-be-appropriate'],
    [
      'long pain without care',
      [symptomDays(80)],
      /no PT or exercise/,
      'no-adequate-conservative-care / not-appropriate',
    ],
    ['long pain', [symptomDays(80)], /all normal$/, 'conservative-care-missing / unrated'],
    ['bladder', [symptomDays(20)], /new bladder dysfunction$/, 'cauda-equina-red-flags / appropriate'],
    ['bowel', [symptomDays(20)], /new bowel dysfunction$/, 'cauda-equina-red-flags / appropriate'],
    ['saddle', [symptomDays(20)], /saddle numbness$/, 'cauda-equina-red-flags / appropriate'],
    ['weaker', [symptomDays(20)], /new or worse than before$/, 'progressive-motor-deficit / appropriate'],
    ['foot drop', [symptomDays(20)], /foot drop/, 'foot-drop / appropriate'],
    ['severe weakness', [symptomDays(20)], /grade 3 or less in a key/, 'severe-or-multilevel-deficit / appropriate'],
    [
      'mild weakness',
      [...threeNormal, symptomDays(20)],
      /grade 4 or better$/,
      'focal-motor-deficit-early / may-be-appropriate',
    ],
    [
      'strength alone missing',
      [...threeNormal, symptomDays(20)],
      /^Examined today: leg strength normal/,
      'acute-no-red-flags / not-appropriate',
    ],
  ])('once stored, answers the next call: %s', async (_, resources, label, outcome) => {
    expect(outcomeOf(await app.ask(request({ resources })))).toBe('red-flag-screen-missing / unrated');
    expect(outcomeOf(await afterClick(resources, label))).toBe(outcome);
  });

  it.each([
    [/about 1 week ago$/, 'acute-no-red-flags / not-appropriate'],
    [/about 3 weeks ago$/, 'acute-no-red-flags / not-appropriate'],
    [/about 5 weeks ago$/, 'acute-no-red-flags / not-appropriate'],
    [/for 6 weeks or more$/, 'conservative-care-missing / unrated'],
    [/for 3 months or more$/, 'conservative-care-missing / unrated'],
    [/pain is getting better$/, 'improving-course / not-appropriate'],
  ])('of the onset leads on: %s', async (label, outcome) => {
    expect(outcomeOf(await app.ask(request({ resources: screenNormal })))).toBe('duration-missing / unrated');
    expect(outcomeOf(await afterClick(screenNormal, label))).toBe(outcome);
  });

  it.each([
    [/6 weeks or more, no better$/, 'failed-care-neurologic / appropriate'],
    [/6 weeks or more, better$/, 'improving-course / not-appropriate'],
    [/no PT or exercise/, 'no-adequate-conservative-care / not-appropriate'],
    [/about 2 weeks ago$/, 'no-adequate-conservative-care / not-appropriate'],
    [/about 4 weeks ago$/, 'no-adequate-conservative-care / not-appropriate'],
  ])('of the care given leads on: %s', async (label, outcome) => {
    const resources = [...screenNormal, symptomDays(80), stated('radicular-pain', true)];
    expect(outcomeOf(await app.ask(request({ resources })))).toBe('conservative-care-missing / unrated');
    expect(outcomeOf(await afterClick(resources, label))).toBe(outcome);
  });

  it.each([
    [/nerve signs .* began under 6 weeks ago \(about 3\)$/, 'conservative-care-missing / unrated'],
    [/nerve signs .* 6 to 7 weeks ago$/, 'persistent-deficit-after-care / appropriate'],
    [/nerve signs .* for 8 weeks or more$/, 'persistent-deficit-8-weeks / appropriate'],
  ])('of a deficit without onset leads on: %s', async (label, outcome) => {
    const drafts = [order(study.mri, { reasonCode: [coded(findings, 'reflex-diminished')] })];
    const resources = [...screenNormal, symptomDays(80), ...adequateCare];
    const first = await app.ask(request({ drafts, resources }));
    expect(outcomeOf(first)).toBe('deficit-duration-missing / unrated');
    const next = await app.ask(request({ drafts, resources: [...resources, ...stored(onlyCard(first), label)] }));
    expect(outcomeOf(next)).toBe(outcome);
  });

  it.each([
    [/unchanged since the last imaging$/, 'unchanged-since-recent-imaging / not-appropriate'],
    [/new or worse symptoms or signs since/, 'acute-no-red-flags / not-appropriate'],
  ])('of a change since imaging leads on: %s', async (label, outcome) => {
    const resources = [...screenNormal, symptomDays(20), stated('prior-imaging-days', 100, 0)];
    expect(outcomeOf(await app.ask(request({ resources })))).toBe('recent-imaging-review-first / unrated');
    expect(outcomeOf(await afterClick(resources, label))).toBe(outcome);
  });

  it('of a change since imaging holds the exam as well, while that is open', async () => {
    const resources = [symptomDays(20), stated('prior-imaging-days', 100, 0)];
    expect(outcomeOf(await app.ask(request({ resources })))).toBe('recent-imaging-review-first / unrated');
    const answer = await afterClick(resources, /exam normal, unchanged since the last imaging$/);
    expect(outcomeOf(answer)).toBe('unchanged-since-recent-imaging / not-appropriate');
  });

  it('of weakness whose trend is unknown leads on', async () => {
    const resources = [...threeNormal, stated('motor-weakness', true), symptomDays(20)];
    expect(outcomeOf(await app.ask(request({ resources })))).toBe('motor-trend-unknown / unrated');
    expect(outcomeOf(await afterClick(resources, /weaker than at an earlier exam$/))).toBe(
      'progressive-motor-deficit / appropriate',
    );
    expect(outcomeOf(await afterClick(resources, /grade 4 or better$/))).toBe(
      'focal-motor-deficit-early / may-be-appropriate',
    );
  });

  it('answers the same order after a study that no row supports', async () => {
    const body = (resources: readonly JsonObject[]) => request({ drafts: [order(study.ctBoth)], resources });
    const resources = [symptomDays(20)];
    const card = onlyCard(await app.ask(body(resources)));
    expect(decisionOf(card).criterion).toBe('study-not-supported');
    const next = await app.ask(body([...resources, ...stored(card, /all normal$/)]));
    expect(outcomeOf(next)).toBe('acute-no-red-flags / not-appropriate');
  });

  it('settles an old suspicion, and does not settle a fresh one', async () => {
    const old = [symptomDays(20), stated('bladder-dysfunction', true, 120)];
    expect(outcomeOf(await app.ask(request({ resources: old })))).toBe('red-flag-unresolved / unrated');
    expect(outcomeOf(await afterClick(old, /all normal$/))).toBe('acute-no-red-flags / not-appropriate');
    const fresh = [...screenNormal, symptomDays(20), stated('bladder-dysfunction', true, 5)];
    expect(outcomeOf(await afterClick(fresh, /all normal$/))).toBe('red-flag-unresolved / unrated');
  });

  it('is not offered again once it stands in the record, whatever it led to', async () => {
    const starts: readonly (readonly JsonObject[])[] = [
      [],
      screenNormal,
      [...screenNormal, symptomDays(80)],
      [...threeNormal, stated('motor-weakness', true)],
      [...screenNormal, symptomDays(20), stated('bladder-dysfunction', true, 5)],
      [...screenNormal, symptomDays(20), stated('prior-imaging-days', 100, 0)],
    ];
    for (const resources of starts) {
      const card = onlyCard(await app.ask(request({ resources })));
      const clicks = (card.suggestions ?? []).filter((one) => resourcesOf(one)[0]?.resourceType === 'Observation');
      expect(clicks.length).toBeGreaterThan(0);
      for (const click of clicks) {
        const created = resourcesOf(click).map((resource, index) => ({ ...resource, id: `new-${index}` }));
        const { cards } = await app.ask(request({ resources: [...resources, ...created] }));
        expect(cards.flatMap(labelsOf)).not.toContain(click.label);
      }
    }
  });
});
