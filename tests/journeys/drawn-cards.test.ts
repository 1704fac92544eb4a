import { existsSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import { corpus } from './corpus.js';
import { type RealApp, startRealApp } from './real-app.js';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const reason = existsSync(executable) ? undefined : `no browser at ${executable}; set CHROMIUM to one`;
if (reason !== undefined) console.warn(`skipped, cards are not drawn: ${reason}`);

/** Pixels from the top of the card to its first button that are seen without scrolling. */
const seen = 800;

const columnStyle = `
  body { margin: 0; width: 470px; font: 14px/1.43 Roboto, Helvetica, Arial, sans-serif; color: #333 }
  .card { padding: 15px; border: 1px solid #ccc } .summary { font-weight: bold; font-size: 16px; margin: 0 0 8px }
  .critical { border-top: 4px solid #c00 } .warning { border-top: 4px solid #e90 } .info { border-top: 4px solid #28d }
  blockquote { margin: 8px 0; padding-left: 10px; border-left: 3px solid #c66 } p { margin: 0 0 10px } ul { margin: 0 0 10px }
  button { display: block; margin: 6px 0; padding: 8px 12px; font: inherit; text-align: left } a { display: block; margin: 4px 0 }`;

const markdown = new MarkdownIt({ html: false });
const { escapeHtml } = markdown.utils;

/** A card in a column as wide and with text as large as the Sandbox of CDS Hooks draws it. */
function page({ summary, indicator, detail = '', source, suggestions = [], links = [] }: Card): string {
  return `<!doctype html><meta charset="utf-8"><style>${columnStyle}</style><div class="card ${indicator}">
    <p class="summary">${escapeHtml(summary)}</p><p>Source: ${escapeHtml(source.label)}</p>${markdown.render(detail)}
    ${suggestions.map(({ label }) => `<button>${escapeHtml(label)}</button>`).join('')}
    ${links.map(({ label }) => `<a href="#">${escapeHtml(label)}</a>`).join('')}</div>`;
}

describe.skipIf(reason !== undefined)('a brief card drawn in a column of 470 pixels', () => {
  let app: RealApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await startRealApp();
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await app.close();
  });

  it('shows its first button on the first screen, for every fixture', { timeout: 120_000 }, async () => {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const tops: (readonly [name: string, top: number])[] = [];
    for (const [name, body] of corpus())
      for (const card of (await app.ask(body)).cards) {
        await tab.setContent(page(card));
        const [first] = await tab.locator('button').all();
        const box = await first?.boundingBox();
        if (box) tops.push([name, Math.round(box.y + box.height)]);
      }
    await tab.close();
    const heights = tops.map(([, top]) => top).sort((left, right) => left - right);
    console.log(
      `first button ends at ${heights[0]} to ${heights.at(-1)} px, median ${heights[heights.length >> 1]} px`,
    );
    expect(tops.length).toBeGreaterThan(30);
    expect(tops.filter(([, top]) => top >= seen)).toEqual([]);
  });
});
