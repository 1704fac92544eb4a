import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card, HookResponse, Suggestion } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { post } from '../http/test-app.js';
import { storages } from '../store/storages.js';
import { criterionOf, decisionOf, onlyCard, resourcesOf, suggestionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { adult, daysAgo, order, request, screenNormal, stated } from './requests.js';

const acute: readonly JsonObject[] = [stated('symptom-days', 20, 0)];
const normal = /normal$/;
const saddle = /saddle numbness$/;
const withdraw = /^Withdraw answer of/;

describe.each(storages)('answers that are taken back ($name)', (storage) => {
  let app: RealApp;
  beforeAll(async () => {
    await storage.start();
    const { databaseUrl } = await storage.newPlace();
    app = await startRealApp({
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, SITE_KEY: 'k'.repeat(40) }),
    });
  });
  afterAll(async () => {
    await app.close();
    await storage.closeAll();
    await storage.stop();
  });

  /** A patient of its own for each test, asked about again and again. */
  const newPatient = () => {
    const patientId = randomUUID();
    const about = (resource: JsonObject): JsonObject => ({
      ...resource,
      subject: { reference: `Patient/${patientId}` },
    });
    const ask = (resources: readonly JsonObject[] = acute): Promise<HookResponse> =>
      app.ask(
        request({
          drafts: [about(order())],
          patient: { ...adult, id: patientId },
          resources: resources.map(about),
          context: { patientId },
        }),
      );
    return { patientId, ask };
  };

  const accept = async (card: Card, suggestion: Suggestion): Promise<void> => {
    const feedback = {
      card: card.uuid,
      outcome: 'accepted',
      acceptedSuggestions: [{ id: suggestion.uuid }],
      outcomeTimestamp: new Date().toISOString(),
    };
    expect((await post(app.feedbackUrl, { feedback: [feedback] })).status).toBe(200);
  };

  const click = async (answer: HookResponse, label: RegExp): Promise<Suggestion> => {
    const card = onlyCard(answer);
    const suggestion = suggestionOf(card, label);
    await accept(card, suggestion);
    return suggestion;
  };

  /** What the EHR holds after it has stored the resources of a suggestion. */
  const stored = (suggestion: Suggestion, changes: JsonObject = {}): readonly JsonObject[] =>
    resourcesOf(suggestion).map((resource, at) => ({ ...resource, id: `kept-${at}`, ...changes }));

  it('an answer is used, and the card says when it was given and offers to take it back', async () => {
    const { ask } = newPatient();
    expect(criterionOf(await ask())).toBe('red-flag-screen-missing');
    await click(await ask(), normal);
    const card = onlyCard(await ask());
    expect(decisionOf(card).criterion).toBe('acute-no-red-flags');
    expect(card.detail).toContain(`**Answered on a card:** `);
    expect(card.detail).toContain(`(${daysAgo(0)})`);
    suggestionOf(card, withdraw);
  });

  it.each(['entered-in-error', 'cancelled'])(
    'the Observation coming back as %s takes the answer back',
    async (status) => {
      const { ask } = newPatient();
      const suggestion = await click(await ask(), normal);
      expect(criterionOf(await ask([...acute, ...stored(suggestion)]))).toBe('acute-no-red-flags');
      const retracted = [...acute, ...stored(suggestion, { status })];
      expect(criterionOf(await ask(retracted))).toBe('red-flag-screen-missing');
      expect(onlyCard(await ask(retracted)).detail).not.toContain('Answered on a card');
      // for good: also where the record does not hold it any more
      await expect.poll(async () => criterionOf(await ask())).toBe('red-flag-screen-missing');
    },
  );

  it('the Observation coming back changed wins over the stored copy', async () => {
    const { ask } = newPatient();
    const suggestion = await click(await ask(), saddle);
    expect(criterionOf(await ask())).toBe('cauda-equina-red-flags');
    const corrected = stored(suggestion, { status: 'corrected', valueBoolean: false });
    expect(criterionOf(await ask([...acute, ...screenNormal, ...corrected]))).toBe('acute-no-red-flags');
  });

  it('a mis-click is withdrawn on the next card, and a new click counts again', async () => {
    const { ask } = newPatient();
    await click(await ask(), normal);
    const taken = await click(await ask(), withdraw);
    expect(resourcesOf(taken).map(({ status }) => status)).toEqual(Array(4).fill('entered-in-error'));
    expect(criterionOf(await ask())).toBe('red-flag-screen-missing');
    await click(await ask(), normal);
    expect(criterionOf(await ask())).toBe('acute-no-red-flags');
  });

  it('a withdrawal that is sent again takes nothing more back, and an acceptance sent again brings nothing back', async () => {
    const { ask } = newPatient();
    const first = onlyCard(await ask());
    const suggestion = suggestionOf(first, normal);
    await accept(first, suggestion);
    const second = onlyCard(await ask());
    const withdrawal = suggestionOf(second, withdraw);
    await accept(second, withdrawal);
    await accept(first, suggestion);
    expect(criterionOf(await ask())).toBe('red-flag-screen-missing');
    await click(await ask(), normal);
    await accept(second, withdrawal);
    expect(criterionOf(await ask())).toBe('acute-no-red-flags');
  });

  it('what was said twice on one day stays when one of the two is withdrawn', async () => {
    const { ask } = newPatient();
    const [one, two] = [onlyCard(await ask()), onlyCard(await ask())];
    await accept(one, suggestionOf(one, normal));
    await accept(two, suggestionOf(two, normal));
    await click(await ask(), withdraw);
    expect(criterionOf(await ask())).toBe('acute-no-red-flags');
  });

  it('two clinicians who contradict each other leave an emergency sign in doubt, and both are shown', async () => {
    const { ask } = newPatient();
    const [one, two] = [onlyCard(await ask()), onlyCard(await ask())];
    await accept(one, suggestionOf(one, saddle));
    await accept(two, suggestionOf(two, normal));
    const card = onlyCard(await ask());
    expect(decisionOf(card).criterion).toBe('red-flag-unresolved');
    const answered = /\*\*Answered on a card:\*\* (.*)/.exec(card.detail ?? '')?.[1] ?? '';
    expect(answered).toContain('saddle numbness: yes');
    expect(answered).toContain('saddle numbness: no');
    expect(card.detail).toMatch(/contradicting entries, yes \(answered [\d-]+\), no \(answered [\d-]+\)/);
  });

  it('an answer that the chart contradicts is named as contradicting', async () => {
    const { ask } = newPatient();
    await click(await ask(), normal);
    const card = onlyCard(await ask([...acute, stated('saddle-anesthesia', true, 3)]));
    expect(card.detail).toContain(`saddle numbness: no (${daysAgo(0)}), contradicts the chart (${daysAgo(3)})`);
  });

  it('a withdrawal is of one patient alone', async () => {
    const [anna, ben] = [newPatient(), newPatient()];
    const suggestion = await click(await anna.ask(), normal);
    await click(await ben.ask(), normal);
    // what was accepted for Ben comes back as an error under the name of Anna's answer: Anna's is not touched
    expect(criterionOf(await ben.ask([...acute, ...stored(suggestion, { status: 'entered-in-error' })]))).toBe(
      'acute-no-red-flags',
    );
    await click(await ben.ask(), withdraw);
    expect(criterionOf(await ben.ask())).toBe('red-flag-screen-missing');
    expect(criterionOf(await anna.ask())).toBe('acute-no-red-flags');
  });

  it('the suggestion for an Observation that is on record says so under the same identifier', async () => {
    const { ask } = newPatient();
    const suggestion = await click(await ask(), saddle);
    const kept = stored(suggestion);
    const taken = suggestionOf(onlyCard(await ask([...acute, ...kept])), withdraw);
    const [resource] = resourcesOf(taken);
    expect(resource).toMatchObject({ status: 'entered-in-error', identifier: kept[0]?.identifier });
    expect(isObject(resource) && resource.resourceType).toBe('Observation');
  });

  it('a copy that has lost its value leaves the answer as it was given: its code alone is no finding', async () => {
    const { ask } = newPatient();
    const suggestion = await click(await ask(), normal);
    const emptied = stored(suggestion).map(({ valueBoolean: _value, ...rest }) => rest);
    expect(criterionOf(await ask([...acute, ...emptied]))).toBe('acute-no-red-flags');
    // of another service, or forgotten here: nobody knows what was said
    const unknown = emptied.map((copy) => ({
      ...copy,
      identifier: [{ system: 'urn:spine-imaging-cds:answers', value: `${randomUUID()}.saddle-anesthesia` }],
    }));
    const card = onlyCard(await newPatient().ask([...acute, ...screenNormal, ...unknown]));
    expect(decisionOf(card).rating).toBe('insufficient-information');
    expect(card.detail).toContain('Answers given on earlier cards could not be read.');
  });

  it('an answer that an EHR holds several times is named once, and all copies are taken back', async () => {
    const { ask } = newPatient();
    const suggestion = await click(await ask(), saddle);
    const copies = ['a', 'b', 'c'].flatMap((id) => stored(suggestion, { id }));
    const card = onlyCard(await ask([...acute, ...copies]));
    expect(card.detail?.match(/saddle numbness: yes/g)).toHaveLength(1);
    expect(suggestionOf(card, withdraw).label).toMatch(/: saddle numbness$/);
    const oneRetracted = copies.map((copy, at) => (at === 1 ? { ...copy, status: 'entered-in-error' } : copy));
    expect(criterionOf(await ask([...acute, ...screenNormal, ...oneRetracted]))).toBe('acute-no-red-flags');
  });

  it.each([
    null,
    7,
    'x',
    { value: {} },
    { value: 'no-uuid.saddle-anesthesia' },
    { value: `${randomUUID()}.constructor` },
  ])('an identifier that is no name of an answer takes nothing back: %j', async (identifier) => {
    const { ask } = newPatient();
    await click(await ask(), normal);
    const own = typeof identifier === 'object' && identifier !== null;
    const forged = {
      ...stated('fever', false, 0),
      status: 'entered-in-error',
      identifier: [own ? { system: 'urn:spine-imaging-cds:answers', ...identifier } : identifier],
    };
    expect(criterionOf(await ask([...acute, forged]))).toBe('acute-no-red-flags');
  });
});
