import type { Evidence } from '../guideline/guideline.js';
import { unreadStatus } from '../guideline/record-statuses.js';
import type { NormalCoding } from '../values/coding.js';
import { wordsOf } from '../values/coding.js';
import { readDate, readPeriod } from '../values/day.js';

import { type JsonObject, objectsOf } from '../values/json.js';
import { account, kindOf } from './entries.js';
import { meaningOfThing } from './meaning.js';
import { readNames } from './read-text.js';
import { addStatement, isAdmitted, type Reading } from './reading.js';
import type { Statement } from './statement.js';

/** An implant or device of the patient; its own `safety` codes may say that it is MR conditional or MR unsafe. */
export function readDevice(reading: Reading, device: JsonObject, use?: JsonObject): void {
  const statuses = [device, use].map((resource) => reading.guideline.forms.statusOf('event', resource?.status));
  if (statuses.some((status) => isGone.has(status))) return;
  const isOpen = statuses.some((status) => isPerhaps.has(status));
  const { guideline } = reading;
  const safety = guideline.codings.codings(device.safety);
  const names = [...objectsOf(device.deviceName).map(({ name }) => name), device.modelNumber];
  const concepts = [device.type, device.code, device.definition, ...names.map((text) => ({ text }))].flatMap(objectsOf);
  const meaning = meaningOfThing(guideline, concepts);
  const done = new Set<Evidence>();
  for (const coding of meaning.codings)
    for (const evidence of reading.guideline.uses.lookup(coding)) {
      if (evidence.kind !== 'evidence' || evidence.role !== 'device' || done.has(evidence)) continue;
      if (!isAdmitted(reading, evidence, device, coding)) continue;
      done.add(evidence);
      const isBySafety = evidence.definition.suspectedUnlessMrConditional === true;
      const stated = isBySafety ? byMrSafety(reading, safety) : 'positive';
      const isDoubtful = isOpen || meaning.doubtful.has(coding);
      const says = isDoubtful && stated === 'positive' ? 'hint' : stated;
      addStatement(reading, {
        fact: evidence.fact,
        says,
        when: dateOfDevice(device, use),
        window: evidence.window,
        evidence: evidence,
        resource: use ?? device,
        display: wordsOf(device.type),
        why: says === 'hint' ? 'device' : undefined,
      });
    }
  const isPointing = readNames(reading, [...meaning.words, ...meaning.glosses], {
    where: 'device.text',
    when: dateOfDevice(device, use),
    resource: use ?? device,
  });
  account(reading, use ?? device, kindOf(done.size > 0, isPointing, meaning.isReadable), concepts);
}

const isGone: ReadonlySet<string | undefined> = new Set(['entered-in-error', 'inactive', 'completed', 'not-done']);
const isPerhaps: ReadonlySet<string | undefined> = new Set(['stopped', 'planned', unreadStatus]);

function byMrSafety(reading: Reading, safety: readonly NormalCoding[]): Statement['says'] {
  const { conditional, unsafe } = reading.guideline.documents.mrSafety;
  if (safety.some((coding) => reading.guideline.inValueSet(unsafe, coding))) return 'positive';
  return safety.some((coding) => reading.guideline.inValueSet(conditional, coding)) ? 'negative' : 'hint';
}

function dateOfDevice(device: JsonObject, use: JsonObject | undefined): Statement['when'] {
  const period = readPeriod(use?.timingPeriod);
  return (
    period.start ??
    readDate(use?.timingDateTime) ??
    readDate(use?.recordedOn) ??
    readDate(device.manufactureDate) ??
    undefined
  );
}

/** The use of a device that stands in the record as a resource of its own. */
export function readDeviceUse(reading: Reading, use: JsonObject): void {
  const device = reading.resolve(use.device, use);
  if (device !== undefined) readDevice(reading, device, use);
}
