import { factsOf } from '../rules/walk.js';
import { type RuleSource, ruleInWords } from './rule-words.js';
import { type Line, text } from './span.js';

/** What a name in a rule stands for: a combination of other facts, or a definition. */
export interface TermMeaning {
  readonly label: string;
  readonly meaning: Line;
}

/** Every combination and every fact that a rule reads, by itself and through combinations, each once, in reading order. */
export function termMeanings(source: RuleSource, rule: string): readonly TermMeaning[] {
  const found = new Map<string, TermMeaning>();
  const follow = (part: string): void => {
    const parsed = source.parse(part);
    if (parsed.kind === 'rejected') return;
    for (const name of factsOf(parsed.expression)) {
      if (found.has(name)) continue;
      const derived = source.documents.derived[name];
      const definition = source.documents.facts[name]?.definition;
      if (derived !== undefined) {
        found.set(name, { label: derived.label, meaning: ruleInWords(source, derived.when) });
        follow(derived.when);
      } else if (definition !== undefined)
        found.set(name, { label: source.labelOf(name), meaning: [text(definition)] });
    }
  };
  follow(rule);
  return [...found.values()];
}
