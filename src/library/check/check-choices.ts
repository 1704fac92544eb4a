import type { DocumentChoice } from '../../core/guideline/advice-documents.js';
import type { FactDefinition } from '../../core/guideline/documents.js';
import { didYouMean } from '../nearest-name.js';
import type { CheckContext } from './check-context.js';

type StatedValue = DocumentChoice['states'][number];

/** Checks what a click would state: facts that are there, values that they can have, and each choice once. */
export function checkChoices({ documents, expectKnown, report }: CheckContext): void {
  const { suggestions, facts } = documents;
  for (const [id, suggestion] of Object.entries(suggestions)) {
    if (suggestion.kind !== 'document') continue;
    const seen = new Set<string>();
    for (const [place, { id: choice, states }] of suggestion.choices.entries()) {
      const path = ['suggestions', id, 'choices', place];
      if (seen.has(choice)) report('suggestions', [...path, 'id'], `id: "${choice}" stands twice in "${id}"`);
      seen.add(choice);
      for (const [at, state] of states.entries()) {
        expectKnown(['suggestions', ...path, 'states', at, 'fact'], state.fact, 'fact', Object.keys(facts));
        const wrong = wrongValue(facts[state.fact], state);
        if (wrong !== undefined) report('suggestions', [...path, 'states', at, 'value'], `value: ${wrong}`);
      }
    }
  }
}

/** Why a fact cannot have a value; undefined when it can, or when nobody knows the fact. */
function wrongValue(definition: FactDefinition | undefined, { fact, value, atLeast }: StatedValue): string | undefined {
  if (definition === undefined) return undefined;
  const said = JSON.stringify(value);
  const { type } = definition;
  if (atLeast !== undefined && type !== 'number' && type !== 'days')
    return `"${fact}" is no number, and has no lower bound`;
  switch (type) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : `"${fact}" is true or false, never ${said}`;
    case 'number':
    case 'days':
      return typeof value === 'number' ? undefined : `"${fact}" is a number, never ${said}`;
    case 'text':
      return typeof value === 'string' ? undefined : `"${fact}" is a text, never ${said}`;
    case 'enum': {
      const words = definition.values ?? [];
      const isKnown = typeof value === 'string' && words.includes(value);
      return isKnown ? undefined : `"${fact}" is never ${said}${didYouMean(String(value), words)}`;
    }
  }
}
