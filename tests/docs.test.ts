import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folders = ['src', 'tests', 'cards', 'docs', 'bench', 'config', 'deploy', 'fhir-fixtures'];
const files = [
  ...readdirSync('.'),
  ...folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  ),
];
// the change log speaks of what was, and a printed guideline of medicine
const isPage = /^(?!CHANGELOG|docs\/guideline\/)(?:docs\/.*|(?:(?:cards|bench|fhir-fixtures)\/)?[^/]+)\.md$/;
const pages = files.filter((file) => isPage.test(file));
const code = files.filter((file) => /^(src|tests|bench)\/.*\.ts$/.test(file));
const rowId = /\b[ABDFGHLPQRSTX]-\d{1,2}\b/g;

const read = (file: string): string => readFileSync(file, 'utf8');

/** What a pattern finds in some files, each with the file that it stands in. */
function found(where: readonly string[], pattern: RegExp): readonly (readonly [what: string, file: string])[] {
  return where.flatMap((file) =>
    [...read(file).matchAll(pattern)].map((match) => [match[1] ?? match[0], file] as const),
  );
}

describe('docs/conformance.md', () => {
  const rows = [...read('docs/conformance.md').matchAll(/^\| ([A-Z]-\d+) \| .+ \| (.+) \|$/gm)].map(
    ([, id = '', tests = '']) => ({ id, tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file) }),
  );
  const ids = rows.map(({ id }) => id);

  it('has each row once, and every row that is cited anywhere', () => {
    expect(ids).toEqual([...new Set(ids)]);
    expect(found([...code, ...pages], rowId).filter(([id]) => !ids.includes(id))).toEqual([]);
  });

  it('names tests that are there and cite their row', () => {
    const untrue = rows.flatMap(({ id, tests }) =>
      tests.filter((file) => !existsSync(file) || !read(file).match(rowId)?.includes(id)).map((file) => [id, file]),
    );
    expect(untrue).toEqual([]);
  });

  it('names a test for every row but mutual TLS, which the proxy does', () => {
    expect(rows.filter(({ tests }) => tests.length === 0).map(({ id }) => id)).toEqual(['A-3']);
  });
});

describe('docs/criteria.md', () => {
  const page = read('docs/criteria.md');

  it('has every section that a comment cites', () => {
    const sections = [...page.matchAll(/^## §([\d.]+) /gm)].map(([, section]) => section);
    // the sections of an RFC or of FHIRPath are theirs
    const cited = found(code, /(?<!(?:RFC \d+|FHIRPath 2\.0) )§(\d+(?:\.\d+)?)/g);
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter(([section]) => !sections.includes(section))).toEqual([]);
  });

  it('has every rule that a comment cites', () => {
    const rules = [...page.matchAll(/^(\d)\. /gm)].map(([, rule]) => rule);
    const cited = found(code, /\brules? (\d)\b/gi);
    expect(cited.length).toBeGreaterThan(5);
    expect(cited.filter(([rule]) => !rules.includes(rule))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const steps = [...read('docs/architecture.md').matchAll(/^\| `core\/(\w+)\/` \| .+ \| `([\w.-]+)` \| .+ \|$/gm)].map(
    ([, folder = '', file = '']) => [folder, file] as const,
  );

  it('has every folder of the core', () => {
    expect(steps.map(([folder]) => folder).sort()).toEqual(readdirSync('src/core').sort());
  });

  it.each(steps)('src/core/%s opens with %s, whose first lines say what comes in and what goes out', (folder, file) => {
    expect(read(join('src/core', folder, file))).toMatch(/^\/\*\*[ \n*]*In: [^/]+Out: /);
  });
});

describe('the pages', () => {
  const names = new Set(files.map((file) => basename(file)));
  const roots = [...folders, 'core', ...readdirSync('src').filter((name) => !name.includes('.'))];
  const path = new RegExp(`\`((?:${roots.join('|')})/[\\w./*-]*)\``, 'g');

  /** Whether there is such a file or folder, `*` standing for any part of a name. */
  function isThere(named: string): boolean {
    const pattern = named.replace(/\/$/, '').replaceAll('.', '\\.').replaceAll('*', '[^/]*');
    return files.some((file) => new RegExp(`^${pattern}$`).test(file));
  }

  it('name files and folders that are there', () => {
    // what `npm run cards -- docs` writes is not kept
    const paths = found(pages, path).filter(([named]) => !named.startsWith('docs/guideline/'));
    const missing = paths.filter(
      ([named, page]) => !['', 'src', dirname(page)].some((base) => isThere(join(base, named))),
    );
    expect(paths.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it('name source files that are there where they leave out the folder', () => {
    const named = found(pages, /`([\w-]+(?:\.[\w-]+)*\.ts)`/g);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(([file]) => !names.has(file))).toEqual([]);
  });

  it('link to files that are there', () => {
    const links = found(pages, /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(([link, page]) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });
});
