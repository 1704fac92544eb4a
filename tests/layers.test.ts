import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';
import { importRules } from './import-rules.js';
import { filesUnder } from './source-files.js';
import { findBreaches } from './source-rules.js';

const sourceFiles = filesUnder('src').filter((file) => /\.[tj]s$/.test(file));
const styleSheets = filesUnder('src', '.css');

describe('the imports of src', () => {
  let result: ICruiseResult;
  let modules: readonly IModule[];

  beforeAll(async () => {
    result = await cruiseSource(process.cwd());
    modules = result.modules.filter((module) => module.source.startsWith('src/'));
  }, 60_000);

  it('are all seen', () => {
    expect(sourceFiles.length).toBeGreaterThan(0);
    expect(modules.map((module) => module.source).sort()).toEqual(sourceFiles);
  });

  it('run in no circle between folders', () => {
    const known = new Map<string, Set<string>>();
    for (const { source, dependencies } of modules)
      for (const { resolved } of dependencies.filter(({ resolved }) => resolved.startsWith('src/'))) {
        const [from, to] = [dirname(source), dirname(resolved)];
        // the files beside the folders put them together, and are their own step each
        if (from !== to && from !== 'src' && to !== 'src') known.set(from, (known.get(from) ?? new Set()).add(to));
      }
    const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
      [...(known.get(from) ?? [])].some(
        (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
      );
    expect([...known.keys()].filter((folder) => reaches(folder, folder, new Set()))).toEqual([]);
  });

  it('leave no folder with more than a quarter of the lines of src in files directly in it', () => {
    const lines = new Map<string, number>();
    for (const file of sourceFiles)
      lines.set(dirname(file), (lines.get(dirname(file)) ?? 0) + readFileSync(file, 'utf8').split('\n').length);
    const all = [...lines.values()].reduce((sum, count) => sum + count, 0);
    expect([...lines].filter(([, count]) => count > all / 4)).toEqual([]);
  });

  it('obey the rules', () => {
    expect(violationsOf(result)).toEqual([]);
  });

  it('reach ajv from one module per edge', () => {
    const edges = modules.filter(importsAjv).map((module) => module.source.split('/').slice(0, 2).join('/'));
    expect(edges).toEqual([...new Set(edges)]);
  });
});

describe('the import rules', () => {
  it('catch what they forbid', async () => {
    const project = mkdtempSync(join(tmpdir(), 'layers-'));
    try {
      const files = {
        'src/core/facts/fact.ts':
          "import '../../http/discovery.js';\nimport 'node:fs';\nimport '../decide/rating.js';\n",
        'src/core/values/truth.ts': "import './day.js';\n",
        'src/core/values/day.ts': "import './truth.js';\n",
        'src/core/decide/rating.ts': "import '../../consult.js';\nimport '../stray.js';\n",
        'src/core/stray.ts': '',
        'src/http/discovery.ts': "import 'node:fs/promises';\nimport type { Row } from '../store/row.js';\n",
        'src/store/row.ts': "import 'node:fs';\nimport '../core/decide/rating.js';\nexport interface Row {}\n",
        'src/cli/main.ts': "import '../store/row.js';\n",
        'src/cli/explain/explain.ts': "import '../../consult.js';\n",
        'src/consult.ts': "import './core/facts/fact.js';\n",
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(project, name)), { recursive: true });
        writeFileSync(join(project, name), text);
      }
      expect([...violationsOf(await cruiseSource(project))].sort()).toEqual([
        'core-decide-knows-what-is-below: src/core/decide/rating.ts → src/core/stray.ts',
        'core-facts-knows-what-is-below: src/core/facts/fact.ts → src/core/decide/rating.ts',
        'core-file-stands-in-a-room: src/core/decide/rating.ts → src/core/stray.ts',
        'core-imports-only-core: src/core/decide/rating.ts → src/consult.ts',
        'core-imports-only-core: src/core/facts/fact.ts → fs',
        'core-imports-only-core: src/core/facts/fact.ts → src/http/discovery.ts',
        'edge-imports-no-other-edge: src/cli/explain/explain.ts → src/consult.ts',
        'edge-imports-no-other-edge: src/http/discovery.ts → src/store/row.ts',
        'no-cycle: src/consult.ts → src/core/facts/fact.ts',
        'no-cycle: src/core/decide/rating.ts → src/consult.ts',
        'no-cycle: src/core/values/day.ts → src/core/values/truth.ts',
        'only-one-door-to-file-system: src/core/facts/fact.ts → fs',
        'only-one-door-to-file-system: src/http/discovery.ts → fs/promises',
        'page-is-called-not-told: src/core/decide/rating.ts → src/consult.ts',
        'page-knows-contract-and-steps: src/consult.ts → src/core/facts/fact.ts',
        'store-knows-its-part-of-the-core: src/store/row.ts → src/core/decide/rating.ts',
      ]);
    } finally {
      rmSync(project, { recursive: true });
    }
  });
});

async function cruiseSource(project: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: project,
      ruleSet: importRules,
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
    { conditionNames: ['types', 'import', 'node', 'default'], exportsFields: ['exports'] },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered text instead of a result');
  return output;
}

function violationsOf(result: ICruiseResult): readonly string[] {
  return result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

function importsAjv(module: IModule): boolean {
  return module.dependencies.some(
    ({ resolved, dependencyTypes }) => /node_modules\/ajv\//.test(resolved) && !dependencyTypes.includes('type-only'),
  );
}

describe('the style of src', () => {
  it('is kept by every file', () => {
    expect(sourceFiles.flatMap((file) => findBreaches(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('holds style sheets to the same length', () => {
    expect(styleSheets.length).toBeGreaterThan(0);
    expect(styleSheets.filter((file) => readFileSync(file, 'utf8').split('\n').length > 251)).toEqual([]);
  });

  it.each([
    ['any', 'let x: any;'],
    ['non-null assertion', 'f()!.x;'],
    ['type assertion', 'const x = <string>y;'],
    ['as', 'const x = y as string;'],
    ['default export', 'export default function f() {}'],
    ['default export', 'export default 1;'],
    ['code-system literal', "const x = 'http://loinc.org';"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a source file
    ['code-system literal', 'const x = `${y}|http://snomed.info/sct`;'],
    ['process.env outside config.ts', 'const x = process.env;'],
    ['251 lines, more than 250', '\n'.repeat(251)],
  ])('would not allow %s', (rule, text) => {
    expect(findBreaches('src/example.ts', text).map((breach) => breach.rule)).toEqual([rule]);
  });

  it('allows as const, default clauses and process.env in config.ts', () => {
    const text = "const x = ['y'] as const;\nswitch (x) {\n  default:\n}\nprocess.env;\n";
    expect(findBreaches('src/config.ts', text)).toEqual([]);
  });
});
