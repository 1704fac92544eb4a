import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { post } from '../http/test-app.js';
import { decisionOf, labelsOf, onlyCard, resourcesOf, suggestionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, cpt, daysAgo, loinc, order, ordinaryPain, request, stated } from './requests.js';

let app: RealApp;

beforeAll(async () => {
  app = await startRealApp();
});
afterAll(() => app.close());

describe('words that point to what would change the answer', () => {
  const note = 'Pain after gardening, and an unsteady gait since.';

  it('are quoted, withhold "not indicated" and are asked about with two clicks', async () => {
    const without = onlyCard(await app.ask(request({ resources: ordinaryPain })));
    expect(decisionOf(without)).toMatchObject({ rating: 'not-indicated' });
    const card = onlyCard(await app.ask(request({ drafts: [withNote(note)], resources: ordinaryPain })));
    expect(decisionOf(card)).toMatchObject({
      criterion: 'text-unresolved',
      withheld: { criterion: 'acute-no-red-flags', rating: 'not-indicated', unsettled: ['gaitChange'] },
    });
    expect(card.detail).toContain('unsteady gait');
    expect(labelsOf(card).filter((label) => /gait/i.test(label))).toHaveLength(2);
  });

  it('change the answer once their presence has been accepted', async () => {
    const draft = withNote(note);
    const card = onlyCard(await app.ask(request({ drafts: [draft], resources: ordinaryPain })));
    const present = resourcesOf(suggestionOf(card, /^Present today: new change of gait/));
    expect(present).toMatchObject([{ resourceType: 'Observation', valueBoolean: true }]);
    const after = onlyCard(await app.ask(request({ drafts: [draft], resources: [...ordinaryPain, ...present] })));
    expect(decisionOf(after)).toMatchObject({ criterion: 'gait-or-stenosis-concern' });
  });

  it('let "not indicated" stand once their absence has been accepted', async () => {
    const draft = withNote(note);
    const card = onlyCard(await app.ask(request({ drafts: [draft], resources: ordinaryPain })));
    const absent = resourcesOf(suggestionOf(card, /^Absent today: new change of gait/));
    expect(absent).toMatchObject([
      { resourceType: 'Observation', valueBoolean: false },
      { resourceType: 'Observation' },
    ]);
    const after = onlyCard(await app.ask(request({ drafts: [draft], resources: [...ordinaryPain, ...absent] })));
    expect(decisionOf(after)).toMatchObject({ rating: 'not-indicated' });
    const changed = withNote('Pain after gardening. Today he walks like a drunk.');
    const again = onlyCard(await app.ask(request({ drafts: [changed], resources: [...ordinaryPain, ...absent] })));
    expect(decisionOf(again)).toMatchObject({ criterion: 'text-unresolved' });
  });

  it.each([
    ['bladder dysfunction', 'LBP. Cannot pass urine since last night.'],
    ['saddle numbness', 'LBP, numb around the back passage.'],
    ['leg weakness', 'LBP, the left knee buckles.'],
  ])('about %s end with an answer too, and the same answer before the words settles nothing', async (_, words) => {
    const draft = withNote(words);
    const earlier = ordinaryPain.map((one) => ({ ...one, effectiveDateTime: new Date().toISOString() }));
    const card = onlyCard(await app.ask(request({ drafts: [draft], resources: earlier })));
    expect(decisionOf(card).rating).not.toBe('not-indicated');
    const absent = (card.suggestions ?? []).filter((one) =>
      resourcesOf(one).some(({ valueBoolean, component }) => valueBoolean === false || component !== undefined),
    );
    const answers = absent.flatMap(resourcesOf).filter(({ valueBoolean }) => valueBoolean !== true);
    const after = onlyCard(await app.ask(request({ drafts: [draft], resources: [...earlier, ...answers] })));
    expect(decisionOf(after)).toMatchObject({ rating: 'not-indicated' });
  });
});

function withNote(text: string): JsonObject {
  return order(undefined, { note: [{ text }] });
}

describe('words that were misread', () => {
  it('are counted by fact and outcome, under the reason that a card offers for it, and never told', async () => {
    const draft = withNote('Denies fever. An unsteady gait since gardening.');
    const card = onlyCard(await app.ask(request({ drafts: [draft], resources: ordinaryPain })));
    const reason = card.overrideReasons?.find(({ code }) => code === 'text-was-misread');
    expect(reason).toBeDefined();
    const outcome = { card: card.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() };
    const sent = await post(app.feedbackUrl, { feedback: [{ ...outcome, overrideReason: { reason } }] });
    expect(sent.status).toBe(200);
    await expect
      .poll(async () => JSON.parse(await (await fetch(`${app.url}/reports`)).text()).words)
      .toEqual(
        expect.arrayContaining([
          { reason: `${reason?.system}|text-was-misread`, fact: 'gaitChange', outcome: 'suspected', count: 1 },
          { reason: `${reason?.system}|text-was-misread`, fact: 'fever', outcome: 'denied', count: 1 },
        ]),
      );
  });
});

describe('a report of the spine', () => {
  it.each([
    ['names compression of the cauda equina', 'Large extrusion at L4/5 with compression of the cauda equina.'],
    ['names a metastasis', 'Destructive lesion of L3, most likely metastatic.'],
    ['names a fracture', 'New compression fracture of L1.'],
    ['names an infection', 'Findings in keeping with discitis at L2/3.'],
    ['recommends MRI', 'Nonspecific endplate change. MRI without contrast is recommended.'],
  ])('that %s is the first finding of the card', async (_, conclusion) => {
    const card = onlyCard(await app.ask(request({ resources: [...ordinaryPain, report({ conclusion })] })));
    expect(firstQuote(card.detail ?? '')).toMatch(/^> \*\*A spine report says:\*\* .*" \(\d{4}-\d{2}-\d{2}\)/);
  });

  it('is the first finding whatever row answers', async () => {
    const conclusion = 'Large extrusion at L4/5 with compression of the cauda equina.';
    const emergency = [stated('saddle-anesthesia', true), report({ conclusion })];
    const card = onlyCard(await app.ask(request({ resources: emergency })));
    expect(decisionOf(card)).toMatchObject({ rating: 'indicated-emergency' });
    expect(firstQuote(card.detail ?? '')).toContain('compression of the cauda equina');
  });

  it('is read in its text form as well', async () => {
    const data = Buffer.from('IMPRESSION: Epidural abscess at L3.').toString('base64');
    const form = report({ presentedForm: [{ contentType: 'text/plain', data }] });
    const card = onlyCard(await app.ask(request({ resources: [...ordinaryPain, form] })));
    expect(firstQuote(card.detail ?? '')).toContain('Epidural abscess');
  });

  it('is known by its name where its code is not', async () => {
    const named = report({ conclusion: 'New compression fracture of L1.', code: { text: 'XR L-SPINE 2 VIEWS' } });
    const card = onlyCard(await app.ask(request({ resources: [...ordinaryPain, named] })));
    expect(firstQuote(card.detail ?? '')).toContain('compression fracture');
  });

  it('that finds nothing of this, or is no report of the spine, adds nothing', async () => {
    const clear = report({ conclusion: 'No fracture, no suspicious lesion. Cauda equina unremarkable.' });
    const knee = report({ conclusion: 'MRI recommended.', code: coded(loinc, '24802-4', 'MR Knee') });
    for (const quiet of [clear, knee]) {
      const card = onlyCard(await app.ask(request({ resources: [...ordinaryPain, quiet] })));
      expect(card.detail).not.toContain('A spine report says');
    }
  });
});

function report(changes: JsonObject): JsonObject {
  return {
    resourceType: 'DiagnosticReport',
    id: 'film',
    status: 'final',
    code: coded(cpt, '72100', 'X-ray of the lumbar spine'),
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: daysAgo(6),
    ...changes,
  };
}

/** The first warning under the rating. */
function firstQuote(detail: string): string {
  return detail.split('\n').find((line) => line.startsWith('> ')) ?? '';
}
