import type { AnswerCompanion } from '../http/endpoints/companion.js';
import type { PagesParts } from './pages-parts.js';

/** The form; what draws it and talks to EHRs is imported when it is first asked for, so that hooks never pay for it. */
export function openCompanion(parts: PagesParts): AnswerCompanion {
  let opening: Promise<AnswerCompanion> | undefined;
  return async (name, request) => {
    opening ??= import('./answer-companion.js').then(({ createAnswerCompanion }) => createAnswerCompanion(parts));
    return (await opening)(name, request);
  };
}
