import type { AnswerKey, GivenAnswer } from '../contract/consult-record.js';
import type { Action } from '../contract/hook-response.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { answerIdentifier, findingsSystem, reviewCode, reviewState, toFindingCode } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import { seriesAnswers } from '../guideline/series-answer.js';
import type { JsonObject } from '../values/json.js';
import { inSentence } from '../values/markdown.js';
import { memo } from '../values/memo.js';
import { type Moment, observationOfToday } from './stated-observation.js';
import type { SuggestionDraft } from './suggestion-draft.js';

/** The answers of earlier cards that speak for or against a fact of this order, newest first. */
export function usedAnswers({ facts, guideline }: RatedOrder, { answers }: RequestContext): readonly GivenAnswer[] {
  if (answers.length === 0) return answers;
  const grades = seriesAnswers(guideline.documents);
  const proofsOf = memo(mostFacts, (fact) => {
    // a grade speaks to whatever facts are worked out from it
    const states = grades.has(fact) ? facts.states : [stateNamed(facts, fact)];
    return new Set(states.flatMap((state) => state?.proofs.map(({ reference }) => reference) ?? []));
  });
  return answers
    .filter(({ fact, reference }) => fact === reviewState || proofsOf(fact).has(reference))
    .sort((left, right) => (left.time < right.time ? 1 : -1));
}

const mostFacts = 1_000;
/** Far more than anybody answers about one patient; each offer holds the answers that it takes back. */
const mostOffered = 20;

/** One offer for each of the newest clicks whose answers this card uses: to take them back, for this patient. */
export function withdrawals(rated: RatedOrder, session: RequestContext): readonly SuggestionDraft[] {
  const bySuggestion = new Map<string, GivenAnswer[]>();
  for (const answer of usedAnswers(rated, session)) {
    const same = bySuggestion.get(answer.suggestion);
    if (same === undefined) bySuggestion.set(answer.suggestion, [answer]);
    else same.push(answer);
  }
  return [...bySuggestion.values()]
    .slice(0, mostOffered)
    .map((answers) => withdrawalOf(rated.guideline, session, answers));
}

function withdrawalOf(guideline: Guideline, session: RequestContext, answers: readonly GivenAnswer[]): SuggestionDraft {
  const [first] = answers;
  const what = first === undefined ? '' : answerInSentence(guideline, first.fact);
  const date = dayOfAnswer(guideline, first?.time ?? '');
  const rest = new Set(answers.map(({ fact }) => fact)).size - 1;
  const label = phrase(guideline, rest > 0 ? 'withdrawSeveral' : 'withdraw', { what, date, count: String(rest) });
  const description = phrase(guideline, 'action.withdraw', { date });
  return {
    id: 'withdraw-answer',
    label,
    actions: answers.map((answer) => withdrawing(guideline, session, answer, description)),
    withdraws: answers.map(({ suggestion, fact }) => ({ suggestion, fact })),
  };
}

/** The day of an answer, in words where it has none. */
export function dayOfAnswer(guideline: Guideline, time: string): string {
  return time === '' ? phrase(guideline, 'briefUndated') : time.slice(0, 'YYYY-MM-DD'.length);
}

/** What an answer is about, in words. */
function answerLabel(guideline: Guideline, fact: string): string {
  return fact === reviewState ? phrase(guideline, 'reviewEntries') : guideline.labelOf(fact);
}

/** The same as it stands in a sentence. */
export function answerInSentence(guideline: Guideline, fact: string): string {
  return fact === reviewState ? inSentence(answerLabel(guideline, fact)) : guideline.labelInSentence(fact);
}

/** The stored Observation as entered in error; where it is not on record, one that says so under the same identifier. */
function withdrawing(
  guideline: Guideline,
  session: RequestContext,
  { suggestion, fact, resource }: GivenAnswer,
  description: string,
): Action {
  const status = 'entered-in-error';
  if (resource !== undefined && session.needsRatedUpdates !== true)
    return { type: 'update', description, resource: { ...resource, status } };
  return { type: 'create', description, resource: withdrawnObservation(guideline, session, { suggestion, fact }) };
}

/** An Observation that says of an answer, by its identifier, that it was entered in error. */
export function withdrawnObservation(
  guideline: Guideline,
  session: Moment,
  { suggestion, fact }: AnswerKey,
): JsonObject {
  const text = answerLabel(guideline, fact);
  const code = fact === reviewState ? reviewCode : toFindingCode(fact);
  const concept = { coding: [{ system: findingsSystem, code, display: text }], text };
  const said = { status: 'entered-in-error', identifier: [answerIdentifier({ suggestion, fact })] };
  return observationOfToday(session, concept, said);
}
