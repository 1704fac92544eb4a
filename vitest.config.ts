import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { createSummaryReporter } from './tests/summary-reporter.js';

// Dates without a zone mean UTC in every test, whatever the machine says.
process.env.TZ = 'UTC';

/** Tests that measure time: they run after all others and one at a time, so that nothing of ours slows them down. */
const timed = [
  'tests/bench/**/*.test.ts',
  'tests/soak/**/*.test.ts',
  'tests/core/text/fuzz.test.ts',
  'tests/http/connections.test.ts',
  'tests/http/failed-start.test.ts',
  'tests/http/slow-bodies.test.ts',
  'tests/journeys/form-preview.test.ts',
  'tests/journeys/many-orders.test.ts',
  'tests/security/body-memory.test.ts',
  'tests/security/client-auth-keys.test.ts',
  'tests/security/limits.test.ts',
  'tests/security/outgoing.test.ts',
  'tests/security/refusal-time.test.ts',
  'tests/service/site-cards.test.ts',
  'tests/store/crash.test.ts',
  'tests/store/feedback-size.test.ts',
  'tests/store/outage.test.ts',
  'tests/terminology/term-index.test.ts',
];

/** Tests that change nothing which another could see: a worker keeps its modules between them. */
const sharing = ['cards', 'core', 'fhir', 'journeys', 'pages', 'properties', 'smart', 'terminology'].map(
  (room) => `tests/${room}/**/*.test.ts`,
);

const usual = { env: { TZ: 'UTC' }, pool: 'forks', testTimeout: 20_000, hookTimeout: 20_000 } as const;
const all = 'tests/**/*.test.ts';

type ProjectConfig = NonNullable<TestProjectInlineConfiguration['test']>;

function project(name: string, own: ProjectConfig): { readonly test: ProjectConfig } {
  return { test: { ...usual, ...own, name } };
}

export default defineConfig({
  test: {
    projects: [
      project('sharing', {
        include: sharing,
        exclude: timed,
        maxWorkers: 2,
        isolate: false,
        sequence: { groupOrder: 0 },
      }),
      project('any', { include: [all], exclude: [...timed, ...sharing], maxWorkers: 2, sequence: { groupOrder: 1 } }),
      project('timed', { include: timed, maxWorkers: 1, sequence: { groupOrder: 2 } }),
    ],
    reporters: ['default', createSummaryReporter()],
    coverage: { include: ['src/**/*.ts'], reporter: ['text', 'html'] },
  },
});
