import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/server-process.js';
import { isObject } from '../../src/core/values/json.js';
import { type CardsCopy, copyCards } from '../library/cards-copy.js';

let cards: CardsCopy;
let data: string;
let child: ChildProcess;
let origin: string;

beforeEach(async () => {
  cards = copyCards();
  data = mkdtempSync(join(tmpdir(), 'development-'));
  const port = String(await freePort());
  origin = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    NODE_ENV: '',
    LOG_LEVEL: 'silent',
    PORT: port,
    DATA_DIR: data,
    CARDS_DIR: cards.folder,
  };
  child = spawn('npm', ['run', 'dev'], { env, detached: true, stdio: 'ignore' });
  await versionIs(shippedVersion());
}, 120_000);

afterEach(async () => {
  const closed = once(child, 'close');
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  await closed;
  cards.remove();
  rmSync(data, { recursive: true });
}, 60_000);

function shippedVersion(): string {
  const text = readFileSync(join(cards.folder, 'low-back-pain/guideline.yaml'), 'utf8');
  return /^version: (.*)$/m.exec(text)?.[1] ?? '';
}

async function servedVersion(): Promise<unknown> {
  try {
    const health: unknown = await (await fetch(`${origin}/health`)).json();
    const [guideline] = isObject(health) && Array.isArray(health.guidelines) ? health.guidelines : [];
    return isObject(guideline) ? guideline.version : undefined;
  } catch {
    return undefined; // not listening yet
  }
}

/** Waits until the running service answers by this version of the guideline. */
async function versionIs(version: string): Promise<void> {
  await expect.poll(servedVersion, { timeout: 60_000 }).toBe(version);
}

describe('npm run dev', { timeout: 120_000 }, () => {
  it('answers by the cards as `sed -i`, an editor that replaces the file, and `git checkout` leave them', async () => {
    const file = join(cards.folder, 'low-back-pain/guideline.yaml');
    const git = (...argv: readonly string[]): void => {
      const author = ['-c', 'user.name=author', '-c', 'user.email=author@example.org'];
      execFileSync('git', [...author, ...argv], { cwd: cards.folder, stdio: 'ignore' });
    };
    for (const version of ['9.0.1', '9.0.2']) {
      execFileSync('sed', ['-i', `s/^version: .*/version: ${version}/`, file]);
      await versionIs(version);
    }
    for (const version of ['9.0.3', '9.0.4']) {
      writeFileSync(`${file}~new`, readFileSync(file, 'utf8').replace(/^version: .*$/m, `version: ${version}`));
      renameSync(`${file}~new`, file);
      await versionIs(version);
    }
    git('init', '--initial-branch=first');
    git('add', '--all');
    git('commit', '--message=first');
    git('checkout', '-b', 'second');
    execFileSync('sed', ['-i', 's/^version: .*/version: 9.0.5/', file]);
    git('commit', '--all', '--message=second');
    await versionIs('9.0.5');
    for (const [branch, version] of [
      ['first', '9.0.4'],
      ['second', '9.0.5'],
    ] as const) {
      git('checkout', branch);
      await versionIs(version);
    }
  });
});
