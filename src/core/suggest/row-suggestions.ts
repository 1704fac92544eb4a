import type { Priority, SuggestionDefinition, SwitchSuggestion } from '../guideline/advice-documents.js';
import type { Criterion, Guideline } from '../guideline/guideline.js';
import type { Rule } from '../rules/expression.js';
import { memoByPart } from '../values/memo.js';

/** One entry of the catalogue as a row names it. */
interface RowSuggestion {
  readonly id: string;
  readonly definition: SuggestionDefinition;
  /** offered only while this rule is true */
  readonly condition: Rule | undefined;
}

/** What a row suggests, in its order, whatever the patient. */
interface RowSuggestions {
  readonly all: readonly RowSuggestion[];
  readonly switches: readonly SwitchSuggestion[];
  /** the priority that the row asks for */
  readonly priority: Priority | undefined;
}

/** Whether a suggestion sends the patient to somebody at once. */
export function isStatReferral(definition: SuggestionDefinition | undefined): boolean {
  return definition?.kind === 'referral' && definition.priority === 'stat';
}

/** The entries of the catalogue that a row names. */
export const suggestionsOf = memoByPart(
  (guideline: Guideline, { definition: { suggest } }: Criterion): RowSuggestions => {
    const all = suggest.flatMap((id): readonly RowSuggestion[] => {
      const definition = guideline.documents.suggestions[id];
      if (definition === undefined) return [];
      const { onlyIf } = definition;
      return [{ id, definition, condition: onlyIf === undefined ? undefined : guideline.condition(onlyIf) }];
    });
    const definitions = all.map(({ definition }) => definition);
    return {
      all,
      switches: definitions.filter((definition) => definition.kind === 'switch'),
      priority: definitions.find((definition) => definition.kind === 'priority')?.priority,
    };
  },
);
