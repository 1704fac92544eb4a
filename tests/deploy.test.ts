import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startCommand } from '../bench/server-process.js';
import { isObject, type JsonObject } from '../src/core/values/json.js';

const compose: unknown = parse(readFileSync('compose.yaml', 'utf8'), { merge: true });
const services = isObject(compose) && isObject(compose.services) ? compose.services : {};
const dockerfile = readFileSync('Dockerfile', 'utf8');
const config = readFileSync('src/config.ts', 'utf8');
/** Settings as src/config.ts reads them. */
const settings = new Set([...config.matchAll(/(?:read|integer)\('([A-Z_]+)'/g)].map(([, name]) => name));

function environmentOf(service: unknown): JsonObject {
  return isObject(service) && isObject(service.environment) ? service.environment : {};
}

describe('compose.yaml', () => {
  it('has a proxy, two instances of one image and a database', () => {
    expect(Object.keys(services)).toEqual(['proxy', 'service-1', 'service-2', 'database']);
    expect(services['service-2']).toEqual(services['service-1']);
  });

  it('sets nothing that the service does not read', () => {
    for (const name of Object.keys(environmentOf(services['service-1']))) expect(settings).toContain(name);
  });

  it('asks for no variable that deploy/example.env does not name', () => {
    const asked = [...readFileSync('compose.yaml', 'utf8').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
    const named = [...readFileSync('deploy/example.env', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual(named.sort());
  });

  it('mounts files that are there, but for those that each site writes', () => {
    const mounted = [...readFileSync('compose.yaml', 'utf8').matchAll(/- \.\/([\w./-]+):/g)].map(([, path]) => path);
    expect(mounted.filter((path = '') => !existsSync(path))).toEqual(['deploy/clients.yaml']);
  });
});

describe('the Dockerfile', () => {
  it('runs what npm start runs', () => {
    const { nodeFlags = [], script } = startCommand();
    expect(dockerfile).toContain(`\nCMD ${JSON.stringify(['node', ...nodeFlags, script]).replaceAll(',', ', ')}\n`);
  });

  it('sets nothing but NODE_ENV that the service does not read', () => {
    const [, line = ''] = /^ENV (.*)$/m.exec(dockerfile) ?? [];
    const names = line.split(' ').map((setting) => setting.split('=')[0] ?? '');
    expect(names.filter((name) => !settings.has(name))).toEqual([]);
  });

  it('copies what is there and what .dockerignore lets through', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
    expect([...new Set(copied)].sort()).toEqual(allowed.map((line) => line.slice(1)).sort());
  });
});
