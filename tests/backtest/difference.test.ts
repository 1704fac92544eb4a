import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeExample } from '../../src/backtest/write-example.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { runCommand } from '../cli/run-command.js';
import { asText, backtest, byType, type Ran, smallExport, temporaryFolder, tools, writeFiles } from './small-export.js';

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
  ran = await backtest(writeFiles(asText(byType(smallExport()))), { cards: shipped, against: site });
}, 60_000);

async function explained(line: number, cards: string): Promise<string> {
  const { bundle, order, asOf, patient } = await writeExample(ran.out, line, { to: join(ran.out, 'examples'), tools });
  const { printed } = await runCommand([
    'explain',
    bundle,
    '--order',
    order,
    '--as-of',
    asOf,
    '--patient',
    patient,
    '--json',
    '--cards',
    cards,
  ]);
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

  it('answers every order as `explain` does with each of them', { timeout: 60_000 }, async () => {
    const lines = ran.rows().map((row, index) => ({ row, line: index + 1 }));
    const moved = lines.filter(({ row }) => row.answer.criterion !== row.against?.criterion);
    for (const { row, line } of [...moved.slice(0, 2), ...lines.slice(0, 1)]) {
      expect(await explained(line, shipped)).toBe(row.answer.criterion);
      expect(await explained(line, site)).toBe(row.against?.criterion);
    }
  });
});
