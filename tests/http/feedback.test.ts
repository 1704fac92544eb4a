import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueOf, post, startTestApp, type TestApp } from './test-app.js';

const accepted = {
  card: 'f050d883-53ea-45eb-a9aa-acbddc1a7c07',
  outcome: 'accepted',
  acceptedSuggestions: [{ id: 'c21185bc-6621-4649-a68e-bc11a6d0344f' }],
  outcomeTimestamp: '2026-11-22T17:58:36Z',
};
const overridden = { card: 'unknown-card', outcome: 'overridden', outcomeTimestamp: '2026-11-22T17:59:59.273Z' };

describe('feedback', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => {
    app.feedback.length = 0;
    app.logLines.length = 0;
  });
  afterAll(() => app.close());

  const send = (...entries: readonly unknown[]) => post(app.feedbackUrl, { feedback: entries });

  it.each([
    ['accepted', 'accepted'],
    ['dismissed', 'overridden'],
    ['overridden', 'overridden'],
  ])('B-1 what a real client sends when a card is %s is taken', async (name, kind) => {
    const sent = readFileSync(`fhir-fixtures/requests/feedback-${name}.json`, 'utf8');
    const response = await post(app.feedbackUrl, sent);
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(app.feedback.flat().map((entry) => entry.kind)).toEqual([kind]);
  });

  it('B-2 batches and repeats are taken', async () => {
    expect((await send(accepted, overridden, accepted)).status).toBe(200);
    expect((await send(accepted)).status).toBe(200);
    const wanted = {
      kind: 'accepted',
      card: accepted.card,
      suggestions: ['c21185bc-6621-4649-a68e-bc11a6d0344f'],
      at: '2026-11-22T17:58:36.000Z',
    };
    expect(app.feedback).toEqual([[wanted, expect.objectContaining({ kind: 'overridden' }), wanted], [wanted]]);
  });

  it.each([
    ['feedback[0].card', { ...accepted, card: undefined }],
    ['feedback[0].card', { ...accepted, card: 7 }],
    ['feedback[0].outcome', { ...accepted, outcome: undefined }],
    ['feedback[0].outcome', { ...accepted, outcome: 'ignored' }],
    ['feedback[0].acceptedSuggestions', { ...accepted, acceptedSuggestions: undefined }],
    ['feedback[0].acceptedSuggestions', { ...accepted, acceptedSuggestions: [] }],
    ['feedback[0].acceptedSuggestions', { ...accepted, acceptedSuggestions: { id: 'x' } }],
    ['feedback[0].acceptedSuggestions[0].id', { ...accepted, acceptedSuggestions: [{}] }],
    ['feedback[0].acceptedSuggestions[0]', { ...accepted, acceptedSuggestions: ['x'] }],
    ['feedback[0].outcomeTimestamp', { ...accepted, outcomeTimestamp: undefined }],
    ['feedback[0].outcomeTimestamp', { ...accepted, outcomeTimestamp: '22 Nov 2026' }],
    ['feedback[0].outcomeTimestamp', { ...accepted, outcomeTimestamp: '2026-13-45T99:99:99Z' }],
    ['feedback[0].outcomeTimestamp', { ...accepted, outcomeTimestamp: '2026-11-22' }],
    ['feedback[0].overrideReason', { ...overridden, overrideReason: 'patient wish' }],
    ['feedback[0].overrideReason.reason', { ...overridden, overrideReason: { reason: 'patient wish' } }],
    ['feedback[0].overrideReason.reason.code', { ...overridden, overrideReason: { reason: { system: 's' } } }],
    ['feedback[0].overrideReason.userComment', { ...overridden, overrideReason: { userComment: 1 } }],
    ['feedback[0]', 'accepted'],
  ])('B-3 a wrong %s is named', async (field, entry) => {
    const response = await send(entry);
    expect(response.status).toBe(400);
    expect((await issueOf(response))[1]).toBe(field);
  });

  it.each([
    ['feedback', Array.from({ length: 201 }, () => accepted), 200],
    [
      'feedback[1].acceptedSuggestions',
      [accepted, { ...accepted, acceptedSuggestions: Array.from({ length: 21 }, (_, index) => ({ id: `s${index}` })) }],
      20,
    ],
  ])('B-3 more than a clinician answers at once is refused: %s', async (field, entries, limit) => {
    const response = await send(...entries);
    expect(response.status).toBe(400);
    expect(await issueOf(response)).toEqual(['too-long', field, `${field} must not be longer than ${limit}`]);
    expect(app.feedback).toEqual([]);
  });

  it('B-2 the largest batch is taken', async () => {
    const acceptedSuggestions = Array.from({ length: 20 }, (_, index) => ({ id: `s${index}` }));
    expect((await send(...Array.from({ length: 200 }, () => ({ ...accepted, acceptedSuggestions })))).status).toBe(200);
    expect(app.feedback.flat()).toHaveLength(200);
  });

  it('B-3 one bad entry in a batch leaves nothing behind', async () => {
    const response = await send(accepted, { ...overridden, outcome: 'lost' });
    expect((await issueOf(response)).slice(1)).toEqual([
      'feedback[1].outcome',
      'feedback[1].outcome must be one of accepted, overridden',
    ]);
    expect(app.feedback).toEqual([]);
  });

  it.each([{}, { feedback: null }, { feedback: [] }, { feedback: {} }, []])(
    'B-3 a body without entries is refused: %j',
    async (body) => {
      expect((await post(app.feedbackUrl, body)).status).toBe(400);
    },
  );

  it('B-3 unknown members are ignored and empty ones count as absent', async () => {
    const entry = { ...overridden, overrideReason: { reason: null, userComment: '' }, extension: { x: 1 }, card2: [] };
    expect((await send(entry)).status).toBe(200);
    expect(app.feedback[0]).toEqual([
      {
        kind: 'overridden',
        card: 'unknown-card',
        reason: undefined,
        comment: undefined,
        at: '2026-11-22T17:59:59.273Z',
      },
    ]);
  });

  it('B-4 B-5 an unknown card and an override without a reason are taken', async () => {
    expect((await send(overridden)).status).toBe(200);
  });

  it('B-5 an override may have a reason of the client with no system, and a comment', async () => {
    const overrideReason = { reason: { code: 'local-7', display: 'Our own' }, userComment: 'seen before' };
    await send({ ...overridden, overrideReason });
    expect(app.feedback[0]?.[0]).toMatchObject({
      reason: { code: 'local-7', system: undefined, display: 'Our own' },
      comment: 'seen before',
    });
  });

  it('B-6 a comment is limited, never repeated, and kept out of the log', async () => {
    const comment = (length: number) => ({ ...overridden, overrideReason: { userComment: 'canary'.repeat(length) } });
    const long = await send(comment(2_000));
    expect(long.status).toBe(400);
    const field = 'feedback[0].overrideReason.userComment';
    expect(await issueOf(long)).toEqual(['too-long', field, `${field} must not be longer than 10000`]);
    expect((await send(comment(200_000))).status).toBe(413);
    expect((await send(comment(1))).status).toBe(200);
    expect(JSON.stringify(app.logLines)).not.toContain('canary');
    expect(app.logLines.at(-1)).toMatchObject({ client: 'demo', accepted: 0, overridden: 1, status: 200 });
  });
});
