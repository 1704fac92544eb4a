import type { AnswerKey, Attestation, AttestationsRead, GivenAnswer } from '../contract/consult-record.js';
import type { PatientRecord } from '../contract/patient-record.js';
import {
  answeredOnCard,
  answerKeyOf,
  findingsSystem,
  reviewCode,
  reviewState,
  toFindingCode,
} from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { seriesAnswers } from '../guideline/series-answer.js';
import { readDate } from '../values/day.js';
import { type FactValue, isAtLeast } from '../values/fact.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import { observationUse } from './resource-status.js';
import { referenceTo } from './statement.js';

/** A record with the answers that count beside it. */
export interface AnsweredRecord {
  readonly record: PatientRecord;
  readonly answers: readonly GivenAnswer[];
  /** remembered answers that the record says were entered in error */
  readonly withdrawn: readonly AnswerKey[];
}

/**
 * Lays the answers given on earlier cards beside the record. An Observation of the record that carries the identifier of
 * an answer stands in its place, changed or not; one that does not stand takes the answer back, with every copy of it.
 * One that has lost what it said says nothing: its code alone would say that a finding is there.
 * @param earliest ISO-8601 UTC; answers given before count no more
 */
export function withAnswers(
  guideline: Guideline,
  record: PatientRecord,
  read: AttestationsRead,
  earliest: string | undefined,
): AnsweredRecord {
  const copies = copiesIn(guideline, record);
  if (copies === noCopies && read.kind === 'read' && read.answers.length === 0)
    return { record, answers: none, withdrawn: none };
  const base = withoutDropped(record, copies);
  if (read.kind === 'unread') return { record: { ...base, answersUnread: true }, answers: copies.live, withdrawn: [] };
  const isCurrent = ({ time }: Attestation): boolean => earliest === undefined || time >= earliest;
  const copied = new Set(copies.live.map(nameOf));
  const isCopied = (key: AnswerKey): boolean => copied.has(nameOf(key));
  const isTakenBack = (key: AnswerKey): boolean => copies.takenBack.has(nameOf(key));
  const alone = read.answers.filter((answer) => isCurrent(answer) && !isCopied(answer) && !isTakenBack(answer));
  const stated = alone.flatMap((answer): readonly JsonObject[] => asResource(guideline, answer));
  return {
    record: {
      ...base,
      resources: stated.length === 0 ? base.resources : [...base.resources, ...stated],
      answersUnread: isAnyLost(copies, read.answers),
    },
    answers: [
      ...copies.live,
      ...alone.map(({ fact, value, time, suggestion, consult }) => {
        return { fact, value, time, suggestion, reference: `${answeredOnCard}/${consult}`, resource: undefined };
      }),
    ],
    withdrawn: read.answers.filter(isTakenBack).map(({ suggestion, fact }) => ({ suggestion, fact })),
  };
}

function nameOf({ suggestion, fact }: AnswerKey): string {
  return `${suggestion} ${fact}`;
}

/** The Observations of a record that an EHR has stored of answers: those that stand, and those that do not. */
interface Copies {
  readonly live: readonly GivenAnswer[];
  /** names of the answers that a copy takes back */
  readonly takenBack: ReadonlySet<string>;
  /** names of the answers of which a copy has lost what it said */
  readonly empty: ReadonlySet<string>;
}

/** Whether nothing tells any more what one of the answers said. */
function isAnyLost({ live, takenBack, empty }: Copies, remembered: readonly AnswerKey[]): boolean {
  if (empty.size === 0) return false;
  const told = new Set([...live, ...remembered].map(nameOf));
  return [...empty].some((name) => !takenBack.has(name) && !told.has(name));
}

function copiesIn(guideline: Guideline, { resources }: PatientRecord): Copies {
  const live: GivenAnswer[] = [];
  const takenBack = new Set<string>();
  const empty = new Set<string>();
  for (const resource of resources) {
    if (resource.resourceType !== 'Observation' || resource.identifier === undefined) continue;
    const key = answerKeyOf(resource);
    if (key === undefined) continue;
    if (observationUse(guideline, resource) === 'none') takenBack.add(nameOf(key));
    else if (!saysAnything(resource)) empty.add(nameOf(key));
    else
      live.push({
        ...key,
        value: saidIn(resource),
        time: timeOf(resource),
        reference: referenceTo(resource),
        resource,
      });
  }
  return live.length + takenBack.size + empty.size === 0
    ? noCopies
    : { live: live.filter((copy) => !takenBack.has(nameOf(copy))), takenBack, empty };
}

const none: readonly never[] = [];
const noCopies: Copies = { live: [], takenBack: new Set(), empty: new Set() };

/** Whether an Observation has a value, or says in any other way what was found. */
function saysAnything(observation: JsonObject): boolean {
  return Object.entries(observation).some(
    ([member, said]) => said !== undefined && said !== null && (member.startsWith('value') || saying.has(member)),
  );
}

const saying: ReadonlySet<string> = new Set(['component', 'dataAbsentReason', 'interpretation', 'hasMember']);

/** The record without the copies of answers that are taken back or have lost what they said. */
function withoutDropped(record: PatientRecord, { takenBack, empty }: Copies): PatientRecord {
  if (takenBack.size + empty.size === 0) return record;
  const resources = record.resources.filter((resource) => {
    const key = resource.resourceType === 'Observation' ? answerKeyOf(resource) : undefined;
    if (key === undefined) return true;
    return !takenBack.has(nameOf(key)) && (!empty.has(nameOf(key)) || saysAnything(resource));
  });
  return { ...record, resources };
}

/** What a copy says, for the words on a card; the fact itself is read from the resource like any other. */
function saidIn({ valueBoolean, valueInteger, valueQuantity, valueCodeableConcept }: JsonObject): FactValue {
  if (typeof valueBoolean === 'boolean') return valueBoolean;
  if (typeof valueInteger === 'number') return valueInteger;
  if (isObject(valueQuantity) && typeof valueQuantity.value === 'number')
    return valueQuantity.comparator === undefined ? valueQuantity.value : { atLeast: valueQuantity.value };
  const [coding] = isObject(valueCodeableConcept) ? objectsOf(valueCodeableConcept.coding) : [];
  return textOf(coding?.code) ?? '';
}

/** The time of a copy as far as it can be read; empty = not at all. */
function timeOf({ effectiveDateTime, effectiveInstant, effectivePeriod, issued }: JsonObject): string {
  const started = isObject(effectivePeriod) ? effectivePeriod.start : undefined;
  const times = [effectiveDateTime, effectiveInstant, started, issued];
  return textOf(times.find((time) => readDate(time) !== undefined)) ?? '';
}

/** An answer as a statement that is read like an Observation of that moment. */
function asResource(guideline: Guideline, { fact, value, time, consult }: Attestation): readonly JsonObject[] {
  const said = { resourceType: answeredOnCard, id: consult, status: 'final', effectiveDateTime: time };
  if (fact === reviewState)
    return [{ ...said, code: { coding: [{ system: findingsSystem, code: reviewCode }] }, valueString: value }];
  const { facts } = guideline.documents;
  const type = facts[fact]?.type ?? (seriesAnswers(guideline.documents).has(fact) ? 'number' : undefined);
  if (type === undefined) return [];
  const code = { coding: [{ system: findingsSystem, code: toFindingCode(fact) }], text: guideline.labelOf(fact) };
  return [{ ...said, code, ...valueElement(value, type) }];
}

function valueElement(value: FactValue, type: string): JsonObject {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'string') return { valueCodeableConcept: { coding: [{ system: findingsSystem, code: value }] } };
  if (isAtLeast(value)) return { valueQuantity: { value: value.atLeast, code: 'd', comparator: '>=' } };
  return type === 'days' ? { valueQuantity: { value, code: 'd' } } : { valueInteger: value };
}
