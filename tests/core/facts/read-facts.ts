import { everyRecordPart, type RecordPart } from '../../../src/core/contract/patient-record.js';
import { buildFacts, type Facts } from '../../../src/core/facts/build-facts.js';
import type { Study } from '../../../src/core/order/study.js';
import { readRecord } from '../../../src/core/read/read-record.js';
import { dayOfInstant } from '../../../src/core/values/day.js';
import type { FactValue } from '../../../src/core/values/fact.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { resourcesAt } from '../../resources.js';

/** The evaluation day of every test of facts; nothing reads the clock. */
export const asOf = dayOfInstant(Date.parse('2026-06-15T00:00:00Z'));

export const make = resourcesAt({ asOf });

/** What a fact is: its value, or in a word that it is not known. */
export type Known = FactValue | 'unknown' | 'suspected';

export interface RecordOptions {
  readonly patient?: JsonObject;
  readonly order?: JsonObject;
  readonly study?: Partial<Study>;
  readonly unread?: readonly RecordPart[] | 'all';
  readonly asOf?: number;
}

const lumbarMri: Study = {
  modality: 'mri',
  region: 'lumbar',
  contrast: 'without',
  kind: 'mri-wo',
  isRegionAssumed: false,
};

/** Every fact of a record that holds these resources and was read in full, but for what is named as unread. */
export function factsOf(resources: readonly JsonObject[], options: RecordOptions = {}): Facts {
  const { patient, order = { resourceType: 'ServiceRequest' }, unread = [] } = options;
  const today = options.asOf ?? asOf;
  const parts = { ...everyRecordPart(unread === 'all' ? 'unread' : 'read') };
  if (unread !== 'all') for (const part of unread) parts[part] = 'unread';
  const record = { parts, patient, resources: patient === undefined ? resources : [patient, ...resources] };
  const reading = readRecord(guideline, record, [order], today);
  return buildFacts(reading, record, order, { ...lumbarMri, ...options.study });
}

/** One fact of a record. */
export function factOf(name: string, resources: readonly JsonObject[], options: RecordOptions = {}): Known {
  return knownIn(factsOf(resources, options), name);
}

export function knownIn(facts: Facts, name: string): Known {
  const index = guideline.indexOf(name);
  if (index === undefined) throw new Error(`no fact ${name}`);
  const value = facts.values[index];
  if (value !== undefined) return value;
  return facts.suspected[index] === true ? 'suspected' : 'unknown';
}
