import type { Config } from '../config.js';
import type { ServiceDescription } from '../core/contract/hook-response.js';
import type { Guideline } from '../core/guideline/guideline.js';
import type { AnswerPage } from '../http/endpoints/page.js';
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

/** Answers pages; what writes them is imported when the first one is asked for, so that hooks never pay for it. */
export function openPages(parts: PagesParts): AnswerPage {
  let writing: Promise<AnswerPage> | undefined;
  return async (name, request) => {
    writing ??= import('./answer-page.js').then(({ createAnswerPage }) => createAnswerPage(parts));
    return (await writing)(name, request);
  };
}
