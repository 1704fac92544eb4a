import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium that CHROMIUM names, else one where Debian and others put it; undefined = there is none. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  return places.find((path) => existsSync(path));
}

export const noChromium =
  'skipped: no Chromium was found; install one (apt-get install chromium) or name it with CHROMIUM=/path/to/chromium';

/** Makes what the pages load: style and scripts, as the build does. */
export function buildPages(): void {
  execFileSync('npm', ['run', '--silent', 'build:pages'], { stdio: 'pipe' });
}

export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** A page with what went wrong on it: errors of the console and of scripts, and requests to anywhere else. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
}

const usualHeight = 900;

export async function watchedPage(browser: Browser, origin: string, look: Look): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: usualHeight },
    colorScheme: look.colorScheme,
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`asked ${request.url()}`);
  });
  return { page, context, complaints };
}

/** The service and the browser that all browser tests share. */
export interface Place {
  readonly url: () => string;
  readonly browser: () => Browser;
}
