import { askedFacts } from '../decide/asked-facts.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { DocumentChoice, DocumentSuggestion } from '../guideline/advice-documents.js';
import { isSuspected, valueNamed } from '../guideline/fact-by-name.js';
import type { Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import type { Rule } from '../rules/expression.js';
import { isSameValue } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';
import { documentation } from './document-findings.js';
import { shortFactName } from './short-label.js';
import type { SuggestionDraft } from './suggestion-draft.js';

const mostChoices = 3;

/**
 * Answers to the first of some facts that any can be given to: those of the catalogue that contradict nothing on record,
 * with a plain no beside findings, else yes and no by the code of our own.
 */
export function documentationOf(
  rated: RatedOrder,
  session: RequestContext,
  asked: readonly string[],
): readonly SuggestionDraft[] {
  const { guideline } = rated;
  for (const fact of asked)
    for (const { id, definition } of documentsOf(guideline)) {
      if (!definition.choices.some(({ states }) => states.some((state) => state.fact === fact))) continue;
      const drafts = documentation(rated, session, id, definition);
      const offered = drafts.filter((draft) => speaksTo(rated, draft, fact));
      if (offered.length > 0) return withPlainNo(rated, session, fact, offered.slice(0, mostChoices));
    }
  const flag = asked.find((fact) => guideline.documents.facts[fact]?.type === 'flag');
  return flag === undefined ? [] : ownChoices(rated, session, flag);
}

/** What a card asks for, without what no answer fits: since when a deficit lasts, while none is on record. */
export const answerableFacts = memoByObject((rated: RatedOrder): readonly string[] =>
  askedFacts(rated).filter((fact) => isSuspected(rated.facts, fact) || hasFittingAnswer(rated, fact)),
);

/** Whether a choice of the catalogue that speaks to a fact could be given now; a fact that none speaks to can be asked. */
function hasFittingAnswer({ guideline, facts }: RatedOrder, fact: string): boolean {
  const choices = choicesFor(guideline).get(fact);
  return choices === undefined || choices.some((rule) => rule === undefined || rule(facts) === true);
}

/** Fact → the conditions of the choices that speak to it. */
const choicesFor = memoByObject((guideline: Guideline): ReadonlyMap<string, readonly (Rule | undefined)[]> => {
  const choices = documentsOf(guideline).flatMap(({ definition }) => definition.choices);
  const rules = choices.map(({ onlyIf, states }) => ({
    names: states.map(({ fact }) => fact),
    rule: onlyIf === undefined ? undefined : guideline.condition(onlyIf),
  }));
  const named = new Set(rules.flatMap(({ names }) => names));
  return new Map(
    [...named].map((fact) => [fact, rules.flatMap(({ names, rule }) => (names.includes(fact) ? [rule] : []))]),
  );
});

/** Whether a choice says something of a fact and nothing against what is known. */
function speaksTo({ facts }: RatedOrder, { states = [] }: SuggestionDraft, wanted: string): boolean {
  return (
    states.some(({ fact }) => fact === wanted) &&
    states.every(({ fact, value }) => {
      const known = valueNamed(facts, fact);
      return known === undefined || isSameValue(value, known);
    })
  );
}

/** What can be found can also not be found. */
function withPlainNo(
  rated: RatedOrder,
  session: RequestContext,
  fact: string,
  offered: readonly SuggestionDraft[],
): readonly SuggestionDraft[] {
  const isFlag = rated.guideline.documents.facts[fact]?.type === 'flag';
  const saysNo = ({ states = [] }: SuggestionDraft): boolean =>
    states.some((state) => state.fact === fact && state.value === false);
  if (!isFlag || offered.some(saysNo)) return offered;
  return [...ownChoices(rated, session, fact).filter(saysNo), ...offered].slice(0, mostChoices);
}

function ownChoices(rated: RatedOrder, session: RequestContext, flag: string): readonly SuggestionDraft[] {
  const own = yesAndNo(rated.guideline).get(flag);
  return own === undefined ? [] : documentation(rated, session, 'document-asked', own);
}

/** The entries of the catalogue by which findings are documented. */
const documentsOf = memoByObject((guideline: Guideline) =>
  Object.entries(guideline.documents.suggestions).flatMap(([id, definition]) =>
    definition.kind === 'document' ? [{ id, definition }] : [],
  ),
);

/** Yes and no to each flag, where the catalogue has no words of its own for it. */
const yesAndNo = memoByObject((guideline: Guideline): ReadonlyMap<string, DocumentSuggestion> => {
  const flags = Object.entries(guideline.documents.facts).filter(([, { type }]) => type === 'flag');
  return new Map(
    flags.map(([fact]): readonly [string, DocumentSuggestion] => {
      const said = shortFactName(guideline, fact);
      const choices: readonly DocumentChoice[] = [
        { id: `${fact}-no`, label: phrase(guideline, 'askedNo', { label: said }), states: [{ fact, value: false }] },
        { id: `${fact}-yes`, label: phrase(guideline, 'askedYes', { label: said }), states: [{ fact, value: true }] },
      ];
      return [fact, { kind: 'document', label: said, choices }];
    }),
  );
});
