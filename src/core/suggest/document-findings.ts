import type { CodeableConcept, Observation } from 'fhir/r4.js';
import type { StatedFact } from '../contract/consult-record.js';
import type { Action } from '../contract/hook-response.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { DocumentChoice, DocumentSuggestion } from '../guideline/advice-documents.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { findingsSystem, toFindingCode } from '../guideline/finding-code.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import type { Rule } from '../rules/expression.js';
import { formatDay } from '../values/day.js';
import type { JsonObject } from '../values/json.js';
import { memoByPart } from '../values/memo.js';
import { labelFor } from './short-label.js';
import type { SuggestionDraft } from './suggestion-draft.js';

/** The clicks by which a clinician attests what was examined or asked; what is on record today is not asked again. */
export function documentation(
  rated: RatedOrder,
  session: RequestContext,
  id: string,
  { choices }: DocumentSuggestion,
): readonly SuggestionDraft[] {
  const { guideline, facts } = rated;
  const offered: SuggestionDraft[] = [];
  for (const choice of choices) {
    const { condition, description, stated } = choicePartsOf(guideline, choice);
    if (condition !== undefined && condition(facts) !== true) continue;
    if (choice.states.every((state) => isStatedToday(rated, session, state))) continue;
    const actions = choice.states.map(
      (state): Action => ({ type: 'create', description, resource: newObservation(guideline, session, state) }),
    );
    const choiceId = `${id}.${choice.id}`;
    const label = labelFor(guideline, session, choiceId, choice.label);
    offered.push({ id: choiceId, label, actions, states: stated });
  }
  return offered;
}

/** One click that attests whether flags are there, in words of its own. */
export function documentFlags(
  guideline: Guideline,
  session: RequestContext,
  { id, label }: Pick<SuggestionDraft, 'id' | 'label'>,
  flags: readonly { readonly fact: Fact; readonly value: boolean }[],
): SuggestionDraft {
  const description = phrase(guideline, 'action.document', { label });
  const actions = flags.map(({ fact: { name, definition }, value }): Action => {
    const state = { fact: name, value, code: definition.code };
    return { type: 'create', description, resource: newObservation(guideline, session, state) };
  });
  return { id, label, actions, states: flags.map(({ fact, value }) => ({ fact: fact.name, value })) };
}

/** What of a choice is the same for every patient. */
interface ChoiceParts {
  readonly condition: Rule | undefined;
  readonly description: string;
  readonly stated: readonly StatedFact[];
}

const choicePartsOf = memoByPart(
  (guideline: Guideline, { onlyIf, label, states }: DocumentChoice): ChoiceParts => ({
    condition: onlyIf === undefined ? undefined : guideline.condition(onlyIf),
    description: phrase(guideline, 'action.document', { label }),
    stated: states.map(({ fact, value, atLeast }) => ({
      fact,
      value: atLeast === true && typeof value === 'number' ? { atLeast: value } : value,
    })),
  }),
);

/** Whether an entry of today says just that: a conflict with an older entry then stays, and a second click adds nothing. */
export function isStatedToday(
  { facts }: RatedOrder,
  session: RequestContext,
  { fact, value }: Pick<AttestedState, 'fact' | 'value'>,
): boolean {
  if (typeof value !== 'boolean') return false;
  const proofs = stateNamed(facts, fact)?.proofs;
  if (proofs === undefined || proofs.length === 0) return false;
  const says = value ? 'positive' : 'negative';
  return proofs.some((proof) => proof.says === says && proof.date === formatDay(session.asOf));
}

type AttestedState = DocumentChoice['states'][number];

/** One finding that a click attests, as a final Observation of today: the standard code and our own side by side. */
function newObservation(guideline: Guideline, session: RequestContext, state: AttestedState): JsonObject {
  const { code, value } = statePartsOf(guideline, state);
  return observationOfToday(session, code, value);
}

/** A final Observation of today by the user of the request, with what it says in `said`. */
export function observationOfToday(session: RequestContext, code: CodeableConcept, said: JsonObject): JsonObject {
  const { patientId, encounterId, userId } = session.context;
  const observation: { [member: string]: unknown } = {
    resourceType: 'Observation',
    status: 'final',
    category: examCategory,
    code,
    subject: { reference: `Patient/${patientId}` },
  } satisfies Observation;
  if (encounterId !== undefined) observation.encounter = { reference: `Encounter/${encounterId}` };
  observation.effectiveDateTime = session.now;
  if (typedReference.test(userId)) observation.performer = [{ reference: userId }];
  return Object.assign(observation, said);
}

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
