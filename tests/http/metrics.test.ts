import { describe, expect, it } from 'vitest';
import type { StoreStatus } from '../../src/core/contract/store-answers.js';
import { createMetrics, createMetricsEndpoint } from '../../src/http/metrics.js';
import { askEndpoint } from './side-endpoint.js';

const status: StoreStatus = {
  kind: 'down',
  storage: 'embedded',
  errorCode: 'SQLITE_13',
  spooled: 7,
  spoolLimit: 100,
  dropped: 3,
  consultsWritten: 11,
  feedbackStored: 5,
  unknownCards: 2,
};

async function ownLines(metrics: ReturnType<typeof createMetrics>): Promise<readonly string[]> {
  const lines = (await metrics.write()).split('\n');
  return lines.filter((line) => line.startsWith('spine_imaging_cds_') && !line.includes('_bucket'));
}

describe('the metrics', () => {
  it('count requests, decisions, FHIR calls and refusals, and show the store', async () => {
    const metrics = createMetrics({ isCriterion: (id) => id === 'cauda-equina', storeStatus: () => status });
    metrics.countRequest('/cds-services/:id', 200, 30);
    metrics.countRequest('/cds-services/:id', 412, 10);
    metrics.countDecision('cauda-equina', 'indicated-emergency');
    metrics.countDecision('made up', 'indicated');
    metrics.countFetch('timed-out');
    metrics.countShed('overload');
    expect(await ownLines(metrics)).toEqual([
      'spine_imaging_cds_requests_total{route="/cds-services/:id",status="200"} 1',
      'spine_imaging_cds_requests_total{route="/cds-services/:id",status="412"} 1',
      'spine_imaging_cds_request_duration_seconds_sum{route="/cds-services/:id"} 0.04',
      'spine_imaging_cds_request_duration_seconds_count{route="/cds-services/:id"} 2',
      'spine_imaging_cds_decisions_total{criterion="cauda-equina",rating="indicated-emergency"} 1',
      'spine_imaging_cds_decisions_total{criterion="other",rating="indicated"} 1',
      'spine_imaging_cds_fhir_fetches_total{outcome="timed-out"} 1',
      'spine_imaging_cds_requests_shed_total{reason="overload"} 1',
      'spine_imaging_cds_store_up 0',
      'spine_imaging_cds_store_spooled_consults 7',
      'spine_imaging_cds_store_spool_limit_consults 100',
      'spine_imaging_cds_store_consults_written_total 11',
      'spine_imaging_cds_store_consults_dropped_total 3',
      'spine_imaging_cds_store_feedback_events_total 5',
      'spine_imaging_cds_store_unknown_cards_total 2',
    ]);
  });

  it('read the store anew each time', async () => {
    let spooled = 0;
    const metrics = createMetrics({
      isCriterion: () => false,
      storeStatus: () => ({ ...status, spooled, consultsWritten: spooled }),
    });
    for (const expected of [4, 9]) {
      spooled = expected;
      expect(await ownLines(metrics)).toContain(`spine_imaging_cds_store_spooled_consults ${expected}`);
      expect(await ownLines(metrics)).toContain(`spine_imaging_cds_store_consults_written_total ${expected}`);
    }
  });

  it('are answered in the Prometheus text format', async () => {
    const metrics = createMetrics({ isCriterion: () => false, storeStatus: () => status });
    const answer = await askEndpoint(createMetricsEndpoint(metrics));
    expect([answer.status, answer.type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(answer.text).toContain('nodejs_eventloop_lag_p99_seconds');
  });
});
