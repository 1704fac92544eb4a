import { describe, expect, it } from 'vitest';
import { parseReportRequest } from '../../../src/core/report/report-query.js';
import { writeReport } from '../../../src/core/report/report-text.js';
import { createTally, type Report, type ReportedConsult } from '../../../src/core/report/tally.js';

const consult: ReportedConsult = {
  time: '2026-01-10T00:00:00.000Z',
  guideline: 'low-back-pain',
  criterion: 'early-uncomplicated',
  rating: 'not-indicated',
  study: 'mri lumbar, without',
  studyRating: 'not-appropriate',
  userHash: 'f'.repeat(64),
  orderHash: 'order',
  unreadParts: ['goals'],
  latencyMilliseconds: 12,
  cards: 1,
  outcomes: [{ outcome: 'overridden', time: '2026-01-10T00:01:00.000Z', reason: '=cmd|"x"' }],
};

function reportOf(...consults: readonly ReportedConsult[]): Report {
  const tally = createTally();
  for (const one of consults) tally.add(one);
  return tally.toReport({ from: '2026-01-01T00:00:00.000Z', to: undefined }, 0);
}

describe('a report as text', () => {
  it('is a set of aligned tables', () => {
    expect(writeReport(reportOf(consult, { ...consult, outcomes: [] }), 'table')).toBe(`\
Report from 2026-01-01T00:00:00.000Z to now
consults 2, latency p50 12 ms, p95 12 ms, feedback on unknown cards 0

Criteria
criterion            fired  orders  accepted  overridden  ignored  unshown  guideline
early-uncomplicated      2       1         0           1        1        0  low-back-pain

Override reasons
criterion            reason    count
early-uncomplicated  =cmd|"x"      1

Studies by month
study                month    consults  not-appropriate
mri lumbar, without  2026-01         2                2

Clinicians by year
clinician     year  consults  accepted  overridden  not-appropriate
ffffffffffff  2026         2         0           1                2

Record parts that could not be read
part   consults
goals         2
`);
  });

  it('is a flat CSV in which no cell is a formula', () => {
    expect(writeReport(reportOf(consult), 'csv').split('\r\n')).toEqual([
      'report,name,period,measure,value',
      'all,,,consults,1',
      'all,,,p50Milliseconds,12',
      'all,,,p95Milliseconds,12',
      'all,,,unknownCards,0',
      'criterion,early-uncomplicated,,fired,1',
      'criterion,early-uncomplicated,,orders,1',
      'criterion,early-uncomplicated,,accepted,0',
      'criterion,early-uncomplicated,,overridden,1',
      'criterion,early-uncomplicated,,ignored,0',
      'criterion,early-uncomplicated,,unshown,0',
      `override reason,early-uncomplicated,,"'=cmd|""x""",1`,
      'study,"mri lumbar, without",2026-01,not-appropriate,1',
      `clinician,${'f'.repeat(64)},2026,not-appropriate,1`,
      `clinician,${'f'.repeat(64)},2026,accepted,0`,
      `clinician,${'f'.repeat(64)},2026,overridden,1`,
      'unread part,goals,,consults,1',
      '',
    ]);
  });

  it('gives percentiles that at least that share of the consults did not exceed', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => ({ ...consult, latencyMilliseconds: index + 1 }));
    expect(reportOf(...latencies).latency).toEqual({ p50Milliseconds: 50, p95Milliseconds: 95 });
    expect(reportOf().latency).toEqual({ p50Milliseconds: undefined, p95Milliseconds: undefined });
  });
});

describe('a request for a report', () => {
  it.each([
    [
      { from: '2026-03-01', to: '2026-03-31' },
      { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' },
    ],
    [{ from: '2026-03-01T08:00:00+02:00' }, { from: '2026-03-01T06:00:00.000Z', to: undefined }],
    [{}, { from: undefined, to: undefined }],
  ])('%j spans %j', (request, query) => {
    const parsed = parseReportRequest({ from: undefined, to: undefined, format: 'csv', ...request }, 'table');
    expect(parsed).toEqual({ kind: 'valid', query, format: 'csv' });
  });

  it.each([
    ['from', 'yesterday'],
    ['from', '2026-02-30'],
    ['to', '2026-13-01'],
    ['to', '2026-03-01T08:00:00'],
    ['format', 'xml'],
  ])('%s %s is refused', (parameter, value) => {
    const request = { from: undefined, to: undefined, format: undefined, [parameter]: value };
    expect(parseReportRequest(request, 'table')).toMatchObject({ kind: 'invalid', parameter });
  });
});
