import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeCard } from '../src/core/card/card.js';
import { demoClient } from '../src/core/contract/client.js';
import { decideOrder } from '../src/core/decide/decide-order.js';
import { decide } from '../src/core/decide/decision.js';
import { ratingAction } from '../src/core/decide/pama.js';
import type { RequestContext } from '../src/core/decide/rated-order.js';
import { rateStudies } from '../src/core/decide/rating.js';
import { buildFacts } from '../src/core/facts/build-facts.js';
import { compileGuideline } from '../src/core/guideline/compile-guideline.js';
import { studiesOf } from '../src/core/order/ordered-studies.js';
import { readRecord } from '../src/core/read/read-record.js';
import { parseRule } from '../src/core/rules/parse-expression.js';
import { dayOfInstant } from '../src/core/values/day.js';
import { createFhirAccesses } from '../src/fhir/fhir-access.js';
import { gatherRecord } from '../src/fhir/gather-record.js';
import { toHookRequest } from '../src/http/endpoints/hook-envelope.js';
import { readGuidelines } from '../src/library/read-guideline.js';
import type { Stages } from './stage-process.js';

const timeMilliseconds = 500;
const batchMilliseconds = 2;

const [guideline] = readGuidelines('cards').map((documents) => compileGuideline(documents, parseRule));
if (guideline === undefined) throw new Error('there is no guideline in cards/');
const payload = process.argv[2] ?? 'realistic';
const text = readFileSync(`fhir-fixtures/bench/${payload}.json`, 'utf8');
const hooks = ['order-sign', 'order-select'] as const;
const accesses = createFhirAccesses({ allowsLoopback: true });
const access = accesses.accessOf(demoClient);
const body: unknown = JSON.parse(text);
const request = toHookRequest(body, hooks);
const { context } = request;
const { record } = await gatherRecord(request, access);
const now = new Date();
const asOf = dayOfInstant(now.getTime());
const studies = studiesOf(guideline, context.draftOrders);
const [ordered] = studies;
if (ordered === undefined) throw new Error(`${payload} orders no imaging of the spine`);
const reading = readRecord(guideline, record, context.draftOrders, asOf);
const facts = buildFacts(reading, record, ordered.order, ordered.study);
const { criterion } = decide(facts);
const rated = decideOrder(reading, record, ordered, randomUUID());
const session: RequestContext = {
  context,
  record,
  reading,
  asOf,
  now: now.toISOString(),
  studies,
  newId: randomUUID,
  writesRatings: true,
  needsRatedUpdates: true,
  detail: 'brief',
  answers: [],
};
const answer = { cards: [makeCard(rated, session)?.card], systemActions: [ratingAction(rated)] };

const stages: Stages = {
  payload,
  answerBytes: JSON.stringify(answer).length,
  microseconds: {
    parse: await time(() => JSON.parse(text)),
    validate: await time(() => toHookRequest(body, hooks)),
    gather: await time(() => gatherRecord(request, access)),
    'index and read': await time(() => readRecord(guideline, record, context.draftOrders, asOf)),
    facts: await time(() => buildFacts(reading, record, ordered.order, ordered.study)),
    decide: await time(() => decide(facts)),
    rate: await time(() => rateStudies(guideline, criterion, facts)),
    card: await time(() => makeCard(rated, session)),
    action: await time(() => ratingAction(rated)),
    stringify: await time(() => JSON.stringify(answer)),
  },
};
process.stdout.write(JSON.stringify(stages));
await accesses.close();

/** Microseconds for one run, from the fastest of many short batches: the one that nothing else got in the way of. */
async function time(run: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  let batch = 1;
  const end = performance.now() + timeMilliseconds;
  while (performance.now() < end) {
    const started = performance.now();
    for (let count = 0; count < batch; count += 1) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    const took = performance.now() - started;
    best = Math.min(best, (took / batch) * 1000);
    if (took < batchMilliseconds) batch *= 2;
  }
  return best;
}
