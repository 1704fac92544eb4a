import type { Reporter, TestModule } from 'vitest/node';

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Ends a run with one plain line that scripts can read: `12 passed, 0 failed`; skipped tests have a line before it. */
export function createSummaryReporter(): Reporter {
  return {
    onTestRunEnd: (modules, unhandledErrors) => {
      const { passed, failed, skipped } = countTests(modules);
      if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
      process.stdout.write(`${passed} passed, ${failed + unhandledErrors.length} failed\n`);
    },
  };
}

/** Counts tests; a file or suite that breaks outside its tests counts as one failure. */
function countTests(modules: readonly TestModule[]): Totals {
  let [passed, failed, skipped] = [0, 0, 0];
  for (const module of modules) {
    if (module.errors().length > 0) failed += 1;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      else if (state === 'skipped') skipped += 1;
      else failed += 1;
    }
  }
  return { passed, failed, skipped };
}
