import { expect, it } from 'vitest';
import { openForm } from './companion-form.js';
import { startRealApp } from './real-app.js';
import { request } from './requests.js';

const normal = {
  'bladder-dysfunction': false,
  'bowel-dysfunction': false,
  'saddle-anesthesia': false,
  'motor-weakness': false,
};

it('a preview of the form is quick', { retry: 2 }, async () => {
  const app = await startRealApp();
  const form = await openForm(app, request());
  const times: number[] = [];
  for (let turn = 0; turn < 40; turn += 1) {
    const started = performance.now();
    await form.preview({ ...normal, 'symptom-days': turn });
    times.push(performance.now() - started);
  }
  const [slow = 0] = times.sort((left, right) => right - left).slice(2);
  process.stdout.write(`preview of the form: p95 ${slow.toFixed(1)} ms\n`);
  await app.close();
  expect(slow).toBeLessThan(50);
});
