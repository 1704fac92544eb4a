import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionFlow } from '../../src/core/document/decision-flow.js';
import { readVignettes } from '../../src/library/check/check-vignettes.js';
import { guideline } from '../guideline.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { filesUnder } from '../source-files.js';
import { requestFor } from './requests.js';

const { criteria, ratings } = guideline.documents;

describe('the criteria as pages', () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const page = async (path: string): Promise<string> => (await fetch(`${app.url}${path}`)).text();

  it('show every row once, in its stage and in order, and each group with a letter for each study', async () => {
    const text = await page('/criteria');
    const links = [...text.matchAll(/<li value="(\d+)"><a class="row-box is-[a-z-]+" href="\/criteria\/([^"]+)"/g)];
    expect(links.map(([, rank, id]) => [Number(rank), id])).toEqual(criteria.map(({ id }, index) => [index + 1, id]));
    for (const { name } of decisionFlow(guideline.documents)) expect(text).toContain(`<h3>${name}</h3>`);
    const cells = text.match(/<td class="rated /g) ?? [];
    expect(cells.length).toBe(Object.keys(ratings.groups).length * Object.keys(ratings.studies).length);
  });

  it('belong to a stage that has a name, the emergencies to one of their own', () => {
    const stages = decisionFlow(guideline.documents);
    expect(stages.every(({ name }) => name !== '')).toBe(true);
    const emergency = stages.filter(({ rows }) => rows.some(({ rating }) => rating === 'indicated-emergency'));
    expect(emergency.map(({ rows }) => rows.every(({ rating }) => rating === 'indicated-emergency'))).toEqual([true]);
  });

  it('have a colour for every answer and every rating', () => {
    const style = filesUnder('src/page-scripts', '.css')
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const answers = [
      'appropriate',
      'may-be-appropriate',
      'not-appropriate',
      'unrated',
      ...criteria.map(({ rating }) => rating),
    ];
    for (const rating of new Set(answers)) {
      expect([rating, new RegExp(`\\.is-${rating}[,\\s{]`).test(style)]).toEqual([rating, true]);
      expect([rating, new RegExp(`\\.fill-${rating}[,\\s{]`).test(style)]).toEqual([rating, true]);
    }
  });

  it('are where the cards send their readers', async () => {
    const answer = await app.ask(requestFor({ findings: ['saddle-anesthesia'] }));
    const [card] = answer.cards;
    const urls = [card?.source.url, ...(card?.links ?? []).map(({ url }) => url)];
    expect(urls.length).toBeGreaterThan(1);
    for (const url of urls) {
      const path = new URL(url ?? '').pathname;
      expect([path, (await fetch(`${app.url}${path}`)).status]).toEqual([path, 200]);
    }
    expect(urls[0]).toMatch(new RegExp(`/criteria/${card?.source.topic?.code}$`));
    expect(JSON.stringify(answer.systemActions)).toContain(`criteria:${card?.source.topic?.code}`);
  });

  it('say what a rule means in words, down to the facts', async () => {
    const text = await page('/criteria/cauda-equina-red-flags');
    expect(text).toContain('<code>emergencyFlag or caudaWarning</code>');
    expect(text).toContain('saddle numbness <strong>or</strong> numbness of the inner thighs');
    expect(text).toContain('<strong>New bladder dysfunction</strong>');
  });

  it('name the worked cases that a row decides', async () => {
    const { vignettes } = readVignettes(
      { folders: ['cards'], site: undefined },
      { name: guideline.id, documents: guideline.documents },
    );
    for (const { id } of criteria.slice(0, 12)) {
      const orders = vignettes.flatMap(({ expected, additionalOrders = [] }) => [
        expected,
        ...additionalOrders.map((one) => one.expected),
      ]);
      const decided = orders.filter(({ criterion }) => criterion === id).length;
      const said = /<summary>(\d+) cases?,/.exec(await page(`/criteria/${id}`))?.[1];
      expect([id, Number(said ?? 0)]).toEqual([id, decided]);
    }
  });

  it('show an earlier version to a link that names it', async () => {
    const [row] = criteria;
    const { status } = await fetch(`${app.url}/criteria/${row?.id}?version=1.0.0`);
    expect([status, await page(`/criteria/${row?.id}?version=1.0.0`)]).toEqual([
      200,
      expect.stringContaining('version 1.0.0</h1>'),
    ]);
    expect((await fetch(`${app.url}/criteria/${row?.id}?version=0.0.9`)).status).toBe(404);
    expect((await fetch(`${app.url}/criteria/${row?.id}?version=${guideline.version}`)).status).toBe(200);
  });

  it('answer in a page of their own where there is no such row', async () => {
    const response = await fetch(`${app.url}/criteria/no-such-row`, { headers: { accept: 'text/html' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });
});

describe('a row that is gone', () => {
  it('is answered with 410, what it said, and the version that is in force', async () => {
    const cards = join(mkdtempSync(join(tmpdir(), 'cards-')), 'cards');
    cpSync('cards', cards, { recursive: true });
    const file = join(cards, 'history', guideline.id, '1.0.0.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('{"id":"foot-drop"', '{"id":"foot-drop-of-old"'));
    const app = await startRealApp({ CARDS_DIR: cards });
    try {
      const response = await fetch(`${app.url}/criteria/foot-drop-of-old`);
      expect([response.status, await response.text()]).toEqual([
        410,
        expect.stringContaining(`version ${guideline.version} has no such row`),
      ]);
    } finally {
      await app.close();
    }
  });
});
