import cluster from 'node:cluster';
import { type Aggregator, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StoreStatus } from '../core/contract/store-answers.js';
import type { Rating } from '../core/contract/vocabulary.js';
import type { Endpoint } from './endpoint.js';
import type { LaunchOutcome } from './launch-outcome.js';
import { joinMetrics } from './shared-metrics.js';

/** How one FHIR call ended. */
export type FetchOutcome = 'read' | 'refused' | 'failed' | 'timed-out';

/** Counts what the service does. Every label comes from a closed set; none holds a name, an id or a code of a record. */
export interface Metrics {
  /** `route` is the pattern, never the path */
  readonly countRequest: (route: string, status: number, milliseconds: number) => void;
  readonly countDecision: (criterion: string, rating: Rating) => void;
  readonly countFetch: (outcome: FetchOutcome) => void;
  /** a call refused to protect the rest */
  readonly countShed: (reason: 'overload' | 'rate-limit') => void;
  /** a launch of the form, whether it led there or was refused */
  readonly countLaunch: (outcome: LaunchOutcome) => void;
  /** a good token of which the store could not say in time whether it was used before */
  readonly countUnchecked: (outcome: 'accepted' | 'refused') => void;
  /** Prometheus text format */
  readonly write: () => Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  /** whether a row of the cards has this id; any other is counted as `other` */
  readonly isCriterion: (id: string) => boolean;
  readonly storeStatus: () => StoreStatus;
}

const prefix = 'spine_imaging_cds_';
const latencyBucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** The one place where metrics are defined; each call makes a registry of its own. */
export function createMetrics({ isCriterion, storeStatus }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: `${prefix}requests_total`,
    help: 'Requests by route and status',
    labelNames: ['route', 'status'],
    registers,
  });
  const latency = new Histogram({
    name: `${prefix}request_duration_seconds`,
    help: 'Time to answer by route',
    labelNames: ['route'],
    buckets: latencyBucketsSeconds,
    registers,
  });
  const decisions = new Counter({
    name: `${prefix}decisions_total`,
    help: 'Decisions by criterion and rating',
    labelNames: ['criterion', 'rating'],
    registers,
  });
  const fetches = new Counter({
    name: `${prefix}fhir_fetches_total`,
    help: 'FHIR calls by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const shed = new Counter({
    name: `${prefix}requests_shed_total`,
    help: 'Requests refused by reason',
    labelNames: ['reason'],
    registers,
  });
  const unchecked = new Counter({
    name: `${prefix}tokens_unchecked_total`,
    help: 'Tokens whose one use could not be checked, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const launches = new Counter({
    name: `${prefix}form_launches_total`,
    help: 'Launches of the form by outcome',
    labelNames: ['outcome'],
    registers,
  });
  registerStore(registry, storeStatus);
  collectDefaultMetrics({ register: registry });
  return {
    countRequest(route, status, milliseconds) {
      requests.inc({ route, status });
      latency.observe({ route }, milliseconds / 1_000);
    },
    countDecision: (criterion, rating) =>
      decisions.inc({ criterion: isCriterion(criterion) ? criterion : 'other', rating }),
    countFetch: (outcome) => fetches.inc({ outcome }),
    countShed: (reason) => shed.inc({ reason }),
    countLaunch: (outcome) => launches.inc({ outcome }),
    countUnchecked: (outcome) => unchecked.inc({ outcome }),
    write: cluster.isWorker ? joinMetrics(registry) : () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** What the store says of itself, read when the metrics are. */
function registerStore(registry: Registry, storeStatus: () => StoreStatus): void {
  // workers share one storage: it is up when it is up for all of them
  const gauge = (
    name: string,
    help: string,
    read: (status: StoreStatus) => number,
    aggregator: Aggregator = 'sum',
  ): void => {
    new Gauge({
      aggregator,
      name: `${prefix}store_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(storeStatus()));
      },
    });
  };
  const total = (name: string, help: string, read: (status: StoreStatus) => number): void => {
    new Counter({
      name: `${prefix}store_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(storeStatus()));
      },
    });
  };
  gauge('up', '1 when the storage answers', ({ kind }) => (kind === 'up' ? 1 : 0), 'min');
  gauge('spooled_consults', 'Consults that wait to be written', ({ spooled }) => spooled);
  gauge('spool_limit_consults', 'Consults that may wait', ({ spoolLimit }) => spoolLimit);
  total('consults_written', 'Consults written', ({ consultsWritten }) => consultsWritten);
  total('consults_dropped', 'Consults lost: spool full or refused by the storage', ({ dropped }) => dropped);
  total('feedback_events', 'Feedback events stored', ({ feedbackStored }) => feedbackStored);
  total('unknown_cards', 'Feedback on cards that no stored consult has shown', ({ unknownCards }) => unknownCards);
}

/** Answers `GET /metrics`. */
export function createMetricsEndpoint({ write, contentType }: Pick<Metrics, 'write' | 'contentType'>): Endpoint {
  return async () => ({ status: 200, body: await write(), headers: { 'Content-Type': contentType } });
}
