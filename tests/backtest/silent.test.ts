import { expect, it } from 'vitest';
import { runReport } from '../../src/cli/report.js';
import { createTally, type ReportedConsult } from '../../src/core/report/tally.js';
import { asText, backtest, byType, type Ran, smallExport, writeFiles } from './small-export.js';

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
