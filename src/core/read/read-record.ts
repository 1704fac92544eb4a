/**
 * In: the record of one patient. Out: a reading: what its resources state about facts, with dates and proofs, nothing decided.
 */

import type { PatientRecord } from '../contract/patient-record.js';
import type { Guideline } from '../guideline/guideline.js';
import { reasonConceptsOf, reasonReferencesOf } from '../order/order-elements.js';
import { wordsOf } from '../values/coding.js';

import { type Day, type DayRange, formatDay, readDate } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { createResolver } from '../values/reference.js';
import { nothingCollected } from './collected.js';
import { meaningOf } from './meaning.js';
import { isFinding, readAttached } from './read-attached.js';
import { readCondition } from './read-condition.js';
import { readReport } from './read-imaging.js';
import { stateSupplies } from './read-medication.js';
import { readModified, readUnlessModified } from './read-modified.js';
import { readObservation } from './read-observation.js';
import { noteOrderTexts } from './read-order-texts.js';
import { readResource } from './read-resource.js';
import { noteNotes, stateTexts } from './read-text.js';
import type { OrderReasons, Reading } from './reading.js';
import { type ReasonKind, reasonKind } from './reason-kind.js';
import { conditionPolarity } from './resource-status.js';
import { referenceTo } from './statement.js';

/** Walks a record once and collects what it states; a resource that no fact asks about costs its code look-ups only. */
export function readRecord(
  guideline: Guideline,
  record: PatientRecord,
  draftOrders: readonly JsonObject[],
  asOf: Day,
): Reading {
  const reading: Reading = {
    guideline,
    asOf,
    today: formatDay(asOf),
    birth: readDate(record.patient?.birthDate),
    ...nothingCollected(),
    texts: [],
    denials: [],
    reportFindings: [],
    entries: { understood: 0, pointing: 0, other: 0, unreadable: 0 },
    openEntries: [],
    reviews: new Set(),
    unreadFacts: new Set(),
    resolve: createResolver([record.resources, draftOrders]),
  };
  const read = (resource: JsonObject): void => readUnlessModified(reading, resource, readResource);
  for (const resource of record.resources) read(resource);
  for (const draft of draftOrders)
    if (isFinding(draft) && reading.resolve(referenceTo(draft), draft) === draft) read(draft);
  stateSupplies(reading);
  stateTexts(reading);
  return reading;
}

/**
 * The reading of a record with the reasons of one order added, dated on the evaluation day (rules 2 and 6); the
 * record's own reading is left as it is.
 */
export function readOrder(
  base: Reading,
  order: JsonObject,
): { readonly reading: Reading; readonly reasons: OrderReasons } {
  const reading: Reading = {
    ...base,
    statements: copied(base.statements),
    notes: [...base.notes],
    openEntries: [...base.openEntries],
    texts: [],
    denials: [...base.denials],
    unreadFacts: new Set(base.unreadFacts),
    measurements: [...base.measurements],
    doneStudies: [...base.doneStudies],
    actionsDone: new Set(base.actionsDone),
  };
  const today: DayRange = { earliest: base.asOf, latest: base.asOf, text: '' };
  const { guideline } = base;
  const leaveOpen = (concept: unknown, words: string): void => {
    reading.openEntries.push({ place: 'reasons', name: words, content: JSON.stringify(concept) });
  };
  let codedCount = 0;
  const judged: { readonly kind: ReasonKind; readonly concept: unknown; readonly words: string }[] = [];
  const judge = (concept: unknown, words: string, isPointing: boolean): void => {
    const kind = reasonKind(guideline, concept);
    if (!isPointing || kind === 'indication') judged.push({ kind, concept, words });
  };
  for (const reason of reasonConceptsOf(order)) {
    const { codings } = meaningOf(guideline, reason);
    if (codings.length > 0) codedCount += 1;
    const isPointing = readCondition(reading, asCondition(order, reason), { when: today });
    // what is left open of words alone, their reader has said
    if (codings.length > 0) judge(reason, wordsOf(reason) ?? '', isPointing);
  }
  for (const reference of reasonReferencesOf(order)) {
    const target = reading.resolve(reference, order);
    if (target === undefined) {
      const words = { text: textOf(reference.display) };
      if (words.text === undefined) leaveOpen(reference, named(reference));
      else readCondition(reading, asCondition(order, words), { when: today });
      continue;
    }
    if (meaningOf(guideline, target.code).codings.length > 0) codedCount += 1;
    const isPointing = readReason(reading, target, today);
    judge(target.code, wordsOf(target.code) ?? named(reference), isPointing);
  }
  const isForThis = judged.some(({ kind }) => kind === 'indication');
  for (const { kind, concept, words } of judged)
    if (kind === 'unknown' || (kind === 'companion' && !isForThis)) leaveOpen(concept, words);
  if (guideline.forms.isModified(order)) leaveOpen(order.modifierExtension, modifierOf(order));
  noteNotes(reading, order, { where: 'order.note', when: today });
  noteOrderTexts(reading, order, today);
  readAttached(reading, order);
  stateTexts(reading);
  return { reading, reasons: { codedCount } };
}

function copied(statements: Reading['statements']): Reading['statements'] {
  const copy: Reading['statements'] = new Map();
  for (const [fact, list] of statements) copy.set(fact, list.slice());
  return copy;
}

function asCondition({ resourceType, id }: JsonObject, code: JsonObject): JsonObject {
  return { resourceType, id, code };
}

/** The name of what may turn an order round. */
function modifierOf({ modifierExtension }: JsonObject): string {
  return objectsOf(modifierExtension).flatMap(({ url }) => textOf(url) ?? [])[0] ?? 'modifierExtension';
}

function named(reference: JsonObject): string {
  return textOf(reference.display) ?? textOf(reference.reference) ?? '';
}

/** A reason that stands in a resource of its own: what it affirms counts today, what it denies on its own date. */
function readReason(reading: Reading, target: JsonObject, today: DayRange): boolean {
  if (!reading.guideline.forms.isModified(target)) return readReasonAs(reading, target, today);
  readModified(reading, target, (apart, resource) => readReasonAs(apart, resource, today));
  return false;
}

function readReasonAs(reading: Reading, target: JsonObject, today: DayRange): boolean {
  switch (target.resourceType) {
    case 'Condition': {
      const polarity = conditionPolarity(reading, target);
      const stands = polarity === 'positive' || polarity === 'suspected';
      return readCondition(reading, target, stands ? { when: today } : undefined);
    }
    case 'Observation':
      readObservation(reading, target, today);
      return false;
    case 'DiagnosticReport':
      readReport(reading, target);
      return false;
    default:
      return false;
  }
}
