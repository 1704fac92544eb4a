import type { GivenAnswer } from '../contract/consult-record.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { answeredOnCard, reviewState } from '../guideline/finding-code.js';
import { phrase } from '../guideline/phrase.js';
import { answerInSentence, dayOfAnswer, usedAnswers } from '../suggest/withdraw-answers.js';
import { memo } from '../values/memo.js';
import { formatValue } from './format-fact.js';

const mostShown = 3;
const mostFacts = 1_000;

/**
 * The answers of earlier cards that this one uses: what was said, when, and whether the chart says otherwise. What is
 * contested comes first, then what was found, then the rest; of equals the newest.
 */
export function answeredItems(rated: RatedOrder, session: RequestContext): readonly string[] {
  const isContested = memo(mostFacts, (fact) => {
    const proofs = stateNamed(rated.facts, fact)?.proofs ?? [];
    return proofs.some(({ says }) => says === 'positive') && proofs.some(({ says }) => says === 'negative');
  });
  const rankOf = ({ fact, value }: GivenAnswer): number => (isContested(fact) ? 0 : value === false ? 2 : 1);
  const used = distinctOf(usedAnswers(rated, session)).sort((left, right) => rankOf(left) - rankOf(right));
  const shown = used.slice(0, mostShown).map((answer) => itemOf(rated, session, answer));
  const rest = used.length - shown.length;
  return rest > 0 ? [...shown, phrase(rated.guideline, 'moreItems', { count: String(rest) })] : shown;
}

/** Each answer once, however often an EHR holds it. */
function distinctOf(answers: readonly GivenAnswer[]): GivenAnswer[] {
  const names = new Set<string>();
  return answers.filter(({ suggestion, fact, value }) => {
    const name = JSON.stringify([suggestion, fact, value]);
    return !names.has(name) && names.add(name).size > 0;
  });
}

function itemOf(rated: RatedOrder, session: RequestContext, answer: GivenAnswer): string {
  const { guideline } = rated;
  const { fact, value, time } = answer;
  const date = dayOfAnswer(guideline, time);
  const label = answerInSentence(guideline, fact);
  if (fact === reviewState) return phrase(guideline, 'answerReview', { label, date });
  const item = phrase(guideline, 'answerGiven', { label, value: formatValue(guideline, fact, value), date });
  const against = chartAgainst(rated, session, answer);
  return against === undefined ? item : `${item}, ${phrase(guideline, 'answerContradicts', { date: against })}`;
}

/** The date of an entry of the chart that says the opposite of an answer. */
function chartAgainst({ facts }: RatedOrder, { answers }: RequestContext, answer: GivenAnswer): string | undefined {
  if (typeof answer.value !== 'boolean') return undefined;
  const opposite = answer.value ? 'negative' : 'positive';
  const stored = new Set(answers.map(({ reference }) => reference));
  const isAnswer = (reference: string): boolean => reference.startsWith(`${answeredOnCard}/`) || stored.has(reference);
  const proof = stateNamed(facts, answer.fact)?.proofs.find(
    ({ says, reference }) => says === opposite && !isAnswer(reference),
  );
  return proof === undefined ? undefined : (proof.date ?? '');
}
