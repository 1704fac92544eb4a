import { describe, expect, it } from 'vitest';
import { type Consultation, consult } from '../src/consult.js';
import { type Client, demoClient } from '../src/core/contract/client.js';
import { gatherRecord } from '../src/fhir/gather-record.js';
import { toHookRequest } from '../src/http/endpoints/hook-envelope.js';
import { guideline } from './guideline.js';
import { responseProblems } from './http/response-schema.js';
import { labelsOf } from './journeys/answers.js';
import { order, request, screenNormal, stated, study } from './journeys/requests.js';

const acute = [...screenNormal, stated('symptom-days', 20, 0)];
const saddle = stated('saddle-anesthesia', true);

/** A consult for a client that differs from the demo client, on a clock and identifiers of its own. */
async function consultFor(changes: Partial<Client>, body = request({ resources: acute })): Promise<Consultation> {
  let gathered = 0;
  const consultation = await consult(
    {
      guidelines: [guideline],
      gatherRecord: async (hookRequest) => {
        gathered += 1;
        return (await gatherRecord(hookRequest, undefined)).record;
      },
      attestationsOf: async () => ({ kind: 'read', answers: [] }),
      now: () => new Date(),
      newId: () => '00000000-0000-4000-8000-000000000000',
    },
    toHookRequest(body, ['order-select', 'order-sign']),
    { ...demoClient, detail: 'full', ...changes },
  );
  expect(responseProblems(consultation.response)).toEqual([]);
  expect(gathered).toBe(consultation.record === undefined ? 0 : 1);
  return consultation;
}

describe('a consult', () => {
  it('reads no record for a request without a spine imaging order', async () => {
    for (const drafts of [[], [order('73721')], [order('99213')]])
      expect(await consultFor({}, request({ drafts }))).toEqual({
        response: { cards: [] },
        decided: [],
        record: undefined,
        answersRead: true,
        withdrawn: [],
      });
  });

  it.each([
    ['off', ['cards']],
    ['standard', ['cards', 'systemActions']],
    ['pama', ['cards', 'extension']],
    ['both', ['cards', 'systemActions', 'extension']],
  ] as const)(
    'S-12 writes ratings where the client has agreed to look for them: %s',
    async (systemActions, members) => {
      const { response } = await consultFor({ systemActions });
      expect(Object.keys(response)).toEqual(members);
      expect(JSON.stringify(response).includes('argonaut')).toBe(systemActions !== 'off');
    },
  );

  it('puts no rating on an update for a client that wants none', async () => {
    const body = request({ drafts: [order(study.ct)], resources: [saddle] });
    const { response } = await consultFor({ systemActions: 'off' }, body);
    expect(JSON.stringify(response)).not.toContain('argonaut');
    expect(response.cards.flatMap(labelsOf)).toContain(
      'Change the order to MRI without contrast, lumbar spine, priority stat',
    );
  });

  it.each([
    ['off', true],
    ['standard', true],
    ['pama', false],
    ['both', false],
  ] as const)(
    'G-7 offers a change without a rating only to a client that can apply it: %s',
    async (systemActions, isOffered) => {
      const body = request({ drafts: [order(study.ctBoth)] });
      const [card] = (await consultFor({ systemActions }, body)).response.cards;
      const label = 'Change to MRI without contrast - only if a red flag or an indication is found';
      expect([card?.suggestions?.some((one) => one.label === label), card?.detail?.includes(`- ${label}`)]).toEqual([
        isOffered,
        !isOffered,
      ]);
    },
  );

  it.each([
    ['all', 'acute', true],
    ['actionable', 'acute', true],
    ['actionable', 'cervical', false],
    ['all', 'cervical', true],
    ['silent', 'acute', false],
  ] as const)('shows a client that wants %s cards the one of %s: %s', async (cards, kind, isShown) => {
    const drafts = [order(kind === 'acute' ? study.mri : study.cervicalMri)];
    const consultation = await consultFor({ cards }, request({ drafts, resources: acute }));
    expect(consultation.response.cards).toHaveLength(isShown ? 1 : 0);
    expect(consultation.decided).toHaveLength(1);
    if (cards === 'silent')
      expect([consultation.response, consultation.decided[0]?.card]).toEqual([{ cards: [] }, undefined]);
  });

  it('remembers of each suggestion what a clinician attests who accepts it', async () => {
    const { decided } = await consultFor({}, request());
    expect(
      decided[0]?.card?.suggestions.map(({ id, states }) => [id, states?.map(({ fact, value }) => [fact, value])]),
    ).toEqual([
      ['document-exam-and-care.normal-long-pain-no-better', expect.any(Array)],
      ['document-exam-and-care.normal-recent-pain', expect.any(Array)],
      [
        'document-red-flag-screen.all-normal',
        [
          ['bladderDysfunction', false],
          ['bowelDysfunction', false],
          ['saddleAnesthesia', false],
          ['motorWeakness', false],
        ],
      ],
      ['document-red-flag-screen.bladder-abnormal', [['bladderDysfunction', true]]],
      ['document-red-flag-screen.bowel-abnormal', [['bowelDysfunction', true]]],
      ['document-red-flag-screen.saddle-abnormal', [['saddleAnesthesia', true]]],
      ['document-red-flag-screen.weakness-new-or-worse', expect.any(Array)],
      ['document-red-flag-screen.weakness-unchanged-mild', expect.any(Array)],
      ['document-strength.strength-severe', expect.any(Array)],
      ['document-strength.foot-drop', expect.any(Array)],
    ]);
  });
});
