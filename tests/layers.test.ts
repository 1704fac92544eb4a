import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';
import { importRules } from './import-rules.js';
import { filesUnder } from './source-files.js';
import { findBreaches } from './source-rules.js';

const sourceFiles = filesUnder('src');

describe('the imports of src', () => {
  let result: ICruiseResult;
  let modules: readonly IModule[];

  beforeAll(async () => {
    result = await cruiseSource(process.cwd());
    modules = result.modules.filter((module) => module.source.startsWith('src/'));
  });

  it('are all seen', () => {
    expect(sourceFiles.length).toBeGreaterThan(0);
    expect(modules.map((module) => module.source).sort()).toEqual(sourceFiles);
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
        'src/core/fact.ts': "import '../http/discovery.js';\nimport 'node:fs';\n",
        'src/core/truth.ts': "import './rating.js';\n",
        'src/core/rating.ts': "import './truth.js';\n",
        'src/http/discovery.ts': "import 'node:fs/promises';\nimport type { Row } from '../store/row.js';\n",
        'src/store/row.ts': "import 'node:fs';\nimport '../core/rating.js';\nexport interface Row {}\n",
        'src/cli/main.ts': "import '../store/row.js';\n",
        'src/cli/explain.ts': "import '../consult.js';\n",
        'src/consult.ts': "import './core/rating.js';\n",
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(project, name)), { recursive: true });
        writeFileSync(join(project, name), text);
      }
      expect([...violationsOf(await cruiseSource(project))].sort()).toEqual([
        'core-imports-only-core: src/core/fact.ts → fs',
        'core-imports-only-core: src/core/fact.ts → src/http/discovery.ts',
        'edge-imports-no-other-edge: src/cli/explain.ts → src/consult.ts',
        'edge-imports-no-other-edge: src/http/discovery.ts → src/store/row.ts',
        'no-cycle: src/core/rating.ts → src/core/truth.ts',
        'only-one-door-to-file-system: src/core/fact.ts → fs',
        'only-one-door-to-file-system: src/http/discovery.ts → fs/promises',
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
