import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startCommand } from '../bench/server-process.js';
import { currentNotice } from '../deploy/notice.js';
import { isObject, type JsonObject } from '../src/core/values/json.js';
import { composeProblems } from './compose-rules.js';

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
  it('is a Compose file in which every name is known and every image is one version', () => {
    expect(composeProblems(compose)).toEqual([]);
  });

  it.each([
    [
      /restart: unless-stopped/,
      'restart: sometimes',
      '/services/proxy/restart must be equal to one of the allowed values',
    ],
    [/stop_grace_period: 20s/, 'stop_grace_period: 20', '/services/service-1/stop_grace_period must be string'],
    [/read_only:/, 'readonly:', '/services/service-1 must NOT have additional properties'],
    [/depends_on: \[service-1/, 'depends_on: [service-3', '/services/proxy there is no service service-3'],
    [/ {2}inside:\n/, '  within:\n', '/services/proxy there is no network inside'],
    [/ {2}certificates: /, '  certs: ', '/services/proxy there is no volume certificates'],
    [/caddy:\S+/, 'caddy:2-alpine', '/services/proxy image caddy:2-alpine is not pinned to one version'],
  ])('would not pass with %s as %j', (place, slip, problem) => {
    const changed = readFileSync('compose.yaml', 'utf8').replace(new RegExp(place, 'g'), slip);
    expect(composeProblems(parse(changed, { merge: true }))).toContain(problem);
  });

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

describe('NOTICE', () => {
  const notice = readFileSync('NOTICE', 'utf8');

  it('names every package that runs with the program, with its licence and owners (else: npm run notice)', () => {
    expect(notice).toBe(currentNotice(notice));
    const { dependencies }: { readonly dependencies: JsonObject } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const name of Object.keys(dependencies)) expect(notice).toMatch(new RegExp(`^  ${name}: `, 'm'));
    expect(notice).not.toMatch(/^ {2}vitest: /m);
  });

  it('would not pass without one of them', () => {
    const cut = notice.replace(/^ {2}express: .*\n/m, '');
    expect(currentNotice(cut)).not.toBe(cut);
  });
});

describe('the Dockerfile', () => {
  it('builds and runs on one version of Node 22, for which the program is compiled', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(bases).toEqual([bases[0], bases[0]]);
    expect(bases[0]).toMatch(/^node:22\.\d+\.\d+-slim$/);
    expect(readFileSync('package.json', 'utf8')).toContain('--target=node22 ');
  });

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
