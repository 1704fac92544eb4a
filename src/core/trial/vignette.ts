/**
 * In: a guideline and a case with the answer it must get. Out: the answer it gets; `run-mutants` asks it of small faults.
 */

import { everyRecordPart } from '../contract/patient-record.js';
import type { Contrast, Modality, Rating, Region, StudyRating } from '../contract/vocabulary.js';
import { type Decision, decide } from '../decide/decision.js';
import { pamaCodeOf, rateStudies, ratingOf } from '../decide/rating.js';
import { buildFacts, type Facts } from '../facts/build-facts.js';
import { factNamed } from '../guideline/fact-by-name.js';
import { findingsSystem, toFactName } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { type Study, studyKind } from '../order/study.js';
import { readRecord } from '../read/read-record.js';
import { addStatement, type Reading } from '../read/reading.js';
import { type Day, formatDay } from '../values/day.js';
import type { FactState, FactValue } from '../values/fact.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';

/** One case with the decision it must get; the format of vignettes.json (criteria.md §4.1). */
export interface Vignette {
  readonly id: string;
  readonly title: string;
  readonly facts: { readonly [fact: string]: unknown };
  readonly order: VignetteOrder;
  readonly expected: VignetteOutcome;
  readonly additionalOrders?: readonly { readonly order: VignetteOrder; readonly expected: VignetteOutcome }[];
  readonly why?: string;
}

export interface VignetteOrder {
  readonly modality: Modality;
  readonly region: Region;
  readonly contrast?: Contrast;
  readonly cpt?: string;
  readonly reasonSnomed?: string;
  /** coded reasons of the order, each `system|code` */
  readonly reasons?: readonly string[];
}

export interface VignetteOutcome {
  readonly rating: Rating;
  readonly criterion: string;
  readonly studyRating: StudyRating;
  readonly pama: string;
  /** what facts must come to, where the case is about that: a value, `unknown` or `suspected` */
  readonly facts?: { readonly [fact: string]: unknown };
}

/** What a vignette gets: its outcome, and the facts and the decision behind it. */
export interface Evaluation extends VignetteOutcome {
  readonly built: Facts;
  readonly decision: Decision;
}

/** Evaluates facts as a vignette states them, for one order, on any evaluation day (all times are relative to it). */
export function evaluate(
  guideline: Guideline,
  facts: Vignette['facts'],
  order: VignetteOrder,
  asOf: Day = defaultDay,
): Evaluation {
  const isAvailable = facts['records-available'] !== false;
  const record = {
    parts: everyRecordPart(isAvailable ? 'read' : 'unread'),
    patient: undefined,
    resources: Object.entries(facts).flatMap(([name, value]) => resourcesFor(guideline, name, value, asOf)),
  };
  const reading = readRecord(guideline, record, [], asOf);
  for (const [name, value] of Object.entries(facts)) addTextHints(reading, toFactName(name), value, asOf);
  const given = new Map<string, FactState>();
  for (const [name, value] of Object.entries(facts)) {
    const state = statedPlainly(value);
    if (state !== undefined) given.set(toFactName(name), state);
  }
  const study = toStudy(guideline, order);
  const built = buildFacts(reading, record, requestOf(facts, order), study, given);
  const decision = decide(built);
  const { definition } = decision.criterion;
  const studyRating = ratingOf(rateStudies(guideline, decision.criterion, built), study.kind);
  const pama = pamaCodeOf(guideline, definition.rating, studyRating, study.modality)?.code ?? 'none';
  return { rating: definition.rating, criterion: definition.id, studyRating, pama, built, decision };
}

const defaultDay: Day = 20_000;

function toStudy(guideline: Guideline, { modality, region, contrast = 'unspecified' }: VignetteOrder): Study {
  return { modality, region, contrast, kind: studyKind(guideline, modality, contrast), isRegionAssumed: false };
}

/** The order as a resource: its coded reasons, and the facts that are documented as one. */
function requestOf(facts: Vignette['facts'], { reasons = [] }: VignetteOrder): JsonObject {
  const codings = reasons.map((reason) => {
    const end = reason.lastIndexOf('|');
    return { system: reason.slice(0, end), code: reason.slice(end + 1) };
  });
  for (const [name, value] of Object.entries(facts))
    if (objectsOf(value).some(({ source }) => source === 'reason'))
      codings.push({ system: findingsSystem, code: name });
  const reasonCode = codings.map((coding) => ({ coding: [coding] }));
  return { resourceType: 'ServiceRequest', ...(reasonCode.length === 0 ? {} : { reasonCode }) };
}

/** A plain value is final; a list is documentation that has to go through the value rules. */
function statedPlainly(value: unknown): FactState | undefined {
  if (Array.isArray(value)) return undefined;
  const isSuspected = value === 'suspected';
  const isUnknown = value === 'unknown' || isSuspected;
  return { value: isUnknown ? undefined : toValue(value), suspected: isSuspected, basis: 'stated', proofs: [] };
}

function toValue(value: unknown): FactValue | undefined {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  return isObject(value) && typeof value.atLeast === 'number' ? { atLeast: value.atLeast } : undefined;
}

/** The resources that raw documentation of a vignette stands for, in codes of our own CodeSystem. */
function resourcesFor(guideline: Guideline, name: string, value: unknown, asOf: Day): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  if (name === 'record') return value.filter(isObject).map((resource) => dated(resource, asOf));
  return value.filter(isObject).flatMap((entry, index): readonly JsonObject[] => {
    const date = dayBefore(asOf, entry.daysAgo);
    const id = `${name}-${index}`;
    if (name === 'muscle-strength' || name === 'reflexes') {
      const code = `${name === 'reflexes' ? 'reflex' : name}.${String(entry.muscle ?? entry.reflex)}.${String(entry.side)}`;
      return [{ ...observation(id, code, date), valueInteger: entry.grade }];
    }
    if (entry.source === 'Condition') return [condition(id, name, entry, asOf)];
    if (entry.loinc !== undefined) return [laboratoryValue(guideline, id, entry, date)];
    if (entry.source !== undefined && entry.source !== 'Observation') return [];
    const absent = textOf(entry.dataAbsentReason);
    const said = absent === undefined ? { valueBoolean: entry.value ?? true } : { dataAbsentReason: { text: absent } };
    return [{ ...observation(id, name, date), status: entry.status ?? 'final', ...said }];
  });
}

/** A FHIR resource with its dates filled in: `today`, `today-42` for 42 days before, `today+42` for 42 days ahead. */
function dated(resource: JsonObject, asOf: Day): JsonObject {
  return Object.fromEntries(Object.entries(resource).map(([name, value]) => [name, datedValue(value, asOf)]));
}

function datedValue(value: unknown, asOf: Day): unknown {
  if (Array.isArray(value)) return value.map((entry) => datedValue(entry, asOf));
  if (isObject(value)) return dated(value, asOf);
  const match = typeof value === 'string' ? /^today([+-]\d+)?$/.exec(value) : null;
  return match === null ? value : formatDay(asOf + Number(match[1] ?? 0));
}

function observation(id: string, code: string, date: string | undefined): JsonObject {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: findingsSystem, code }] },
    effectiveDateTime: date,
  };
}

function dayBefore(asOf: Day, daysAgo: unknown): string | undefined {
  return typeof daysAgo === 'number' ? formatDay(asOf - daysAgo) : undefined;
}

/** A laboratory value in a public code, with the upper limit and the flag that the laboratory gives. */
function laboratoryValue(
  { documents }: Guideline,
  id: string,
  { loinc, quantity, unit, high, interpretation }: JsonObject,
  date: string | undefined,
): JsonObject {
  return {
    ...observation(id, '', date),
    code: { coding: [{ system: documents.codeSystems.find((system) => system.id === 'loinc')?.uri, code: loinc }] },
    valueQuantity: { value: quantity, unit, code: unit },
    ...(high === undefined ? {} : { referenceRange: [{ high: { value: high, unit, code: unit } }] }),
    ...(interpretation === undefined ? {} : { interpretation: [{ coding: [{ code: interpretation }] }] }),
  };
}

function condition(id: string, code: string, entry: JsonObject, asOf: Day): JsonObject {
  const status = (value: unknown): JsonObject | undefined =>
    textOf(value) === undefined ? undefined : { coding: [{ code: value }] };
  const date = dayBefore(asOf, entry.daysAgo);
  return {
    resourceType: 'Condition',
    id,
    code: { coding: [{ system: findingsSystem, code }] },
    clinicalStatus: status(entry.clinicalStatus),
    verificationStatus: status(entry.verificationStatus ?? (entry.value === false ? 'refuted' : undefined)),
    onsetDateTime: textOf(entry.onset) ?? dayBefore(asOf, entry.onsetDaysAgo) ?? date,
    recordedDate: dayBefore(asOf, entry.recordedDaysAgo) ?? date,
    abatementDateTime: dayBefore(asOf, entry.abatementDaysAgo),
  };
}

function addTextHints(reading: Reading, name: string, value: unknown, asOf: Day): void {
  const fact = factNamed(reading.guideline, name);
  if (fact === undefined || !Array.isArray(value)) return;
  for (const entry of objectsOf(value)) {
    if (entry.source !== 'text') continue;
    const day = typeof entry.daysAgo === 'number' ? asOf - entry.daysAgo : undefined;
    const when = day === undefined ? undefined : { earliest: day, latest: day, text: formatDay(day) };
    addStatement(reading, {
      fact,
      says: 'hint',
      when,
      window: fact.window,
      resource: { resourceType: 'Condition' },
      why: 'text',
    });
  }
}
