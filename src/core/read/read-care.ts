import type { CodeUse, Evidence, EvidenceRole } from '../guideline/guideline.js';
import { unreadStatus } from '../guideline/record-statuses.js';
import { codeOf, conceptsOf, reasonConceptsOf, reasonReferencesOf, visitReasonsOf } from '../order/order-elements.js';
import type { TextPlace } from '../text/places.js';
import { wordsOf } from '../values/coding.js';
import { type DayRange, isAhead, readDate, readPeriod } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { account, kindOf } from './entries.js';
import { isReadable, isUnasked, meaningOf } from './meaning.js';
import { readCondition } from './read-condition.js';
import { readNames } from './read-text.js';
import { addStatement, type EntryKind, isAdmitted, noteDone, noteUnread, type Reading } from './reading.js';
import { procedureHappened } from './resource-status.js';
import type { Statement } from './statement.js';
import { performedPeriod } from './statement-date.js';
import { windowOfVisit } from './visit-window.js';

/** What happened, or did not, in one resource: the shared shape of procedures, visits and activities. */
interface Happening {
  readonly resource: JsonObject;
  readonly concepts: unknown;
  readonly says: 'positive' | 'negative';
  readonly when: DayRange | undefined;
  readonly period: Statement['period'];
  readonly roles: readonly EvidenceRole[];
  /** where its words stand */
  readonly where?: TextPlace;
  /** found at a visit, which states what is current for a while only */
  readonly isVisit?: boolean;
}

const doneRoles: readonly EvidenceRole[] = ['procedure', 'history', 'finding'];

/** A Procedure that took place; one that was not done is a negative only for care that was to be given. */
export function readProcedure(reading: Reading, procedure: JsonObject): void {
  const isDone = procedureHappened(reading.guideline, procedure);
  const isRefusal =
    statusOf(reading, procedure) === 'not-done' || procedure.notDone === true || procedure.notPerformed === true;
  if (isDone === false) {
    if (isRefusal) readHappening(reading, happeningOf(reading, procedure, 'negative'));
    return;
  }
  const happening = happeningOf(reading, procedure, 'positive');
  const kind = readHappening(reading, happening, isDone === true ? 'done' : 'hint');
  account(reading, procedure, kind, procedure.code);
}

/** The status of anything that happens, as FHIR R4 calls it. */
function statusOf({ guideline }: Reading, { status }: JsonObject): string | undefined {
  return guideline.forms.statusOf('event', status);
}

function happeningOf(reading: Reading, procedure: JsonObject, says: Happening['says']): Happening {
  const { asOf } = reading;
  const stated = performedPeriod(reading, procedure);
  const isGoingOn =
    statusOf(reading, procedure) === 'in-progress' && stated.end === undefined && stated.start !== undefined;
  const when = isGoingOn ? { earliest: asOf, latest: asOf, text: stated.start.text } : (stated.end ?? stated.start);
  // what is over and names no end lasted a day, as far as anybody knows
  const period = isGoingOn ? stated : { start: stated.start, end: when };
  return {
    resource: procedure,
    concepts: procedure.code,
    says,
    when,
    period,
    roles: doneRoles,
    where: 'procedure.text',
  };
}

/** A visit: its type may be care, its reason may be a finding of that day. */
export function readEncounter(reading: Reading, encounter: JsonObject): void {
  const status = statusOf(reading, encounter);
  const how = status === undefined || visited.has(status) ? 'done' : 'hint';
  if (how === 'hint' && status !== 'unknown' && status !== unreadStatus) return;
  const period = readPeriod(encounter.period ?? encounter.actualPeriod);
  const shared = { resource: encounter, when: period.end ?? period.start, period, says: 'positive' } as const;
  for (const concepts of [encounter.type, encounter.serviceType])
    readHappening(
      reading,
      { ...shared, concepts: conceptsOf(concepts), roles: ['procedure'], where: 'encounter.reason' },
      how,
    );
  // the visit is no onset: what was found there is dated by it, and no more
  const found: Happening = {
    ...shared,
    period: undefined,
    concepts: undefined,
    roles: ['finding', 'history', 'stated'],
    isVisit: true,
    where: 'encounter.reason',
  };
  const reasons = visitReasonsOf(encounter);
  for (const reason of reasonConceptsOf(reasons))
    account(reading, encounter, readHappening(reading, { ...found, concepts: reason }, how), reason);
  for (const reference of reasonReferencesOf(reasons)) readEncounterDiagnosis(reading, found, reference);
}

const visited: ReadonlySet<string> = new Set([
  'finished',
  'completed',
  'in-progress',
  'arrived',
  'triaged',
  'onleave',
  'stopped',
]);

/** A diagnosis of a visit; one that stands in the record by itself is read there. */
function readEncounterDiagnosis(reading: Reading, found: Happening, reference: JsonObject): void {
  const target = reading.resolve(reference, found.resource);
  const named = { text: reference.display };
  if (target === undefined)
    return account(reading, found.resource, readHappening(reading, { ...found, concepts: named }), named);
  const isContained = textOf(reference.reference)?.startsWith('#') === true;
  if (isContained && target.resourceType === 'Condition')
    readCondition(reading, { ...target, recordedDate: target.recordedDate ?? found.when?.text });
}

/** An appointment that was kept is care given; one that was missed is care not received. */
export function readAppointment(reading: Reading, appointment: JsonObject): void {
  const status = statusOf(reading, appointment);
  const isKept = status === 'fulfilled' || status === 'checked-in' || status === 'arrived';
  const isPlanned = status === 'booked' || status === 'proposed' || status === 'pending';
  if (!isKept && !isPlanned && status !== 'noshow') return;
  const start = readDate(appointment.start);
  const happening: Happening = {
    resource: appointment,
    concepts: [...objectsOf(appointment.serviceType), ...objectsOf(appointment.specialty)],
    says: status === 'noshow' ? 'negative' : 'positive',
    when: isPlanned ? readDate(appointment.created) : start,
    period: { start, end: start },
    roles: ['procedure'],
  };
  readHappening(reading, happening, isPlanned ? 'planned' : 'done');
}

/** The activities of a care plan that have been started or completed. */
export function readCarePlan(reading: Reading, plan: JsonObject): void {
  const status = statusOf(reading, plan);
  if (status === 'draft' || status === 'entered-in-error' || status === 'cancelled') return;
  const planPeriod = readPeriod(plan.period);
  for (const activity of objectsOf(plan.activity)) {
    for (const detail of objectsOf(activity.detail)) {
      const activityStatus = statusOf(reading, detail);
      const isDone = activityStatus === 'in-progress' || activityStatus === 'completed';
      if (!isDone && activityStatus !== 'cancelled') continue;
      const stated = readPeriod(detail.scheduledPeriod);
      const period = stated.start === undefined ? planPeriod : stated;
      readHappening(reading, {
        resource: plan,
        concepts: detail.code,
        says: isDone && detail.doNotPerform !== true ? 'positive' : 'negative',
        when: period.end ?? period.start,
        period,
        roles: ['procedure'],
      });
    }
  }
}

const openStatus: ReadonlySet<unknown> = new Set(['draft', 'active', 'on-hold']);

/** An order that was placed: never care received, but it may show that a specialist or an intervention is planned. */
export function readPlacedOrder(reading: Reading, order: JsonObject): void {
  const status = statusOf(reading, order);
  if (openStatus.has(status)) reading.openOrders.push(order);
  if (status !== 'active' && status !== 'completed') return;
  if (order.doNotPerform === true || !reading.guideline.asksFor(codeOf(order))) return;
  const when = readDate(order.authoredOn) ?? readDate(order.occurrenceDateTime);
  const happening: Happening = {
    resource: order,
    concepts: codeOf(order),
    says: 'positive',
    when,
    period: undefined,
    roles: ['procedure'],
  };
  readHappening(reading, happening, 'planned');
}

/**
 * `planned` happenings speak only to facts whose evidence names the resource type; `hint` ones never decide.
 */
function readHappening(
  reading: Reading,
  happening: Happening,
  stated: 'done' | 'planned' | 'hint' = 'done',
): EntryKind {
  const { guideline } = reading;
  const { concepts } = happening;
  if (isUnasked(guideline, concepts)) return isReadable(guideline, concepts) ? 'other' : 'unreadable';
  const certainty = guideline.forms.certaintyOf(concepts);
  if (certainty === 'refuted') return 'other';
  const isCertain = certainty === undefined || certainty === 'confirmed';
  const how = isCertain || stated === 'planned' ? stated : 'hint';
  const meaning = meaningOf(guideline, concepts);
  const done = new Set<CodeUse>();
  for (const coding of meaning.codings)
    for (const use of guideline.uses.lookup(coding)) {
      if (use.kind === 'action') done.add(use);
      if (use.kind === 'action' && how === 'done') noteDone(reading, use.key, happening.when);
      if (use.kind !== 'evidence' || done.has(use) || !happening.roles.includes(use.role)) continue;
      if (!isAdmitted(reading, use, happening.resource, coding)) continue;
      if (how === 'planned' && use.definition.resources === undefined) continue;
      done.add(use);
      addHappening(reading, happening, use, how === 'hint' ? 'hint' : happening.says);
    }
  const { where, when, resource } = happening;
  const isPointing =
    where !== undefined &&
    happening.says === 'positive' &&
    how !== 'planned' &&
    readNames(reading, [...meaning.words, ...meaning.glosses], { where, when, resource });
  return kindOf(done.size > 0, isPointing, meaning.isReadable);
}

function addHappening(reading: Reading, happening: Happening, use: Evidence, says: Statement['says']): void {
  const { fact, definition } = use;
  const isFlag = fact.definition.type === 'flag';
  if (!isFlag && (definition.value === undefined || says !== 'positive')) return;
  if (says === 'negative' && fact.definition.silence !== 'N') return;
  const isOpenDevice = definition.suspectedUnlessMrConditional === true && says === 'positive';
  if (happening.when !== undefined && isAhead(happening.when.earliest, reading.asOf))
    return noteUnread(reading, happening.resource, 'future');
  const visit = happening.isVisit === true ? windowOfVisit(reading, use, happening.when) : { window: use.window };
  if (visit === undefined) return;
  const isHint = isOpenDevice || visit.isHint === true;
  addStatement(reading, {
    fact,
    says: isHint ? 'hint' : says,
    value: isFlag ? undefined : definition.value,
    when: happening.when,
    window: visit.window,
    evidence: use,
    period: happening.period,
    resource: happening.resource,
    display: wordsOf(happening.concepts),
    why: isOpenDevice ? 'device' : isHint ? 'unspecific' : says === 'hint' ? 'unreadable' : undefined,
  });
}
