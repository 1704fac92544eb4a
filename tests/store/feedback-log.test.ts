import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Feedback } from '../../src/core/contract/feedback.js';
import { accept, firstUuids, newConsult, sender } from './records.js';
import { storages } from './storages.js';

const startMilliseconds = 60_000;
const shownAt = '2026-03-01T10:00:00.000Z';
const now = (): Date => new Date('2026-03-01T12:00:00.000Z');

describe.each(storages)('answers given on a card, on $name', (storage) => {
  beforeAll(() => storage.start(), startMilliseconds);
  afterEach(() => storage.closeAll());
  afterAll(() => storage.stop());

  const consult = newConsult({ time: shownAt, patientHash: 'anna', userHash: 'dr-who' });
  const { card, suggestion } = firstUuids(consult);
  const answer = { fact: 'saddleAnesthesia', value: false, userHash: 'dr-who', consult: consult.id, suggestion };

  it.each([
    ['at its own time', '2026-03-01T10:05:00.000Z', '2026-03-01T10:05:00.000Z'],
    ['not before the card was shown', '2019-01-01T00:00:00.000Z', shownAt],
    ['not in the future', '2031-01-01T00:00:00.000Z', '2026-03-01T12:00:00.000Z'],
  ])('an accepted suggestion is an answer, %s', async (_, at, time) => {
    const store = await storage.open({ now });
    store.saveConsults([consult]);
    await store.saveFeedback([accept(consult, at)], sender);
    expect(await store.attestationsOf('anna')).toEqual({ kind: 'read', answers: [{ ...answer, time }] });
    expect(await store.attestationsOf('berta')).toEqual({ kind: 'read', answers: [] });
  });

  it('an answer keeps the time of its first acceptance', async () => {
    const store = await storage.open({ now });
    store.saveConsults([consult]);
    await store.saveFeedback([accept(consult, '2026-03-01T10:05:00.000Z')], sender);
    await store.saveFeedback([accept(consult, '2026-03-01T11:05:00.000Z')], sender);
    const answers = [{ ...answer, time: '2026-03-01T10:05:00.000Z' }];
    expect(await store.attestationsOf('anna')).toEqual({ kind: 'read', answers });
  });

  it('an answer that is given again counts once a day', async () => {
    const store = await storage.open({ now: () => new Date('2026-03-03T12:00:00.000Z') });
    const times = ['2026-03-01T10:05:00.000Z', '2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00.000Z'];
    for (const time of times) {
      for (const value of [false, true]) {
        const suggestions = [{ uuid: `${time} ${value}`, id: 'document', states: [{ fact: 'weakness', value }] }];
        const again = newConsult({
          patientHash: 'anna',
          time,
          cards: [{ uuid: `card ${time} ${value}`, suggestions }],
        });
        store.saveConsults([again]);
        await store.saveFeedback([accept(again, time)], sender);
      }
    }
    const read = await store.attestationsOf('anna');
    if (read.kind === 'unread') throw new Error('unread');
    const days = read.answers.map(({ time, value }) => `${time.slice(0, 10)} ${value}`);
    expect(days.toSorted()).toEqual(['2026-03-01 false', '2026-03-01 true', '2026-03-02 false', '2026-03-02 true']);
  });

  it('an answer counts even when the consult is written after the feedback', async () => {
    const store = await storage.open({ now });
    await store.saveFeedback([accept(consult, '2026-03-01T10:05:00.000Z')], sender);
    store.saveConsults([consult]);
    await store.report({ from: undefined, to: undefined });
    const answers = [{ ...answer, time: '2026-03-01T10:05:00.000Z' }];
    expect(await store.attestationsOf('anna')).toEqual({ kind: 'read', answers });
  });

  const accepted = accept(consult, '2026-03-01T10:05:00.000Z');
  const otherSuggestion: Feedback = { kind: 'accepted', card, suggestions: ['other'], at: shownAt };
  const overridden: Feedback = { kind: 'overridden', card, reason: undefined, comment: undefined, at: shownAt };

  it.each([
    ['another client than the one that was shown the card', accepted, { ...sender, client: 'other' }],
    ['a client whose answers are switched off', accepted, { ...sender, remembersAnswers: false }],
    ['an override', overridden, sender],
    ['a suggestion that the card did not offer', otherSuggestion, sender],
  ])('%s answers nothing', async (_, feedback, from) => {
    const store = await storage.open({ now });
    store.saveConsults([consult]);
    expect(await store.saveFeedback([feedback], from)).toEqual({ kind: 'stored', unknownCards: 0 });
    expect(await store.attestationsOf('anna')).toEqual({ kind: 'read', answers: [] });
  });

  it('answers keep numbers, words and lower bounds, newest first', async () => {
    const store = await storage.open({ now });
    const values = [30, 'stable', { atLeast: 42 }, true] as const;
    const consults = values.map((value, index) => {
      const suggestions = [{ uuid: `s${index}`, id: 'document', states: [{ fact: `fact${index}`, value }] }];
      return newConsult({ patientHash: 'anna', time: shownAt, cards: [{ uuid: `c${index}`, suggestions }] });
    });
    store.saveConsults(consults);
    await store.saveFeedback(
      consults.map((one, index) => accept(one, `2026-03-01T10:0${index}:00.000Z`)),
      sender,
    );
    const read = await store.attestationsOf('anna');
    if (read.kind === 'unread') throw new Error('unread');
    expect(read.answers.map(({ value }) => value)).toEqual([...values].reverse());
  });
});
