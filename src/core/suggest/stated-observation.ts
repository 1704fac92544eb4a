import type { CodeableConcept, Observation } from 'fhir/r4.js';
import type { AnswerKey, StatedFact } from '../contract/consult-record.js';
import type { Action } from '../contract/hook-response.js';
import type { Coding } from '../contract/vocabulary.js';
import type { RequestContext } from '../decide/rated-order.js';
import type { DocumentChoice } from '../guideline/advice-documents.js';
import { answerIdentifier, findingsSystem, toFindingCode } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { isAtLeast } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { jsonText, writtenText } from '../values/json-text.js';
import { memoByObject, memoByPart } from '../values/memo.js';

/** Findings that one click attests, and how it says so; made by `attesting`. */
export interface Attests {
  readonly description: string;
  /** the description as JSON text */
  readonly descriptionText: string;
  readonly findings: readonly AttestedState[];
}

export function attesting(description: string, findings: readonly AttestedState[]): Attests {
  return { description, descriptionText: jsonText(description), findings };
}

/** One finding as a clinician attests it: a fact, or a grade of a series, with its value. */
export type AttestedState = DocumentChoice['states'][number];

/** The action that records one finding, with its text: all of it but who, when and the answer's name was written before. */
export function attestingAction(
  guideline: Guideline,
  session: Moment,
  { description, descriptionText }: Attests,
  state: AttestedState,
  suggestion: string,
): Action {
  const parts = statePartsOf(guideline, state);
  const resource = observationOf(parts, session, { suggestion, fact: state.fact });
  const { beginning, middle, end } = parts.written;
  const text = `{"type":"create","description":${descriptionText}${beginning}${momentOf(session).text}${middle}${suggestion}${end}`;
  return { type: 'create', description, resource, [writtenText]: text };
}

/** One finding that a clinician attests, as a final Observation of today: the standard code and our own side by side. */
export function statedObservation(
  guideline: Guideline,
  session: Moment,
  state: AttestedState,
  answer: AnswerKey,
): JsonObject {
  return observationOf(statePartsOf(guideline, state), session, answer);
}

function observationOf({ code, value }: StateParts, session: Moment, answer: AnswerKey): JsonObject {
  return Object.assign(observationOfToday(session, code, value), { identifier: [answerIdentifier(answer)] });
}

/** What a clinician says in a form, as the Observation that the click of a card would make of it. */
export function answeredObservation(
  guideline: Guideline,
  session: Moment,
  { fact, value }: StatedFact,
  suggestion: string,
): JsonObject {
  const answer = { suggestion, fact };
  if (isAtLeast(value))
    return statedObservation(guideline, session, { fact, value: value.atLeast, atLeast: true }, answer);
  const code = catalogueCodes(guideline).get(nameOf(fact, value));
  return statedObservation(guideline, session, code === undefined ? { fact, value } : { fact, value, code }, answer);
}

/** The standard codes by which the catalogue documents what is stated. */
const catalogueCodes = memoByObject((guideline: Guideline): ReadonlyMap<string, Coding> => {
  const codes = new Map<string, Coding>();
  for (const suggestion of Object.values(guideline.documents.suggestions))
    for (const { fact, value, code } of suggestion.kind === 'document'
      ? suggestion.choices.flatMap(({ states }) => states)
      : [])
      if (code !== undefined && !codes.has(nameOf(fact, value))) codes.set(nameOf(fact, value), code);
  return codes;
});

function nameOf(fact: string, value: boolean | number | string): string {
  return `${fact} ${JSON.stringify(value)}`;
}

/** A final Observation of today by the user of the request, with what it says in `said`. */
export function observationOfToday(session: Moment, code: CodeableConcept, said: JsonObject): JsonObject {
  const { subject, encounter, performer } = momentOf(session);
  const observation: { [member: string]: unknown } = {
    resourceType: 'Observation',
    status: 'final',
    category: examCategory,
    code,
    subject,
  } satisfies Observation;
  if (encounter !== undefined) observation.encounter = encounter;
  observation.effectiveDateTime = session.now;
  if (performer !== undefined) observation.performer = performer;
  return Object.assign(observation, said);
}

/** What every Observation of one request refers to, and its members from `subject` to `performer` as JSON text. */
const momentOf = memoByObject(({ context: { patientId, encounterId, userId }, now }: Moment) => {
  const subject = { reference: `Patient/${patientId}` };
  const encounter = encounterId === undefined ? undefined : { reference: `Encounter/${encounterId}` };
  const performer = typedReference.test(userId) ? [{ reference: userId }] : undefined;
  const text = membersText({ subject, encounter, effectiveDateTime: now, performer });
  return { subject, encounter, performer, text };
});

/** The members of an object as JSON text, without its braces. */
function membersText(members: object): string {
  return jsonText(members).slice(1, -1);
}

/** By whom, of whom and when something is stated. */
export type Moment = Pick<RequestContext, 'context' | 'now'>;

/** A user without a type is nobody that a reference could name. */
const typedReference = /^[A-Z][A-Za-z]+\/[^\s/]+$/;

const examCategory = [
  {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'exam', display: 'Exam' }],
  },
];

/** What is the same in every Observation of one state. */
interface StateParts {
  readonly code: CodeableConcept;
  readonly value: JsonObject;
  /** JSON text of the action around what is different: before the moment, up to the suggestion, after it */
  readonly written: { readonly beginning: string; readonly middle: string; readonly end: string };
}

const statePartsOf = memoByPart((guideline: Guideline, { fact, value, atLeast, code }: AttestedState): StateParts => {
  const text = guideline.labelOf(fact);
  const own = { system: findingsSystem, code: toFindingCode(fact), display: text };
  const concept = { coding: code === undefined ? [own] : [code, own], text };
  const said = valueElement(guideline.documents.facts[fact]?.type, value, atLeast === true);
  const start = membersText({ resourceType: 'Observation', status: 'final', category: examCategory, code: concept });
  const rest = membersText({ ...said, identifier: [answerIdentifier({ suggestion: '', fact })] });
  const suggestionAt = rest.lastIndexOf('".') + 1;
  return {
    code: concept,
    value: said,
    written: {
      beginning: `,"resource":{${start},`,
      middle: `,${rest.slice(0, suggestionAt)}`,
      end: `${rest.slice(suggestionAt)}}}`,
    },
  };
});

function valueElement(type: string | undefined, value: boolean | number | string, atLeast: boolean): JsonObject {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'string')
    return { valueCodeableConcept: { coding: [{ system: findingsSystem, code: value, display: value }] } };
  if (type !== 'days') return { valueInteger: value };
  const quantity = { value, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' };
  return { valueQuantity: atLeast ? { ...quantity, comparator: '>=' } : quantity };
}
