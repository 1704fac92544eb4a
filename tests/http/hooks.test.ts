import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hookNames, hooks } from '../../src/core/contract/hook-request.js';
import { hookRequest, post, startTestApp, type TestApp } from './test-app.js';

describe('the table of hooks', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it.each(hookNames)('says which draft orders a call of %s means', async (hook) => {
    app.received.length = 0;
    const named = await post(app.hookUrl, hookRequest({ hook }));
    const unnamed = await post(app.hookUrl, hookRequest({ hook }, { selections: undefined }));
    const selections = app.received.map(({ request }) => request.context.selections);
    const isRequired = hooks[hook].selections === 'required';
    expect([named.status, unnamed.status]).toEqual([200, isRequired ? 400 : 200]);
    expect(selections).toEqual(isRequired ? [['ServiceRequest/sr-1']] : [undefined, undefined]);
  });

  it('D-10 ends with order-select, the one that a client keeps which keeps one', () => {
    expect(hookNames.at(-1)).toBe('order-select');
  });
});

describe('a third hook', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const copy = mkdtempSync(join(tmpdir(), 'spine-imaging-cds-hooks-'));

  beforeAll(() => {
    cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true });
    for (const name of ['node_modules', 'package.json', 'tsconfig.json'])
      symlinkSync(join(root, name), join(copy, name));
    const table = join(copy, 'src/core/contract/hook-request.ts');
    const text = readFileSync(table, 'utf8');
    const row = "'order-sign': { selections: 'all' },";
    if (!text.includes(row)) throw new Error(`${table} has no line ${row}`);
    writeFileSync(table, text.replace(row, `${row}\n  'order-dispatch': { selections: 'all' },`));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const load = (file: string) => import(pathToFileURL(join(copy, 'src', file)).href);

  it('is one row: discovery lists it and its calls are read', async () => {
    const names: readonly string[] = (await load('core/contract/hook-request.ts')).hookNames;
    expect(names).toEqual(['order-sign', 'order-dispatch', 'order-select']);
    const { describeService } = await load('service/describe.ts');
    expect(names.map((name) => describeService(name, []).hook)).toEqual(names);
    const { toHookRequest } = await load('http/endpoints/hook-envelope.ts');
    const request = toHookRequest(hookRequest({ hook: 'order-dispatch' }), names);
    expect([request.hook, request.context.selections]).toEqual(['order-dispatch', undefined]);
  });
});
