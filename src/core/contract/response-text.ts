import { jsonText } from '../values/json-text.js';
import type { HookResponse } from './hook-response.js';

/** The body of an answer. The actions of its suggestions are most of it, and most of an action is the same in every answer. */
export function responseText(response: HookResponse): string {
  return jsonText(response, writtenBefore);
}

const writtenBefore = [
  ['cards', 'systemActions', 'extension'],
  ['suggestions', 'overrideReasons', 'systemActions'],
  ['actions'],
];
