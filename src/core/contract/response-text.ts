import { jsonText, written } from '../values/json-text.js';
import type { HookResponse } from './hook-response.js';

/** The body of an answer. The actions of its suggestions are most of it, and most of an action is the same in every answer. */
export function responseText(response: HookResponse): string {
  return jsonText(ratingsWritten(response), writtenBefore);
}

const writtenBefore = [
  ['cards', 'systemActions', 'extension'],
  ['suggestions', 'overrideReasons', 'systemActions'],
  ['actions'],
];

/** The ratings of orders may stand in both places, and are written once. */
function ratingsWritten(response: HookResponse): HookResponse {
  const { systemActions, extension } = response;
  if (systemActions === undefined || extension?.systemActions !== systemActions) return response;
  const actions = written([...systemActions]);
  return { ...response, systemActions: actions, extension: { ...extension, systemActions: actions } };
}
