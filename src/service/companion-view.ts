import { formatValue } from '../core/card/format-fact.js';
import type { PatientRecord } from '../core/contract/patient-record.js';
import { nextQuestions } from '../core/decide/next-questions.js';
import { type FormQuestion, formOf, questionsOf } from '../core/form/form.js';
import { stateNamed } from '../core/guideline/fact-by-name.js';
import { answeredOnCard, reviewCode } from '../core/guideline/finding-code.js';
import { phrase } from '../core/guideline/phrase.js';
import { rowTitle } from '../core/guideline/row-title.js';
import { studyName } from '../core/suggest/switch-study.js';
import { type FactState, isAtLeast, type Proof } from '../core/values/fact.js';
import { objectsOf, textOf } from '../core/values/json.js';
import type { CompanionView, KnownAnswer, OutlookView } from '../pages/companion-page.js';
import type { Outlook } from './companion-outlook.js';
import type { CompanionSession } from './companion-session.js';
import { openReviews } from './form-states.js';

/** What the page of a form is drawn from. */
export interface Shown {
  readonly session: CompanionSession;
  /** the order as it stands without the answers of the session, and with them */
  readonly blank: Outlook;
  readonly outlook: Outlook;
  /** the path under which a proxy shows the service */
  readonly root: string;
}

/** What the form shows of a session and its outlook. */
export function companionView({ session, blank, outlook, root }: Shown): CompanionView {
  const { guideline, record, rated, orders } = outlook;
  return {
    language: guideline.documents.phrases['page.language'] ?? 'en',
    patient: patientIn(record),
    order: rated === undefined ? undefined : studyName(rated, rated.study.kind, rated.study.region),
    token: session.token,
    root,
    orders: orders.map(({ reference, rated: each }, at) => ({
      reference,
      label: `${at + 1}. ${studyName(each, each.study.kind, each.study.region)}`,
      isChosen: reference === session.order,
    })),
    review: reviewView(session, blank),
    groups: formOf(guideline),
    known: knownAnswers(outlook),
    draft: session.draft,
    ...lookOf(outlook),
    messaging: session.messaging,
  };
}

/** The entries that nobody could judge, as the button of a card would have them reviewed. */
function reviewView({ draft }: CompanionSession, blank: Outlook): CompanionView['review'] {
  const entries = blank.rated?.facts.openEntries ?? [];
  if (entries.length === 0) return undefined;
  const value = openReviews(blank).join(' ');
  return {
    code: reviewCode,
    label: phrase(blank.guideline, 'reviewEntries'),
    names: entries.flatMap(({ names }) => names),
    value,
    isAnswered: draft[reviewCode] === value,
  };
}

/** What changes on the page with every answer: what is asked by code, and what it comes to. */
export function lookOf(outlook: Outlook): Pick<CompanionView, 'asked' | 'outlook'> {
  const asked = askedCodes(outlook);
  return { asked, outlook: outlookView(outlook, asked.length) };
}

function outlookView({ rated, card, guideline, orders }: Outlook, left: number): OutlookView {
  if (rated === undefined) {
    const summary = orders.length > 0 ? 'choose the order that you examine for.' : 'answers are recorded.';
    return { rating: undefined, summary, left: 0 };
  }
  const { id, rating } = rated.decision.criterion.definition;
  return { rating, summary: card?.summary ?? rowTitle(guideline, id), left };
}

/**
 * The codes of what is asked, as the page knows its questions: by what the rating can still change, first things first;
 * everything where there is no order, and nothing while one is to be chosen.
 */
function askedCodes(outlook: Outlook): readonly string[] {
  const { guideline, rated, orders } = outlook;
  const questions = questionsOf(guideline);
  if (rated === undefined) return orders.length > 0 ? [] : [...questions.values()].map(({ code }) => code);
  const asked = nextQuestions(rated, (fact) => questions.has(fact));
  const cannotRate = rated.decision.criterion.definition.rating === 'insufficient-information';
  const codes = (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => questions.get(name)?.code ?? []);
  if (!cannotRate || openReviews(outlook).length === 0) return codes(asked);
  // one tap for all of them, once the screen is done
  const { screen } = guideline.documents.guideline.safety;
  const isFirst = (name: string): boolean => screen.includes(name);
  return [...codes(asked.filter(isFirst)), reviewCode, ...codes(asked.filter((name) => !isFirst(name)))];
}

function patientIn(record: PatientRecord | undefined): string | undefined {
  const [name] = objectsOf(record?.patient?.name);
  const given = Array.isArray(name?.given) ? name.given.map(String).join(' ') : '';
  const whole = textOf(name?.text) ?? textOf(`${given} ${textOf(name?.family) ?? ''}`);
  const born = textOf(record?.patient?.birthDate);
  const parts = [whole, born === undefined ? undefined : `born ${born}`].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** What the record, a text or an earlier answer says, by the name of the question; what this form says is left out. */
function knownAnswers(outlook: Outlook): ReadonlyMap<string, KnownAnswer> {
  const { rated, guideline } = outlook;
  const known = new Map<string, KnownAnswer>();
  if (rated === undefined) return known;
  const denials = new Map(rated.facts.denials.map(({ fact, quote }) => [fact.name, quote]));
  for (const question of questionsOf(guideline).values()) {
    const answer = knownAnswer(outlook, question, denials.get(question.name));
    if (answer !== undefined) known.set(question.name, answer);
  }
  return known;
}

function knownAnswer(
  { rated, guideline }: Outlook,
  { name }: FormQuestion,
  denial: string | undefined,
): KnownAnswer | undefined {
  const state = rated && stateNamed(rated.facts, name);
  const proof = state?.proofs.find(({ reference }) => reference !== `${answeredOnCard}/form`);
  if (state !== undefined && proof !== undefined) {
    // a lower bound settles what it settles, and is shown where the rest is asked
    if (isAtLeast(state.value) && state.value.atLeast === 0) return undefined;
    if (isAtLeast(state.value))
      return { kind: 'doubt', words: `${formatValue(guideline, name, state.value)} (${sourceOf(proof)})` };
    if (state.value !== undefined)
      return { kind: 'settled', words: `${formatValue(guideline, name, state.value)} (${sourceOf(proof)})` };
    if (state.suspected || state.basis === 'conflict') return { kind: 'doubt', words: doubtOf(state, proof) };
  }
  if (denial === undefined || state?.value !== undefined) return undefined;
  return { kind: 'denied', words: `Denied in a note: “${denial}”. Tap No to record it as absent.` };
}

function doubtOf({ basis }: FactState, proof: Proof): string {
  if (basis === 'conflict') return `The record says both; the newest: ${proof.display} (${sourceOf(proof)}).`;
  return `Possible, not settled: ${proof.isQuote === true ? `“${proof.display}”` : proof.display} (${sourceOf(proof)}).`;
}

function sourceOf({ reference, date }: Proof): string {
  const source = reference.startsWith(`${answeredOnCard}/`) ? 'answered earlier' : reference;
  return date === undefined ? source : `${date}, ${source}`;
}
