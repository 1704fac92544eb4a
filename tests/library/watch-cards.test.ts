import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

  writeFileSync(file, text.replace('version: 1.1.0', 'version: 1.0.1'));
  const first = await nextEvent();
  expect(first?.kind === 'read' ? first.guidelines.map(({ guideline }) => guideline.version) : first).toEqual([
    '1.0.1',
  ]);

  writeFileSync(file, text.replace('version: 1.1.0', 'version: one'));
  const second = await nextEvent();
  expect(second?.kind === 'problem' ? second.error.problems : second).toMatchObject([
    { file, message: 'version: "one" is not a version such as 1.0.0' },
  ]);

  writeFileSync(file, text);
  expect((await nextEvent())?.kind).toBe('read');
});

/** Waits for the next time that the folder is read; fails when a change goes unnoticed. */
function watchVersions(): () => Promise<string> {
  const read: string[] = [];
  let wake: () => void = () => undefined;
  stop = watchCards(cards.folder, {
    read: () => readFileSync(join(cards.folder, 'low-back-pain/guideline.yaml'), 'utf8'),
    onRead: (text) => {
      read.push(/^version: (.*)$/m.exec(text)?.[1] ?? '');
      wake();
    },
    onProblem: ({ message }) => read.push(message),
  });
  return async () => {
    const timer = setTimeout(() => {
      read.push('nothing was noticed');
      wake();
    }, 3_000);
    if (read.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    clearTimeout(timer);
    return read.shift() ?? '';
  };
}

describe('a change is noticed each time', () => {
  const guideline = (): string => join(cards.folder, 'low-back-pain/guideline.yaml');
  const setVersion = (text: string, version: string): string => text.replace(/^version: .*$/m, `version: ${version}`);
  const git = (...argv: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=author', '-c', 'user.email=author@example.org', ...argv], {
      cwd: cards.folder,
      stdio: 'ignore',
    });
  };

  it('when `sed -i` makes it', async () => {
    const nextVersion = watchVersions();
    for (const version of ['1.0.1', '1.0.2', '1.0.3']) {
      execFileSync('sed', ['-i', `s/^version: .*/version: ${version}/`, guideline()]);
      expect(await nextVersion()).toBe(version);
    }
  });

  it('when an editor writes beside the file and renames over it', async () => {
    const nextVersion = watchVersions();
    for (const version of ['1.0.1', '1.0.2', '1.0.3']) {
      writeFileSync(`${guideline()}.new`, setVersion(readFileSync(guideline(), 'utf8'), version));
      renameSync(`${guideline()}.new`, guideline());
      expect(await nextVersion()).toBe(version);
    }
  });

  it('when `git checkout` goes from one branch to another', async () => {
    git('init', '--initial-branch=first');
    git('add', '--all');
    git('commit', '--message=first');
    git('checkout', '-b', 'second');
    writeFileSync(guideline(), setVersion(readFileSync(guideline(), 'utf8'), '1.0.1'));
    git('commit', '--all', '--message=second');
    const nextVersion = watchVersions();
    for (const [branch, version] of [
      ['first', '1.1.0'],
      ['second', '1.0.1'],
      ['first', '1.1.0'],
    ] as const) {
      git('checkout', branch);
      expect(await nextVersion()).toBe(version);
    }
  });

  it('when a folder in it, or the whole folder, is replaced by another', async () => {
    const other = `${cards.folder}-other`;
    const nextVersion = watchVersions();
    for (const [place, version] of [
      ['low-back-pain', '1.0.1'],
      ['', '1.0.2'],
      ['low-back-pain', '1.0.3'],
    ] as const) {
      cpSync(join(cards.folder, place), other, { recursive: true });
      const file = join(other, place === '' ? 'low-back-pain' : '', 'guideline.yaml');
      writeFileSync(file, setVersion(readFileSync(file, 'utf8'), version));
      rmSync(join(cards.folder, place), { recursive: true });
      renameSync(other, join(cards.folder, place));
      expect(await nextVersion()).toBe(version);
      execFileSync('sed', ['-i', `s/^version: .*/version: ${version}-edited/`, guideline()]);
      expect(await nextVersion()).toBe(`${version}-edited`);
    }
  });
});

it('what an editor or check leaves beside the files is no change', async () => {
  const nextVersion = watchVersions();
  for (const name of ['.facts.yaml.swp', 'facts.yaml~', '#facts.yaml#'])
    writeFileSync(join(cards.folder, 'low-back-pain', name), 'left behind');
  writeFileSync(join(cards.folder, 'checked.sha256'), 'left behind');
  expect(await nextVersion()).toBe('nothing was noticed');
});
