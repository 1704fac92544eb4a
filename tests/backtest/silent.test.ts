import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writeExample } from '../../src/backtest/write-example.js';
import { runReport } from '../../src/cli/report.js';
import { recordParts } from '../../src/core/contract/patient-record.js';
import { createTally, type ReportedConsult } from '../../src/core/report/tally.js';
import { formatDay, readDate } from '../../src/core/values/day.js';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { typeOfPart } from '../../src/fhir/record-parts.js';
import { runCommand } from '../cli/run-command.js';
import { startRealApp } from '../journeys/real-app.js';
import {
  asText,
  backtest,
  byType,
  daysBefore,
  type Ran,
  smallExport,
  temporaryFolder,
  tools,
  writeFiles,
} from './small-export.js';

/** The orders of a backtest as a service remembers them that decided each twice and showed nothing. */
function remembered({ rows }: Ran): readonly ReportedConsult[] {
  return rows().flatMap(({ patient, order, date, answer, clinician }) =>
    ['08', '09'].map((hour) => ({
      time: `${date}T${hour}:00:00.000Z`,
      guideline: 'low-back-pain',
      criterion: answer.criterion ?? '',
      rating: answer.rating ?? '',
      study: answer.study ?? '',
      studyRating: 'unrated',
      userHash: clinician,
      orderHash: `${patient} ${order}`,
      unreadParts: [],
      words: {},
      hook: 'order-sign',
      offered: [],
      taken: [],
      latencyMilliseconds: 5,
      cards: 0,
      outcomes: [],
    })),
  );
}

const shown = { cards: 1, outcomes: [] };

it('tells of orders that were decided and not shown what a backtest tells of the past', async () => {
  const ran = await backtest(writeFiles(asText(byType(smallExport()))));
  const tally = createTally();
  for (const consult of remembered(ran)) {
    tally.add(consult);
    tally.add({ ...consult, ...shown, orderHash: `shown ${consult.orderHash}` });
  }
  const { silent } = tally.toReport({ from: undefined, to: undefined }, 0);
  const { figures } = ran.merged;
  expect(silent?.orders).toBe(figures.totals.get('answered'));
  expect(new Map(silent?.criteria.map(({ criterion, orders }) => [criterion, orders]))).toEqual(figures.criteria);
  const byStudy = silent?.studies.map(
    ({ study, ratings }) => [`${study} lumbar`, new Map(Object.entries(ratings))] as const,
  );
  expect(new Map(byStudy)).toEqual(figures.ratingsByStudy);
  expect(silent?.mostOnOneDay).toBe(Math.max(...figures.ordersByDay.values()));
});

it('prints these figures alone with `--silent`, and says when there are none', async () => {
  const ran = await backtest(writeFiles(asText(byType(smallExport()))));
  const print = async (consults: readonly ReportedConsult[], format?: string): Promise<string> => {
    const tally = createTally();
    for (const consult of consults) tally.add(consult);
    let printed = '';
    const write = (text: string): void => {
      printed += text;
    };
    const report = async () => tally.toReport({ from: undefined, to: undefined }, 0);
    const tools = { report, write, complain: write, isSilent: true };
    await runReport({ from: undefined, to: undefined, format }, tools);
    return printed;
  };
  expect(await print(remembered(ran))).toMatch(
    /^Not shown: ratings by study\nstudy +orders +indicated-urgent[\s\S]*\norders +14\n/,
  );
  expect(await print(remembered(ran), 'csv')).toMatch(/^report,name,period,measure,value\r\nsilent,,,orders,14\r\n/);
  expect(await print([])).toBe('Every order that was decided was shown a card.\n');
});

/** The small export as if its orders were placed today. */
function placedToday(): ReadonlyMap<string, string> {
  const today = readDate(new Date().toISOString())?.earliest ?? 0;
  const later = today - (readDate(daysBefore(0))?.earliest ?? 0);
  const moved = (day: string): string => formatDay((readDate(day)?.earliest ?? 0) + later);
  const files = [...asText(byType(smallExport()))];
  return new Map(files.map(([name, text]) => [name, text.replace(/\b202[45]-\d{2}-\d{2}/g, moved)]));
}

/** The call that an EHR would make for an order with the whole record as it stands. */
function hookCall(order: JsonObject, bundle: JsonObject, patient: string): JsonObject {
  const resources = objectsOf(bundle.entry).map(({ resource }) => (isObject(resource) ? resource : {}));
  const prefetch = recordParts.map((part): readonly [string, unknown] => {
    const own = resources.filter(({ resourceType }) => resourceType === typeOfPart(part));
    const included =
      part === 'medicationRequests' ? resources.filter((each) => each.resourceType === 'Medication') : [];
    const entry = [...own, ...included].map((resource) => ({ resource }));
    return [part, part === 'patient' ? own[0] : { resourceType: 'Bundle', type: 'searchset', entry }];
  });
  const draft = { ...order, subject: { reference: `Patient/${patient}` } };
  return {
    hook: 'order-sign',
    hookInstance: randomUUID(),
    context: {
      userId: 'Practitioner/dr',
      patientId: patient,
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: draft }] },
    },
    prefetch: Object.fromEntries(prefetch),
  };
}

it('reports of live orders of a silent client what a backtest tells of the same records', {
  timeout: 60_000,
}, async () => {
  const ran = await backtest(writeFiles(placedToday()));
  const dataDir = temporaryFolder();
  const app = await startRealApp({ DATA_DIR: dataDir }, { agreed: { cards: 'silent' } });
  const json = (file: string): JsonObject => JSON.parse(readFileSync(file, 'utf8'));
  for (const [index] of ran.rows().entries()) {
    const example = await writeExample(ran.out, index + 1, { to: join(ran.out, 'examples'), tools });
    const { cards } = await app.ask(hookCall(json(example.order), json(example.bundle), example.patient));
    expect(cards).toEqual([]);
  }
  const reported = async (): Promise<JsonObject> => {
    const report: unknown = await (await fetch(`${app.url}/reports`)).json();
    return isObject(report) && isObject(report.silent) ? report.silent : {};
  };
  const { figures } = ran.merged;
  await expect.poll(async () => (await reported()).orders).toBe(figures.totals.get('answered'));
  const silent = await reported();
  const criteria = objectsOf(silent.criteria).map(({ criterion, orders }) => [criterion, orders] as const);
  expect(new Map(criteria)).toEqual(figures.criteria);
  const studies = objectsOf(silent.studies).map(({ study, ratings }) => [`${study} lumbar`, ratings] as const);
  expect(Object.fromEntries(studies)).toEqual(
    Object.fromEntries([...figures.ratingsByStudy].map(([study, mix]) => [study, Object.fromEntries(mix)])),
  );
  expect(silent.mostOnOneDay).toBe(14);
  await app.close();
  vi.stubEnv('DATA_DIR', dataDir);
  const { printed, complaints } = await runCommand(['report', '--silent', '--format', 'json']);
  vi.unstubAllEnvs();
  expect(complaints).toBe('');
  expect(JSON.parse(printed)).toEqual(silent);
});
