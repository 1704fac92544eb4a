import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import { isObject, objectsOf } from '../../src/core/values/json.js';
import { cardFor, draftFor, everyVignette } from '../core/card/vignette-cards.js';
import { guideline } from '../guideline.js';
import { responseProblems } from '../http/response-schema.js';
import { post } from '../http/test-app.js';
import { decisionOf, onlyCard } from './answers.js';
import { readCase } from './cases.js';
import { countedWords } from './consulted.js';
import { corpus } from './corpus.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, daysAgo, loinc, order, request, screenNormal, snomed, stated, study } from './requests.js';

function wordsOf({ summary, detail = '' }: Card): number {
  return countedWords([summary, detail]);
}

function isCard(value: unknown): value is Card {
  return isObject(value) && typeof value.summary === 'string' && responseProblems({ cards: [value] }).length === 0;
}

describe('a brief card', () => {
  let app: RealApp;
  const cards = new Map<string, Card>();

  beforeAll(async () => {
    app = await startRealApp();
    const cases = readdirSync('fhir-fixtures/cases').filter((file) => file.endsWith('.json'));
    const asked = [
      ...corpus(),
      ...cases.map(
        (file) =>
          [`case ${file}`, { ...readCase(file.replace('.json', '')).request, hookInstance: randomUUID() }] as const,
      ),
    ];
    for (const [name, body] of asked) {
      const response = await post(app.hookUrl, body);
      const answer: unknown = await response.json();
      const found: readonly unknown[] = isObject(answer) ? objectsOf(answer.cards) : [];
      for (const [at, card] of found.entries()) if (isCard(card)) cards.set(`${name} ${at}`, card);
    }
    for (const { id, facts, order: ordered } of everyVignette()) {
      const draft = draftFor(guideline, ordered);
      const card = draft === undefined ? undefined : cardFor(guideline, facts, draft, 'brief');
      if (card !== undefined) cards.set(`vignette ${id}`, card);
    }
  }, 120_000);
  afterAll(() => app.close());

  const failing = (isWrong: (card: Card) => unknown): readonly unknown[] =>
    [...cards].flatMap(([name, card]) => {
      const found = isWrong(card);
      return found === false || found === undefined || found === '' ? [] : [[name, found]];
    });

  it('has 90 words or fewer for half of all fixtures, cases and vignettes, and never more than 130', () => {
    const counts = [...cards.values()].map(wordsOf).sort((left, right) => left - right);
    const at = (share: number): number => counts[Math.min(counts.length - 1, Math.floor(share * counts.length))] ?? 0;
    const figures = {
      cards: counts.length,
      least: at(0),
      p25: at(0.25),
      median: at(0.5),
      p75: at(0.75),
      p95: at(0.95),
      most: at(1),
    };
    console.log(`words per card: ${JSON.stringify(figures)}`);
    expect(counts.length).toBeGreaterThan(300);
    expect(figures.median).toBeLessThanOrEqual(90);
    expect(figures.most).toBeLessThanOrEqual(130);
  });

  it('has at most six buttons with labels under 60 characters, and three to five reasons or none', () => {
    expect(failing(({ suggestions = [] }) => suggestions.length > 6)).toEqual([]);
    expect(failing(({ suggestions = [] }) => suggestions.find(({ label }) => label.length >= 60)?.label)).toEqual([]);
    expect(
      failing(
        ({ overrideReasons = [] }) =>
          overrideReasons.length !== 0 && (overrideReasons.length < 3 || overrideReasons.length > 5),
      ),
    ).toEqual([]);
    expect(
      failing(({ overrideReasons = [] }) => overrideReasons.find(({ system }) => !system.startsWith('urn:'))?.code),
    ).toEqual([]);
  });

  it('has no two buttons that read the same, and cuts none that changes the order', () => {
    expect(
      failing(({ suggestions = [] }) => {
        const labels = suggestions.map(({ label }) => label);
        return labels.find((label, at) => labels.indexOf(label) !== at);
      }),
    ).toEqual([]);
    expect(
      failing(
        ({ suggestions = [] }) =>
          suggestions.find(
            ({ label, actions = [] }) => label.includes('…') && actions.some(({ type }) => type === 'update'),
          )?.label,
      ),
    ).toEqual([]);
  });

  it('names no resource by its id among the findings, leaves nothing unfilled and names no phrase', () => {
    expect(
      failing(
        ({ detail = '' }) => /\*\*(?:Because|Also documented):\*\*[^\n]*[A-Z][A-Za-z]+\/[\w-]+/.exec(detail)?.[0],
      ),
    ).toEqual([]);
    expect(
      failing(
        ({ summary, detail = '', suggestions = [], links = [] }) =>
          /\{\{|\}\}|undefined|\b(?:brief[A-Z]|reason\.|region\.|outcome\.|shortLabel|answer\.)/.exec(
            [summary, detail, ...[...suggestions, ...links].map(({ label }) => label)].join('\n'),
          )?.[0],
      ),
    ).toEqual([]);
  });

  it('that asks for something offers to document it', () => {
    const documents = ({ suggestions = [] }: Card): boolean =>
      suggestions.some(({ actions = [] }) =>
        actions.some((action) => action.type === 'create' && action.resource.resourceType === 'Observation'),
      );
    // an order that cannot be understood is asked about, not the patient
    expect(failing((card) => card.detail?.includes('**Missing:**') === true && !documents(card))).toEqual([]);
  });

  it('tells nobody to change or leave out a reason', () => {
    const told =
      /\b(?:change|leave out|remove|omit|drop|delete|replace|correct|reword|name) (?:the|a|this|your|another|its)?\s*(?:coded )?(?:reason|indication)s?\b/i;
    expect(failing(({ summary, detail = '' }) => told.exec(`${summary}\n${detail}`)?.[0])).toEqual([]);
    for (const [name, sections] of Object.entries(guideline.documents.words))
      expect([name, told.exec(Object.values(sections).join('\n'))?.[0]]).toEqual([name, undefined]);
  });

  it('says what it takes as absent where it says "not indicated"', () => {
    const isSilent = (card: Card): boolean =>
      decisionOf(card).rating === 'not-indicated' && card.detail?.includes('**Assumed absent,**') !== true;
    const ofRecords = [...cards].filter(([name]) => !name.startsWith('vignette'));
    // without any record nothing is assumed
    expect(ofRecords.filter(([, card]) => isSilent(card) && !/could be read\./.test(card.detail ?? ''))).toEqual([]);
  });

  it('leads to the page of its criterion and, where there is one, the leaflet; no address holds anything of the patient', async () => {
    const found = [...cards].filter(([name]) => name.startsWith('fixture'));
    for (const [, { links = [], source }] of found) {
      expect(links.length).toBeGreaterThan(0);
      expect(source.url).toBe(links[0]?.url);
      for (const { url } of links) {
        expect(new URL(url).pathname).toMatch(/^\/criteria\/[a-z0-9-]+(\/leaflet)?$/);
        expect(new URL(url).search).toBe('');
        expect((await fetch(`${app.url}${new URL(url).pathname}`)).status).toBe(200);
      }
    }
  });

  it('holds all proof of a full card in its decision', async () => {
    const full = await startRealApp({ CARD_DETAIL: 'full' });
    try {
      for (const [name, body] of corpus()) {
        const [brief, whole] = await Promise.all([app.ask(body), full.ask(body)]);
        const decisions = (answer: typeof brief) =>
          answer.cards.map((card) => ({ ...decisionOf(card), consult: '', earlierConsult: '' }));
        expect([name, decisions(brief)]).toEqual([name, decisions(whole)]);
      }
    } finally {
      await full.close();
    }
  });

  it('names what an overlay found, by its name', async () => {
    const pacemaker = {
      resourceType: 'Device',
      id: 'd',
      status: 'active',
      patient: { reference: 'Patient/p1' },
      type: coded(snomed, '14106009', 'Cardiac pacemaker'),
    };
    const card = onlyCard(
      await app.ask(request({ resources: [...screenNormal, pacemaker, stated('symptom-days', 20, 0)] })),
    );
    expect(card.detail).toMatch(/\*\*MR safety first:\*\* .*[Pp]acemaker/);
  });

  it('names every other red flag that is documented', async () => {
    const resources = [
      ...screenNormal,
      stated('saddle-anesthesia', true, 0),
      stated('fever', true),
      stated('active-cancer', true),
    ];
    const { detail = '' } = onlyCard(await app.ask(request({ resources })));
    expect(detail).toMatch(/fever/);
    expect(detail).toMatch(/active cancer/);
  });

  it('never leaves out the action of an emergency, the entries nobody could judge and the words of a red flag', async () => {
    const note = (id: string, text: string) => ({
      resourceType: 'Condition',
      id,
      subject: { reference: 'Patient/p1' },
      code: { text },
      recordedDate: daysAgo(2),
    });
    const resources = [
      stated('saddle-anesthesia', true, 0),
      ...['fever', 'active-cancer', 'injection-drug-use', 'osteoporosis', 'recent-trauma'].map((fact) =>
        stated(fact, true),
      ),
      stated('mri-contraindicated', true),
      note('c1', 'urinary retention, maybe'),
      { ...note('c2', ''), code: coded(loinc, 'unknown-code') },
    ];
    const card = onlyCard(await app.ask(request({ drafts: [order(study.mriBoth)], resources })));
    expect(card.detail).toContain(
      'Send to emergency care now; mark the order stat. Emergency MRI is due within hours.',
    );
    expect(card.detail).toMatch(/1 entry could not be judged/);
    expect(wordsOf(card)).toBeLessThanOrEqual(130);
  });

  it('names the study that is meant for the ordered region in headline, buttons and what to do', async () => {
    const resources = [...screenNormal, stated('fever', true), stated('injection-drug-use', true)];
    const card = onlyCard(await app.ask(request({ drafts: [order(study.cervicalCt)], resources })));
    const said = [card.summary, card.detail ?? '', ...(card.suggestions ?? []).map(({ label }) => label)].join('\n');
    expect(said).toContain('MRI cervical spine');
    expect(said).not.toMatch(/lumbar spine/);
  });

  it('that cannot rate says what is on record, what decides, and what would then be said', async () => {
    const resources = [stated('symptom-days', 98, 0), stated('radicular-pain', true)];
    const { summary } = onlyCard(await app.ask(request({ resources })));
    expect(summary).toMatch(
      /^Cannot rate: pain 14 weeks.*; missing bladder, bowel, saddle.*\. If normal and no better: imaging indicated$/,
    );
    expect(summary.length).toBeLessThanOrEqual(139);
  });

  it('for an order that no criteria apply to is one line', async () => {
    const drafts = [order(study.cervicalMri)];
    const { detail = '' } = onlyCard(await app.ask(request({ drafts, resources: screenNormal })));
    expect(detail.split('\n')).toHaveLength(1);
  });

  it('carries the title of its row as its topic', async () => {
    const card = onlyCard(await app.ask(request({ resources: [stated('saddle-anesthesia', true, 0)] })));
    expect(card.source.topic).toMatchObject({ code: 'cauda-equina-red-flags', display: 'Cauda equina red flags' });
    expect(card.source.icon).toBeUndefined();
  });
});
