import { join } from 'node:path';
import type { MergedInventory } from './merge/merge-inventories.js';
import type { Merged } from './merge/merge-shards.js';
import { nearWords } from './merge/report-rows.js';
import { placesIn } from './plan/plan.js';

/** What a person wants to know first of a backtest, and where the rest is. */
export function describeBacktest({ plan, figures }: Merged, out: string, isShareable: boolean): string {
  const number = (name: string): number => figures.totals.get(name) ?? 0;
  const ratings = new Map<string, number>();
  for (const [criterion, orders] of figures.criteria) {
    const rating = figures.ratingOf.get(criterion) ?? '';
    ratings.set(rating, (ratings.get(rating) ?? 0) + orders);
  }
  const mix = [...ratings].sort(([left, more], [right, most]) => most - more || (left < right ? -1 : 1));
  const lines = [
    `${number('orders')} orders of ${number('patients')} patients, of ${plan.read.patients} in the export`,
    ...mix.map(([rating, orders]) => `  ${String(orders).padStart(7)}  ${rating}`),
    ...(plan.options.against === undefined
      ? []
      : [`${number('moved')} orders are answered by another criterion with the other cards`]),
    `report: ${join(out, 'report.html')}${isShareable ? `; to share: ${join(out, 'shareable', 'report.html')}` : ''}`,
    `${placesIn(out).work} holds records of patients: delete it when you are done`,
  ];
  return `${lines.join('\n')}\n`;
}

const mostShown = 30;

/** The inventory as two tables. */
export function describeCoverage({ codes, words }: MergedInventory): string {
  const codeRows = codes.map(({ system, code, display, affected, orders, near }) => [
    String(affected),
    String(orders),
    `${system}|${code}`,
    display,
    nearWords(near),
  ]);
  const wordRows = words.map(({ words: phrase, orders, near }) => [String(orders), phrase, nearWords(near)]);
  return [
    `Codes that no value set knows: ${codes.length}, of them ${codes.filter(({ near }) => near !== undefined).length} near one`,
    ...table(['affected', 'orders', 'code', 'display', 'nearest value set'], codeRows),
    '',
    `Words that no lexicon knows, of at least five patients: ${words.length}`,
    ...table(['orders', 'words', 'nearest value set'], wordRows),
    '',
  ].join('\n');
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = [columns, ...rows.slice(0, mostShown)];
  const widths = columns.map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0)));
  const lines = shown.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return rows.length > mostShown ? [...lines, `  ${rows.length - mostShown} more`] : lines;
}
