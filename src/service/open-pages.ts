import type { AnswerPage } from '../http/endpoints/page.js';
import type { PagesParts } from './pages-parts.js';

/** Answers pages; what writes them is imported when the first one is asked for, so that hooks never pay for it. */
export function openPages(parts: PagesParts): AnswerPage {
  let writing: Promise<AnswerPage> | undefined;
  return async (name, request) => {
    writing ??= import('./answer-page.js').then(({ createAnswerPage }) => createAnswerPage(parts));
    return (await writing)(name, request);
  };
}
