import { beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import {
  asText,
  backtest,
  byType,
  daysBefore,
  finding,
  local,
  orderFor,
  type Ran,
  smallExport,
  writeFiles,
} from './small-export.js';

/** Orders with a code that only this site has, in enough patients for its name to be told. */
const unknownOrders = smallExport()
  .flatMap(({ resourceType, id }) => (resourceType === 'Patient' ? [String(id)] : []))
  .slice(0, 6)
  .map((id) => {
    const coding = [{ system: local, code: 'IMG-1', display: 'MRI of lumbar spine without contrast' }];
    return orderFor(id, { id: `site-${id}`, code: { coding }, authoredOn: daysBefore(-400) });
  });
const resources = [...smallExport(), ...unknownOrders];
let ran: Ran;
let answers: readonly JsonObject[];

beforeAll(async () => {
  ran = await backtest(writeFiles(asText(byType(resources))));
  const rows = ran.file('orders.ndjson').trim().split('\n');
  answers = rows.map((line): JsonObject => JSON.parse(line).answer).filter(({ kind }) => kind !== 'none');
});

/** The rows of a table of report.json by their first cell. */
function table(section: string, id: string): ReadonlyMap<unknown, readonly unknown[]> {
  const report: JsonObject = JSON.parse(ran.file('report.json'));
  const tables = objectsOf(report.sections).find((each) => each.id === section)?.tables;
  const rows = objectsOf(tables).find((each) => each.id === id)?.rows;
  return new Map(Array.isArray(rows) ? rows.map((row) => [row[0], row.slice(1)]) : []);
}

function count(test: (answer: JsonObject) => boolean): number {
  return answers.filter(test).length;
}

describe('the report', () => {
  it('has its seven sections, in this order', () => {
    const report: JsonObject = JSON.parse(ran.file('report.json'));
    const ids = objectsOf(report.sections).map(({ id }) => id);
    expect(ids).toEqual(['read', 'orders', 'answers', 'missing', 'unknown', 'difference', 'reproduce']);
  });

  it('counts ratings and cards, a day and by clinician, as the lines of orders.ndjson have them', () => {
    const burden = table('answers', 'burden');
    const cards = count(({ indicator }) => indicator !== undefined);
    const days = new Set(ran.rows().map(({ date }) => date));
    expect(cards).toBeGreaterThan(5);
    expect(days.size).toBe(1);
    expect(burden.get('all cards')).toEqual([cards, cards.toFixed(2)]);
    const interrupting = ({ indicator, hasSuggestions }: JsonObject): boolean =>
      indicator !== undefined && (indicator !== 'info' || hasSuggestions === true);
    expect(burden.get('cards that warn or offer something')?.[0]).toBe(count(interrupting));
    expect(burden.get('most cards that warn or offer something on one day')?.[0]).toBe(count(interrupting));
    const clinicians = new Set(ran.rows().flatMap(({ clinician }) => (clinician === '' ? [] : [clinician])));
    expect(table('answers', 'clinicians').get('clinicians with orders')).toEqual([clinicians.size]);
    const [all] = table('answers', 'ratings').get('all') ?? [];
    expect(all).toBe(answers.length);
  });

  it('tells for each missing fact how often it alone would have changed the answer, and it would', async () => {
    const facts = table('missing', 'facts');
    const [orders, , changed, to] = facts.get('saddleAnesthesia') ?? [];
    const isOpen = ({ ifPresent }: JsonObject): boolean => isObject(ifPresent) && 'saddleAnesthesia' in ifPresent;
    expect(orders).toBe(count(({ missing }) => Array.isArray(missing) && missing.includes('saddleAnesthesia')));
    expect(changed).toBe(count(isOpen));
    expect(changed).toBeGreaterThan(3);
    const rows = ran.rows();
    const ids = rows.filter(({ answer }) => isOpen({ ...answer })).map(({ patient }) => patient);
    const present = ids.map((id) => ({ ...finding(id, 'saddle-anesthesia', true, daysBefore(0)), id: `now-${id}` }));
    const then = (await backtest(writeFiles(asText(byType([...resources, ...present]))))).rows();
    const ratings = new Set(then.filter(({ patient }) => ids.includes(patient)).map(({ answer }) => answer.rating));
    expect([...ratings].sort().join(', ')).toBe(to);
  });

  it('names the value set that is nearest to an unknown code, of orders and of problems', () => {
    const study = table('orders', 'unknown-studies').get(local);
    expect(study?.slice(0, 5)).toEqual(['IMG-1', 'MRI of lumbar spine without contrast', 'yes', 6, 6]);
    expect(study?.at(-1)).toBe('order-mri-lumbar-without: lumbar mri without');
    expect(table('unknown', 'codes').get(local)?.at(-1)).toBe('osteoporosis: osteoporosis');
  });
});
