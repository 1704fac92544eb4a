import { describe, expect, it } from 'vitest';
import { shippedReader, shippedTexts, today } from './shipped-reader.js';

const context = { where: 'order.note', today } as const;

/** Numbers from 0 to 1 that are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const random = randomFrom(20261126);
const pick = <T>(list: readonly T[], fallback: T): T => list[Math.floor(random() * list.length)] ?? fallback;
const strange = [
  '\u200b',
  '\u202e',
  '\u00ad',
  '\u0000',
  '\ud83d',
  '😀',
  '؟',
  'ة',
  '\u2028',
  '☐',
  '***',
  '((',
  '[x',
  '?',
  '¿',
  '\r',
  '%',
  '9999999999',
  '4/5',
  'L5',
  'é',
  '́',
];
const texts = shippedTexts.cases.map(({ text }) => text);

function broken(text: string): string {
  const at = Math.floor(random() * text.length);
  const end = at + Math.floor(random() * 12);
  const kind = Math.floor(random() * 6);
  if (kind === 0) return text.slice(at);
  if (kind === 1) return text.slice(0, at) + text.slice(end);
  if (kind === 2) return text.slice(0, at) + pick(strange, '') + text.slice(at);
  if (kind === 3) return text + text;
  if (kind === 4) return `\u202e${text.split('').reverse().join('')}`;
  return text.split('').join('\u200b');
}

/** `npm run fuzz:texts` reads 20,000. */
const runs = Number(process.env['TEXT_FUZZ_RUNS'] ?? 3000);

/** Now and then a text is repeated up to a hundred thousand characters. */
function strangeText(): string {
  let text = pick(texts, '');
  for (let step = 0; step < 3; step += 1) text = broken(text);
  return random() < 0.002 ? text.repeat(Math.ceil(100_000 / Math.max(text.length, 1))) : text;
}

describe('any text at all', () => {
  it('is read without an exception within its time, and its quotes stay short', { timeout: 300_000 }, () => {
    const slow: string[] = [];
    for (let run = 0; run < runs; run += 1) {
      const text = strangeText();
      const started = performance.now();
      const { facts, notUnderstood } = shippedReader.read(text, context);
      if (performance.now() - started > 20) slow.push(text);
      for (const { quote } of [...facts, ...notUnderstood]) expect(quote.length).toBeLessThanOrEqual(120);
    }
    // on a busy machine any text may be slow once
    expect(slow.filter((text) => quickest(text) > 20).map((text) => text.slice(0, 200))).toEqual([]);
  });

  it('means the same with zero-width characters in its words', () => {
    const hidden = 'saddle numbness and urinary retention'.split('').join('\u200b');
    expect(
      shippedReader
        .read(hidden, context)
        .facts.map(({ fact }) => fact)
        .sort(),
    ).toEqual(['bladderDysfunction', 'saddleAnesthesia']);
  });

  it('of a hundred thousand characters is read in part', () => {
    for (const unit of ['no fever, ', '((', 'a', '\u202e', 'leg weak ', '\n', '- ', '4/5 ', '?', 'no or ']) {
      const reading = shippedReader.read(unit.repeat(100_000 / unit.length), context);
      expect(reading.readUpTo).toBeDefined();
    }
  });
});

/** Milliseconds of the quickest of some readings: what the machine does besides only adds. */
function quickest(text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 25; run += 1) {
    const started = performance.now();
    shippedReader.read(text, context);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

const worst = [
  'no fever, ',
  'saddle numbness, leg weakness, urinary retention, fever, ',
  'leg weak numb saddle bladder bowel left foot drop ',
  'no weakness or ',
  'r/o if denies not ',
  'weak leg ',
];

describe('the time that a text takes', () => {
  it.each(worst)('is at most 20 ms for 10 kB of "%s"', (unit) => {
    expect(quickest(unit.repeat(Math.floor(10_000 / unit.length)))).toBeLessThan(20);
  });

  it.each(worst)('grows with its length and no faster for "%s"', (unit) => {
    const text = unit.repeat(Math.floor(5_000 / unit.length));
    expect(quickest(text + text)).toBeLessThan(quickest(text) * 3.5);
  });
});
