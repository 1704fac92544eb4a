import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createMetrics } from '../../src/http/metrics.js';

it('the Grafana dashboard asks only for metrics that exist, each panel with a place of its own', async () => {
  const text = readFileSync('docs/grafana-dashboard.json', 'utf8');
  const dashboard: { readonly panels: readonly { readonly id: number; readonly gridPos: { x: number; y: number } }[] } =
    JSON.parse(text);
  const metrics = createMetrics({
    isCriterion: () => false,
    storeStatus: () => ({
      kind: 'up',
      storage: 'embedded',
      errorCode: undefined,
      spooled: 0,
      spoolLimit: 1,
      dropped: 0,
      consultsWritten: 0,
      feedbackStored: 0,
      unknownCards: 0,
    }),
  });
  const known = new Set([...(await metrics.write()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const asked = new Set([...text.matchAll(/\b(?:spine_imaging_cds|nodejs|process)_\w+/g)].map(([name]) => name));
  expect([...asked].filter((name) => !known.has(name.replace(/_bucket$/, '')))).toEqual([]);
  const unused = [...known].filter(
    (name) => name?.startsWith('spine_') && ![name, `${name}_bucket`].some((n) => asked.has(n)),
  );
  expect(unused).toEqual([]);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  expect(new Set(dashboard.panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(dashboard.panels.length);
});
