import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { openForm, ratingIn } from './companion-form.js';
import { everydayCharts, ordinaryTruth, reviewedCharts, type Truth } from './everyday-charts.js';
import { type RealApp, startRealApp } from './real-app.js';

const screen = ['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'];
const review = 'entries-reviewed';
const tapMilliseconds = 2_500;

let app: RealApp;
beforeAll(async () => {
  app = await startRealApp();
});
afterAll(() => app.close());

/** Taps from the opened form to a rating: two for "all four normal", one for each other answer. */
async function tapsUntilRated(request: JsonObject, truth: Truth): Promise<number | undefined> {
  const form = await openForm(app, { ...request, hookInstance: randomUUID() });
  let answers: JsonObject = {};
  let taps = 0;
  for (let turn = 0; turn < 15; turn += 1) {
    const { outlook, asked } = await form.preview(answers);
    if (ratingIn(outlook) !== 'insufficient-information') return taps;
    const open = screen.filter((code) => asked.includes(code) && truth[code] !== true);
    // nobody can answer what nothing is told of, but for findings, which are then not there
    const canAnswer = (code: string): boolean =>
      truth[code] !== undefined || form.page.includes(`data-code="${code}" data-kind="flag"`);
    const next = asked.find((code) => answers[code] === undefined && (code === review || canAnswer(code)));
    if (next === undefined) return undefined;
    if (open.length > 1 && screen.includes(next) && truth[next] !== true) {
      answers = { ...answers, ...Object.fromEntries(open.map((code) => [code, false])) };
      taps += 2;
    } else {
      const [, reviewed] = new RegExp(`id="q-${review}-yes"[^>]* value="([^"]+)"`).exec(form.page) ?? [];
      answers = { ...answers, [next]: next === review ? reviewed : (truth[next] ?? false) };
      taps += 1;
    }
  }
  return undefined;
}

it('takes at most 8 taps and 30 seconds from "cannot rate" to a rating for nine of ten charts', async () => {
  const results: (readonly [name: string, taps: number | undefined])[] = [];
  for (const { name, request, truth } of [...reviewedCharts(), ...everydayCharts])
    results.push([name, await tapsUntilRated(request, { ...ordinaryTruth, ...truth })]);
  const needed = results.filter(([, taps]) => taps !== 0);
  const quick = needed.filter(([, taps]) => taps !== undefined && taps <= 8 && taps * tapMilliseconds <= 30_000);
  const counts = needed.map(([, taps]) => taps ?? Number.POSITIVE_INFINITY).sort((left, right) => left - right);
  const at = (share: number): number | undefined => counts[Math.ceil(counts.length * share) - 1];
  const without = needed.filter(([, taps]) => taps === undefined).map(([name]) => name);
  process.stdout.write(
    `taps from "cannot rate" to a rating, ${needed.length} charts: median ${at(0.5)}, nine of ten ${at(0.9)}; no rating: ${without.join(', ') || 'none'}\n`,
  );
  expect(needed.length).toBeGreaterThan(10);
  expect(without).toEqual([]);
  expect(quick.length / needed.length, JSON.stringify(needed)).toBeGreaterThanOrEqual(0.9);
});
