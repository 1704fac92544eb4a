import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { markChecked } from '../../src/library/start/checked-cards.js';
import { runStep } from './run-steps.js';
import {
  asText,
  backtest,
  byType,
  condition,
  orderFor,
  patient,
  type Ran,
  smallExport,
  temporaryFolder,
  visit,
  writeFiles,
} from './small-export.js';

const shipped = 'cards';
let site: string;
let ran: Ran;

beforeAll(async () => {
  site = temporaryFolder();
  mkdirSync(join(site, 'low-back-pain'));
  writeFileSync(join(site, 'site.yaml'), 'site: Example hospital\n');
  const criteria =
    'criteria:\n  - { id: foot-drop, disabled: under review }\n  - { id: malignancy-suspected, disabled: under review }\n';
  writeFileSync(join(site, 'low-back-pain/criteria.yaml'), criteria);
  // proofs of the cards are for other tests
  markChecked(site);
  ran = await backtest(writeFiles(asText(byType(smallExport()))), { cards: shipped, against: site });
}, 60_000);

async function explained({ out }: Ran, line: number, cards: string): Promise<string> {
  const example = await runStep(['backtest', 'example', '--out', out, '--line', String(line), '--to', join(out, 'to')]);
  const command = example.printed.trim().split(' ').slice(1);
  const { printed } = await runStep([...command, '--json', '--cards', cards]);
  const explanation: unknown = JSON.parse(printed);
  const orders = isObject(explanation) && Array.isArray(explanation.orders) ? explanation.orders : [];
  const [first]: readonly JsonObject[] = orders.filter(isObject);
  return String(first?.criterion);
}

describe('one set of cards against another', () => {
  it('moves the orders of the rows that differ, as the matrix of the report tells', () => {
    const moved = ran.rows().filter(({ answer, against }) => answer.criterion !== against?.criterion);
    expect(moved.map(({ answer }) => answer.criterion).sort()).toEqual([
      'foot-drop',
      ...Array.from({ length: 5 }, () => 'malignancy-suspected'),
    ]);
    const report: unknown = JSON.parse(ran.file('report.json'));
    const sections: readonly JsonObject[] = isObject(report) && Array.isArray(report.sections) ? report.sections : [];
    const tables = sections.find(({ id }) => id === 'difference')?.tables;
    const matrix: JsonObject = Array.isArray(tables) ? tables.find(({ id }) => id === 'moved') : {};
    expect(matrix).toMatchObject({
      columns: [{ name: 'criterion' }, { name: 'insufficient-information' }],
      rows: [
        ['foot-drop', 1],
        ['malignancy-suspected', 5],
      ],
    });
  });

  it('answers every order as `explain` does with each of them', async () => {
    for (const [index, row] of ran.rows().entries()) {
      expect(await explained(ran, index + 1, shipped)).toBe(row.answer.criterion);
      expect(await explained(ran, index + 1, site)).toBe(row.against?.criterion);
    }
  });

  it('answers as `explain` does where a record is untidy too', async () => {
    const cancer = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C50.9' };
    const base = 'https://ehr.example.org/fhir';
    const untidy = await backtest(
      writeFiles(
        asText(
          byType([
            ...['old', 'far', 'full', 'two', 'twice', 'late'].flatMap((id) => [patient(id), visit(id)]),
            // under the id that the patient had before, by `subject` and by `patient`
            patient('now', { link: [{ type: 'replaces', other: { reference: 'Patient/old' } }] }),
            orderFor('old'),
            condition('old', 'cancer', cancer),
            {
              resourceType: 'AllergyIntolerance',
              id: 'a',
              patient: { reference: 'Patient/old' },
              code: { text: 'nuts' },
            },
            // by absolute references
            orderFor('far', { subject: { reference: `${base}/Patient/far` } }),
            condition('far', 'cancer', cancer, { subject: { reference: `${base}/Patient/far/_history/2` } }),
            // with something of another patient inside it, or named beside it
            orderFor('full'),
            condition('full', 'cancer', cancer, {
              contained: [{ resourceType: 'Observation', id: 'o', subject: { reference: 'Patient/far' } }],
            }),
            orderFor('two'),
            condition('two', 'cancer', cancer, { patient: { reference: 'Patient/far' } }),
            // several orders on a day, one of them twice with other words
            orderFor('twice'),
            orderFor('twice', { priority: 'urgent' }),
            orderFor('twice', { id: 'second', authoredOn: '2025-03-10T23:30:00-05:00' }),
            orderFor('late', { note: [{ time: '2025-05-01', text: 'saddle anesthesia, urinary retention' }] }),
          ]),
        ),
      ),
      { cards: shipped, against: site },
    );
    const rows = untidy.rows();
    expect(new Set(rows.map(({ patient: id }) => id))).toEqual(new Set(['now', 'far', 'full', 'two', 'twice', 'late']));
    for (const [index, row] of rows.entries()) {
      expect(await explained(untidy, index + 1, shipped), row.order).toBe(row.answer.criterion);
      expect(await explained(untidy, index + 1, site), row.order).toBe(row.against?.criterion);
    }
  });

  it('moves nothing against itself', async () => {
    const { merged } = await backtest(writeFiles(asText(byType(smallExport()))), { cards: shipped, against: shipped });
    expect(merged.figures.totals.get('moved')).toBe(undefined);
    expect(merged.figures.examples).toEqual([]);
  });
});
