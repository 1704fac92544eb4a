import type { IFlattenedRuleSet } from 'dependency-cruiser';

/** One folder of `src/core`, what it may import of the others, and why no more. */
interface Room {
  readonly may: readonly string[];
  readonly because: string;
}

const below = {
  guideline: ['values', 'contract', 'rules', 'text'],
  read: ['values', 'contract', 'guideline', 'text', 'order'],
  facts: ['values', 'contract', 'guideline', 'order', 'read'],
  decide: ['values', 'contract', 'rules', 'guideline', 'order', 'read', 'facts'],
} as const;

/** The steps of the picture in docs/architecture.md, ground first. */
const coreRooms: { readonly [folder: string]: Room } = {
  values: {
    may: [],
    because: 'what FHIR JSON and facts can hold is the ground: it knows nothing of what is built on it',
  },
  report: { may: [], because: 'figures are counted from a log that is already written; no step has a part in it' },
  contract: { may: ['values'], because: 'what edges and core hand each other must not change with how the core works' },
  rules: {
    may: ['values'],
    because: 'a rule language that knew a guideline could not be held against fhirpath.js alone',
  },
  guideline: { may: below.guideline, because: 'the cards as data are read before there is an order or a patient' },
  text: {
    may: ['values'],
    because: 'what words say depends neither on the resource that holds them nor on what the guideline makes of it',
  },
  document: {
    may: ['values', 'contract', 'rules', 'guideline'],
    because: 'what a guideline says is printed without a patient, the same on paper and on a page',
  },
  form: {
    may: ['values', 'contract', 'guideline'],
    because: 'what is asked follows from the cards alone; who has been asked already is for others to know',
  },
  order: {
    may: ['values', 'contract', 'guideline'],
    because: 'what was ordered is recognised before anything of the patient is read',
  },
  proof: {
    may: ['values', 'contract', 'rules', 'guideline'],
    because: 'a proof holds for every combination of facts, so it must not see how a record becomes facts',
  },
  read: { may: below.read, because: 'a resource states what it states whatever the facts make of it' },
  facts: { may: below.facts, because: 'a fact must not depend on the row that will use it' },
  decide: { may: below.decide, because: 'the decision must not depend on how it is shown or offered' },
  suggest: {
    may: ['values', 'contract', 'rules', 'guideline', 'order', 'decide'],
    because: 'a suggestion follows from the decision, never from resources past it',
  },
  card: {
    may: ['values', 'contract', 'guideline', 'order', 'read', 'decide', 'suggest'],
    because: 'the card only says what was decided; it works out nothing about the patient',
  },
  trial: {
    may: [...below.decide, 'decide', 'proof'],
    because: 'vignettes and mutants try the decision, so that card words may change without them',
  },
};

/** One edge, the folders of the core that it may know, and why no more. */
const edges: { readonly [folder: string]: Room } = {
  smart: { may: ['values'], because: 'a launch knows who and where, and nothing of what is examined' },
  fhir: { may: ['values', 'contract'], because: 'an EHR is read the same whatever the criteria ask' },
  clients: { may: ['values', 'contract'], because: 'who may call does not depend on what is asked' },
  http: { may: ['values', 'contract', 'report'], because: 'HTTP carries a request and an answer; it decides nothing' },
  store: { may: ['values', 'contract', 'report'], because: 'what is remembered outlives the steps that made it' },
  library: {
    may: ['values', 'contract', 'rules', 'guideline', 'text', 'facts', 'proof', 'trial'],
    because:
      'cards are checked without a patient: of the steps that read one, only what a calculator asks for is needed',
  },
  pages: {
    may: ['values', 'contract', 'rules', 'guideline', 'document', 'form', 'report', 'trial'],
    because: 'a page shows what was decided, counted or written in the cards; it decides nothing itself',
  },
  'page-scripts': { may: [], because: 'what runs in a browser calls the service over HTTP like any other client' },
  demo: { may: ['values'], because: 'the FHIR server of the demo is an EHR: it knows nothing of what is asked of it' },
  cli: { may: Object.keys(coreRooms), because: 'an author may look into every step' },
  backtest: {
    may: ['values', 'contract', 'text', 'guideline', 'order', 'facts', 'decide'],
    because:
      'an export is scored by the consult that answers over HTTP; how a record is read and a card made is not for it',
  },
};

const names = Object.keys(edges).join('|');

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
    ...Object.entries(coreRooms).map(([folder, { may, because }]) => ({
      name: `core-${folder}-knows-what-is-below`,
      comment: because,
      severity: 'error' as const,
      from: { path: `^src/core/${folder}/` },
      to: { path: '^src/core/', pathNot: `^src/core/(${[folder, ...may].join('|')})/` },
    })),
    {
      name: 'core-file-stands-in-a-room',
      comment: 'a file beside the rooms would be a step that the picture does not show',
      severity: 'error',
      from: {},
      to: { path: '^src/core/[^/]+$' },
    },
    ...Object.entries(edges).map(([edge, { may, because }]) => ({
      name: `${edge}-knows-its-part-of-the-core`,
      comment: because,
      severity: 'error' as const,
      from: { path: `^src/${edge}/` },
      to: { path: '^src/core/', pathNot: `^src/core/(${may.join('|')})/` },
    })),
    {
      name: 'edge-imports-no-other-edge',
      comment: 'edges meet in service/, app.ts, server.ts, consult.ts and cli/main.ts, so that each can be read alone',
      severity: 'error',
      from: { path: `^src/(${names})/`, pathNot: '^src/cli/main\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/core/', '^src/errors\\.ts$'] },
    },
    {
      name: 'library-knows-calculators-by-declaration',
      comment: 'what a calculator asks an author for is declared beside it; how it works is not for a check to know',
      severity: 'error',
      from: { path: '^src/library/' },
      to: { path: '^src/core/facts/', pathNot: '^src/core/facts/calculators\\.ts$' },
    },
    {
      name: 'page-knows-contract-and-steps',
      comment: 'consult.ts is the picture as code: the steps, and the record that fhir/ hands in',
      severity: 'error',
      from: { path: '^src/consult\\.ts$' },
      to: {
        path: '^src/',
        pathNot: ['^src/core/(values|contract|guideline|order|read|decide|card)/', '^src/fhir/', '^src/errors\\.ts$'],
      },
    },
    {
      name: 'page-is-called-not-told',
      comment: 'whoever answers a request imports the page; the page must not know who',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(service/|consult\\.ts$|cli/main\\.ts$|cli/explain/)' },
      to: { path: '^src/consult\\.ts$' },
    },
    {
      name: 'errors-import-nothing',
      comment: 'every file may throw them',
      severity: 'error',
      from: { path: '^src/errors\\.ts$' },
      to: { path: '.' },
    },
    onlyFrom('fhirpath', '^src/core/rules/parse-expression\\.ts$', 'node_modules/fhirpath/'),
    onlyFrom('ucum', '^src/core/values/quantity\\.ts$', 'node_modules/@lhncbc/ucum-lhc/'),
    onlyFrom('express', '^src/(app\\.ts$|http/)', 'node_modules/(@types/)?express/'),
    onlyFrom('oauth4webapi', '^src/smart/', 'node_modules/oauth4webapi/'),
    onlyFrom('jose', '^src/clients/', 'node_modules/jose/'),
    onlyFrom('ajv', `^src/(${names})/`, 'node_modules/ajv(-formats)?/'),
    onlyFrom('file-system', '^src/(library|store|cli|pages|backtest)/', '^(node:)?fs(/promises)?$'),
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
    comment: 'a dependency with one door can be replaced in one place',
    severity: 'error',
    from: { path: '^src/', pathNot: door },
    to: { path: dependency },
  } as const;
}
