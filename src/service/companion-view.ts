import { formatValue } from '../core/card/format-fact.js';
import type { PatientRecord } from '../core/contract/patient-record.js';
import { type FormQuestion, formOf, questionsOf } from '../core/form/form.js';
import { stateNamed } from '../core/guideline/fact-by-name.js';
import { answeredOnCard } from '../core/guideline/finding-code.js';
import { rowTitle } from '../core/guideline/row-title.js';
import { studyName } from '../core/suggest/switch-study.js';
import { type FactState, isAtLeast, type Proof } from '../core/values/fact.js';
import { objectsOf, textOf } from '../core/values/json.js';
import type { CompanionView, KnownAnswer, OutlookView } from '../pages/companion-page.js';
import type { Outlook } from './companion-outlook.js';
import type { CompanionSession } from './companion-session.js';

/** What the form shows of a session and its outlook. */
export function companionView(session: CompanionSession, outlook: Outlook): CompanionView {
  const { guideline, record, rated } = outlook;
  return {
    language: guideline.documents.phrases['page.language'] ?? 'en',
    patient: patientIn(record),
    order: rated === undefined ? undefined : studyName(rated, rated.study.kind, rated.study.region),
    token: session.token,
    groups: formOf(guideline),
    known: knownAnswers(outlook),
    draft: session.draft,
    asked: outlook.asked,
    outlook: outlookView(outlook),
    messaging: session.messaging,
  };
}

export function outlookView({ rated, card, asked, guideline }: Outlook): OutlookView {
  if (rated === undefined) return { rating: undefined, summary: 'answers are recorded.', left: 0 };
  const { id, rating } = rated.decision.criterion.definition;
  return {
    rating,
    summary: card?.summary ?? rowTitle(guideline, id),
    left: asked.length,
  };
}

/** The codes of what is asked, as the page knows its questions. */
export function askedCodes({ asked, guideline }: Outlook): readonly string[] {
  const questions = questionsOf(guideline);
  return asked.flatMap((name) => questions.get(name)?.code ?? []);
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
