import { defineConfig } from 'vitest/config';
import { createSummaryReporter } from './tests/summary-reporter.js';

// Dates without a zone mean UTC in every test, whatever the machine says.
process.env.TZ = 'UTC';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    env: { TZ: 'UTC' },
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default', createSummaryReporter()],
    coverage: { include: ['src/**/*.ts'], reporter: ['text', 'html'] },
  },
});
