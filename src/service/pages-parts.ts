import type { Config } from '../config.js';
import type { ServiceDescription } from '../core/contract/hook-response.js';
import type { Guideline } from '../core/guideline/guideline.js';
import type { Store } from '../store/store.js';
import type { Clients } from './open-clients.js';

/** What the pages are made with. */
export interface PagesParts {
  readonly config: Config;
  readonly guidelines: () => readonly Guideline[];
  readonly services: () => readonly ServiceDescription[];
  readonly store: Store;
  readonly clients: Clients;
  readonly now: () => Date;
}

/** The path under which a proxy shows the service, such as `/imaging`; '' = at the top. */
export function rootOf({ publicUrl }: Pick<Config, 'publicUrl'>): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '');
}
