import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { WatchedPage } from './open-browser.js';

/** The rules that another width or another colour scheme can break; the others look at the same page twice. */
const rulesOfLooks = ['color-contrast', 'scrollable-region-focusable', 'target-size', 'link-in-text-block'];

/** What axe finds on a page, as `rule: place`; colours and contrast included. */
async function findViolations(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  const builder = new AxeBuilder({ page });
  const { violations } = await (rules.length === 0 ? builder : builder.withRules([...rules])).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Fails for a fault that axe knows in a wide light or a narrow dark look, for anything cut off, and for any complaint. */
export async function expectSound({ page, complaints }: Pick<WatchedPage, 'page' | 'complaints'>): Promise<void> {
  for (const [width, colorScheme, rules] of [
    [1280, 'light', []],
    [768, undefined, []],
    [390, 'dark', rulesOfLooks],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect([width, beyond > 0 ? `${beyond} px wider than the screen` : '']).toEqual([width, '']);
    if (colorScheme === undefined) continue;
    await page.emulateMedia({ colorScheme });
    expect([width, await findViolations(page, rules)]).toEqual([width, []]);
  }
  expect(complaints).toEqual([]);
}
