import type { IFlattenedRuleSet } from 'dependency-cruiser';

const edges = 'library|fhir|store|http|web|cli';

/** Which file of `src/` may import what, as dependency-cruiser rules. Spec: docs/architecture.md, "Imports". */
export const importRules: IFlattenedRuleSet = {
  forbidden: [
    {
      name: 'core-imports-only-core',
      comment: 'the core is pure: core/, errors.ts, FHIR types, and two pure libraries through the doors below',
      severity: 'error',
      from: { path: '^src/core/' },
      to: {
        pathNot: [
          '^src/core/',
          '^src/errors\\.ts$',
          '@types/fhir/',
          '^fhir/',
          'node_modules/(fhirpath|@lhncbc/ucum-lhc)/',
        ],
      },
    },
    {
      name: 'edge-imports-no-other-edge',
      comment:
        'an edge imports itself, core/ and errors.ts; edges meet in app.ts, server.ts, consult.ts and cli/main.ts',
      severity: 'error',
      from: { path: `^src/(${edges})/`, pathNot: '^src/cli/main\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/core/', '^src/errors\\.ts$'] },
    },
    {
      name: 'errors-import-nothing',
      severity: 'error',
      from: { path: '^src/errors\\.ts$' },
      to: { path: '.' },
    },
    onlyFrom('fhirpath', '^src/core/rules/expression\\.ts$', 'node_modules/fhirpath/'),
    onlyFrom('ucum', '^src/core/values/quantity\\.ts$', 'node_modules/@lhncbc/ucum-lhc/'),
    onlyFrom('express', '^src/(app\\.ts$|http/|web/)', 'node_modules/(@types/)?express/'),
    onlyFrom('jose', '^src/http/client-auth[^/]*\\.ts$', 'node_modules/jose/'),
    onlyFrom('ajv', `^src/(${edges})/`, 'node_modules/ajv(-formats)?/'),
    onlyFrom('file-system', '^src/(library|store|cli)/', '^(node:)?fs(/promises)?$'),
    onlyFrom('database', '^src/store/', 'node_modules/(kysely|pg|@types/pg|@photostructure/sqlite)/'),
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^fhir/' } },
    {
      name: 'no-development-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
    { name: 'no-test-code', severity: 'error', from: { path: '^src/' }, to: { path: '^(tests|bench)/' } },
  ],
};

/** One door per dependency: only files that match `door` may import what matches `dependency`. */
function onlyFrom(name: string, door: string, dependency: string) {
  return {
    name: `only-one-door-to-${name}`,
    severity: 'error',
    from: { path: '^src/', pathNot: door },
    to: { path: dependency },
  } as const;
}
