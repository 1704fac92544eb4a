import { type Consultation, consult } from '../consult.js';
import type { Client } from '../core/contract/client.js';
import type { Attestation, AttestationsRead, StatedFact } from '../core/contract/consult-record.js';
import { type HookRequest, hookNames } from '../core/contract/hook-request.js';
import type { Card } from '../core/contract/hook-response.js';
import type { PatientRecord } from '../core/contract/patient-record.js';
import { nextQuestions } from '../core/decide/next-questions.js';
import type { RatedOrder } from '../core/decide/rated-order.js';
import { questionsOf } from '../core/form/form.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { inLanguage } from '../core/guideline/in-language.js';
import { gatherRecord } from '../fhir/gather-record.js';
import { toHookRequest } from '../http/endpoints/hook-envelope.js';
import type { CompanionSession } from './companion-session.js';
import type { PagesParts } from './pages-parts.js';
import { newTimeOrderedId } from './time-ordered-id.js';

/** What would be answered if the clinician stopped here. */
export interface Outlook {
  readonly client: Client;
  readonly request: HookRequest;
  readonly guideline: Guideline;
  readonly record: PatientRecord | undefined;
  readonly consultation: Consultation;
  /** the order that is decided; undefined = there is none that images the spine */
  readonly rated: RatedOrder | undefined;
  readonly card: Card | undefined;
  /** facts by which the rating can still change, first things first */
  readonly asked: readonly string[];
}

const mostRecords = 100;
const dayLength = 'YYYY-MM-DD'.length;

/** Decides the order of a session with what has been answered so far; the record is read once for each session. */
export function createLookAhead(parts: PagesParts) {
  const records = new Map<string, Promise<PatientRecord>>();

  const recordFor = (id: string, request: HookRequest, client: Client): Promise<PatientRecord> => {
    const known = records.get(id);
    if (known !== undefined) return known;
    const [oldest] = records.keys();
    if (records.size >= mostRecords && oldest !== undefined) records.delete(oldest);
    const reading = gatherRecord(request, parts.clients.accessOf(client), {
      budgetMilliseconds: parts.config.answerBudgetMilliseconds,
    }).then(({ record }) => record);
    records.set(id, reading);
    reading.catch(() => records.delete(id));
    return reading;
  };

  async function answersOf(
    client: Client,
    request: HookRequest,
    states: readonly StatedFact[],
  ): Promise<AttestationsRead> {
    const patient = parts.store.hash('patient', [client.name, request.context.patientId]);
    const remembered = await parts.store.attestationsOf(patient);
    if (remembered.kind === 'unread') return remembered;
    const time = parts.now().toISOString();
    const isCorrected = (answer: Attestation): boolean =>
      answer.time.slice(0, dayLength) === time.slice(0, dayLength) && states.some(({ fact }) => fact === answer.fact);
    const given = states.map(
      ({ fact, value }): Attestation => ({ fact, value, time, userHash: '', consult: 'form', suggestion: '' }),
    );
    return { kind: 'read', answers: [...given, ...remembered.answers.filter((answer) => !isCorrected(answer))] };
  }

  return async (id: string, session: CompanionSession, states: readonly StatedFact[]): Promise<Outlook | undefined> => {
    const known = parts.clients.list.find(({ name }) => name === session.client);
    if (known === undefined) return undefined;
    const client: Client = { ...known, cards: 'all', detail: 'brief', noCriteria: 'line', requireRecord: [] };
    const request = toHookRequest(session.request, hookNames);
    const record = await recordFor(id, request, client);
    const consultation = await consult(
      {
        guidelines: parts.guidelines(),
        gatherRecord: async () => record,
        attestationsOf: () => answersOf(client, request, states),
        pagesUrl: parts.config.publicUrl,
        now: parts.now,
        newId: newTimeOrderedId,
      },
      request,
      client,
    );
    const decided = consultation.decided[0];
    const [first] = parts.guidelines();
    const guideline = decided?.rated.guideline ?? (first && inLanguage(first, client.language));
    if (guideline === undefined) return undefined;
    const card = consultation.response.cards.find(({ uuid }) => uuid === decided?.card?.uuid);
    const questions = questionsOf(guideline);
    const asked = decided === undefined ? [] : nextQuestions(decided.rated, (fact) => questions.has(fact));
    return { client, request, guideline, record, consultation, rated: decided?.rated, card, asked };
  };
}

export type LookAhead = ReturnType<typeof createLookAhead>;
