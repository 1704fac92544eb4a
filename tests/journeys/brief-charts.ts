import type { Card } from '../../src/core/contract/hook-response.js';
import { cardOfRow } from './answers.js';
import { type ChartParts, chart, medicine } from './everyday-charts.js';
import type { RealApp } from './real-app.js';

/** A man of 45 with low back pain. */
export const man = { gender: 'male', age: 45, reasons: ['M54.50'] } as const;

export const apixaban = medicine('1364445', 'apixaban 5 MG Oral Tablet', 400);

/** A note of the clinician on the order. */
export const said = (text: string): Pick<ChartParts, 'order'> => ({ order: { note: [{ text }] } });

/** The one brief card for a chart, which this row gives. */
export async function briefCardOf(app: RealApp, parts: ChartParts, row: string): Promise<Card> {
  return cardOfRow(await app.ask(chart(parts)), row);
}
