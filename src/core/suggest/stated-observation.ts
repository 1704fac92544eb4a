import type { CodeableConcept, Observation } from 'fhir/r4.js';
import type { AnswerKey, StatedFact } from '../contract/consult-record.js';
import type { Coding } from '../contract/vocabulary.js';
import type { RequestContext } from '../decide/rated-order.js';
import type { DocumentChoice } from '../guideline/advice-documents.js';
import { answerIdentifier, findingsSystem, toFindingCode } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { isAtLeast } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { memoByObject, memoByPart } from '../values/memo.js';

/** One finding as a clinician attests it: a fact, or a grade of a series, with its value. */
export type AttestedState = DocumentChoice['states'][number];

/** One finding that a clinician attests, as a final Observation of today: the standard code and our own side by side. */
export function statedObservation(
  guideline: Guideline,
  session: Moment,
  state: AttestedState,
  answer: AnswerKey,
): JsonObject {
  const { code, value } = statePartsOf(guideline, state);
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
export function observationOfToday({ context, now }: Moment, code: CodeableConcept, said: JsonObject): JsonObject {
  const { subject, encounter, performer } = referencesOf(context);
  const observation: { [member: string]: unknown } = {
    resourceType: 'Observation',
    status: 'final',
    category: examCategory,
    code,
    subject,
  } satisfies Observation;
  if (encounter !== undefined) observation.encounter = encounter;
  observation.effectiveDateTime = now;
  if (performer !== undefined) observation.performer = performer;
  return Object.assign(observation, said);
}

/** What every Observation of one request refers to. */
const referencesOf = memoByObject(({ patientId, encounterId, userId }: Moment['context']) => ({
  subject: { reference: `Patient/${patientId}` },
  encounter: encounterId === undefined ? undefined : { reference: `Encounter/${encounterId}` },
  performer: typedReference.test(userId) ? [{ reference: userId }] : undefined,
}));

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
}

const statePartsOf = memoByPart((guideline: Guideline, { fact, value, atLeast, code }: AttestedState): StateParts => {
  const text = guideline.labelOf(fact);
  const own = { system: findingsSystem, code: toFindingCode(fact), display: text };
  return {
    code: { coding: code === undefined ? [own] : [code, own], text },
    value: valueElement(guideline.documents.facts[fact]?.type, value, atLeast === true),
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
