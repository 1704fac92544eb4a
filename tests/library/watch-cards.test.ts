import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GuidelineDocuments } from '../../src/core/guideline/documents.js';
import type { AuthoringError } from '../../src/errors.js';
import { readGuidelines } from '../../src/library/read-guideline.js';
import { watchCards } from '../../src/library/start/watch-cards.js';
import { type CardsCopy, copyCards } from './cards-copy.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let cards: CardsCopy;
let stop: () => void = () => undefined;
beforeEach(() => {
  cards = copyCards();
});
afterEach(() => {
  stop();
  cards.remove();
});

type Event =
  | { readonly kind: 'read'; readonly guidelines: readonly GuidelineDocuments[] }
  | { readonly kind: 'problem'; readonly error: AuthoringError };

it('reads a changed folder again, and says why it cannot', async () => {
  const events: Event[] = [];
  let wake: () => void = () => undefined;
  const note = (event: Event): void => {
    events.push(event);
    wake();
  };
  const nextEvent = async (): Promise<Event | undefined> => {
    if (events.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return events.shift();
  };
  stop = watchCards(cards.folder, {
    read: () => readGuidelines(cards.folder),
    onRead: (guidelines) => note({ kind: 'read', guidelines }),
    onProblem: (error) => note({ kind: 'problem', error }),
  });
  const file = join(cards.folder, 'low-back-pain/guideline.yaml');
  const text = readFileSync(file, 'utf8');

  writeFileSync(file, text.replace('version: 1.0.0', 'version: 1.0.1'));
  const first = await nextEvent();
  expect(first?.kind === 'read' ? first.guidelines.map(({ guideline }) => guideline.version) : first).toEqual([
    '1.0.1',
  ]);

  writeFileSync(file, text.replace('version: 1.0.0', 'version: one'));
  const second = await nextEvent();
  expect(second?.kind === 'problem' ? second.error.problems : second).toMatchObject([
    { file, message: 'version: "one" is not a version such as 1.0.0' },
  ]);

  writeFileSync(file, text);
  expect((await nextEvent())?.kind).toBe('read');
});
