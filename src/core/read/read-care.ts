import type { Evidence, EvidenceRole } from '../guideline/guideline.js';
import { wordsOf } from '../values/coding.js';
import { type DayRange, isAhead, readDate, readPeriod } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { readCondition } from './read-condition.js';
import { addStatement, isAdmitted, noteDone, noteUnread, type Reading } from './reading.js';
import { performedPeriod, procedureHappened, type Statement } from './statement.js';
import { hintsFromText } from './text-hint.js';

/** What happened, or did not, in one resource: the shared shape of procedures, visits and activities. */
interface Happening {
  readonly resource: JsonObject;
  readonly concepts: unknown;
  readonly says: 'positive' | 'negative';
  readonly when: DayRange | undefined;
  readonly period: Statement['period'];
  readonly roles: readonly EvidenceRole[];
}

const doneRoles: readonly EvidenceRole[] = ['procedure', 'history', 'finding'];

/** A Procedure that took place; one that was not done is a negative only for care that was to be given. */
export function readProcedure(reading: Reading, procedure: JsonObject): void {
  if (!reading.guideline.asksFor(procedure.code)) return;
  const status = textOf(procedure.status);
  const isDone = procedureHappened(procedure);
  if (!isDone && status !== 'not-done') {
    if (status === 'unknown' || status === 'on-hold')
      readHappening(reading, { ...happeningOf(reading, procedure), says: 'positive' }, 'hint');
    return;
  }
  readHappening(reading, { ...happeningOf(reading, procedure), says: isDone ? 'positive' : 'negative' });
}

function happeningOf({ asOf }: Reading, procedure: JsonObject): Omit<Happening, 'says'> {
  const stated = performedPeriod(procedure);
  const isGoingOn = procedure.status === 'in-progress' && stated.end === undefined && stated.start !== undefined;
  const when = isGoingOn ? { earliest: asOf, latest: asOf, text: stated.start.text } : (stated.end ?? stated.start);
  // what is over and names no end lasted a day, as far as anybody knows
  const period = isGoingOn ? stated : { start: stated.start, end: when };
  return { resource: procedure, concepts: procedure.code, when, period, roles: doneRoles };
}

/** A visit: its type may be care, its reason may be a finding of that day. */
export function readEncounter(reading: Reading, encounter: JsonObject): void {
  const status = textOf(encounter.status);
  if (status !== undefined && !['finished', 'in-progress', 'arrived', 'triaged', 'onleave'].includes(status)) return;
  const { asksFor } = reading.guideline;
  const isSilent = !asksFor(encounter.type) && !asksFor(encounter.serviceType) && !asksFor(encounter.reasonCode);
  if (isSilent && encounter.reasonReference === undefined && encounter.diagnosis === undefined) return;
  const period = readPeriod(encounter.period);
  const shared = { resource: encounter, when: period.end ?? period.start, period, says: 'positive' } as const;
  readHappening(reading, { ...shared, concepts: encounter.type, roles: ['procedure'] });
  readHappening(reading, { ...shared, concepts: encounter.serviceType, roles: ['procedure'] });
  // the visit is no onset: what was found there is dated by it, and no more
  const found: Happening = {
    ...shared,
    period: undefined,
    concepts: undefined,
    roles: ['finding', 'history', 'stated'],
  };
  readHappening(reading, { ...found, concepts: encounter.reasonCode });
  for (const reference of [...objectsOf(encounter.reasonReference), ...diagnosesOf(encounter)])
    readEncounterDiagnosis(reading, found, reference);
}

function diagnosesOf(encounter: JsonObject): readonly JsonObject[] {
  return objectsOf(encounter.diagnosis).flatMap((diagnosis) => objectsOf(diagnosis.condition));
}

/** A diagnosis of a visit; one that stands in the record by itself is read there. */
function readEncounterDiagnosis(reading: Reading, found: Happening, reference: JsonObject): void {
  const target = reading.resolve(reference, found.resource);
  if (target === undefined) return hintsFromText(reading, textOf(reference.display) ?? '', found.when, found.resource);
  const isContained = textOf(reference.reference)?.startsWith('#') === true;
  if (isContained && target.resourceType === 'Condition')
    readCondition(reading, { ...target, recordedDate: target.recordedDate ?? found.when?.text });
}

/** An appointment that was kept is care given; one that was missed is care not received. */
export function readAppointment(reading: Reading, appointment: JsonObject): void {
  const status = textOf(appointment.status);
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
  const status = textOf(plan.status);
  if (status === 'draft' || status === 'entered-in-error' || status === 'revoked') return;
  const planPeriod = readPeriod(plan.period);
  for (const activity of objectsOf(plan.activity)) {
    for (const detail of objectsOf(activity.detail)) {
      const activityStatus = textOf(detail.status);
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
  if (openStatus.has(order.status)) reading.openOrders.push(order);
  const status = textOf(order.status);
  if (status !== 'active' && status !== 'completed') return;
  if (order.doNotPerform === true || !reading.guideline.asksFor(order.code)) return;
  const when = readDate(order.authoredOn) ?? readDate(order.occurrenceDateTime);
  const happening: Happening = {
    resource: order,
    concepts: order.code,
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
function readHappening(reading: Reading, happening: Happening, how: 'done' | 'planned' | 'hint' = 'done'): void {
  const done = new Set<Evidence>();
  for (const coding of reading.guideline.codings.codings(happening.concepts))
    for (const use of reading.guideline.uses.lookup(coding)) {
      if (use.kind === 'action' && how === 'done') noteDone(reading, use.key, happening.when);
      if (use.kind !== 'evidence' || done.has(use) || !happening.roles.includes(use.role)) continue;
      if (!isAdmitted(reading, use, happening.resource, coding)) continue;
      if (how === 'planned' && use.definition.resources === undefined) continue;
      done.add(use);
      addHappening(reading, happening, use, how === 'hint' ? 'hint' : happening.says);
    }
}

function addHappening(reading: Reading, happening: Happening, use: Evidence, says: Statement['says']): void {
  const { fact, definition } = use;
  const isFlag = fact.definition.type === 'flag';
  if (!isFlag && (definition.value === undefined || says !== 'positive')) return;
  if (says === 'negative' && fact.definition.silence !== 'N') return;
  const isOpenDevice = definition.suspectedUnlessMrConditional === true && says === 'positive';
  if (happening.when !== undefined && isAhead(happening.when.earliest, reading.asOf))
    return noteUnread(reading, happening.resource, 'future');
  addStatement(reading, {
    fact,
    says: isOpenDevice ? 'hint' : says,
    value: isFlag ? undefined : definition.value,
    when: happening.when,
    window: use.window,
    evidence: use,
    period: happening.period,
    resource: happening.resource,
    display: wordsOf(happening.concepts),
    why: isOpenDevice ? 'device' : says === 'hint' ? 'unreadable' : undefined,
  });
}
