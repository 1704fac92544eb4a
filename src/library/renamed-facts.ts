import { isObject, objectsOf } from '../core/values/json.js';
import type { AuthoringProblem } from '../errors.js';
import type { SourceFile } from './source-file.js';

/** What derived.yaml, with a site's file laid over it, still calls by a name that a fact had before (`formerly`). */
export function renamedFacts(source: SourceFile): readonly AuthoringProblem[] {
  const derived = isObject(source.value) ? source.value['derived'] : undefined;
  if (!isObject(derived)) return [];
  return Object.entries(derived).flatMap(([fact, definition]) =>
    objectsOf(definition).flatMap(({ formerly }) =>
      (Array.isArray(formerly) ? formerly : [])
        .filter((name) => typeof name === 'string')
        .filter((name) => name in derived)
        .map((name) => source.problemAtKey(['derived', name], `"${name}" is now called "${fact}"; rename it`)),
    ),
  );
}
