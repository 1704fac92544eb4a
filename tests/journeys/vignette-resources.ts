import type { Vignette, VignetteOrder } from '../../src/core/trial/vignette.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../src/core/values/json.js';
import { coded, cpt, daysAgo, findings, loinc, snomed, stated } from './requests.js';
import { careForms, deficitForms, type Forms, standardForms, symptomForms } from './vignette-forms.js';

/** The record that a vignette's facts stand for, in the codes that an EHR sends, and the reasons of its order. */
export interface VignetteRecord {
  readonly patient: JsonObject;
  readonly resources: readonly JsonObject[];
  readonly reasonCode: readonly JsonObject[] | undefined;
}

/**
 * Builds real-shaped resources; where a fact can stand in several types, the vignette's id and the variant decide which
 * one is used.
 */
export function recordOf({ id, facts }: Vignette, variant = 0): VignetteRecord {
  const pick = hashOf(id) + variant;
  const age = facts['age-years'];
  const birthDate = typeof age === 'number' ? daysAgo(Math.round(age * 365.25) + 100) : undefined;
  const indication = facts['back-pain-indication'];
  const reason = { true: coded(snomed, '279039007'), false: coded(snomed, '24700007') }[String(indication)];
  return {
    patient: { resourceType: 'Patient', id: 'p1', ...(birthDate === undefined ? {} : { birthDate }) },
    resources: [
      ...Object.entries(facts).flatMap(([fact, value]) =>
        isOfUnknownOnset(facts, fact, value) ? [recordedOnly(fact)] : resourcesOf(facts, fact, value, pick),
      ),
      ...knownBeforeImaging(facts),
    ],
    reasonCode: reason === undefined ? reasonsOf(facts) : [reason],
  };
}

/** The facts that a vignette documents as the reason of its order. */
function reasonsOf(facts: Vignette['facts']): readonly JsonObject[] | undefined {
  const names = Object.entries(facts).filter(([, value]) => objectsOf(value).some(({ source }) => source === 'reason'));
  return names.length === 0 ? undefined : names.map(([name]) => coded(findings, name));
}

/** A deficit whose onset a vignette leaves open stands on the problem list, recorded today, without an onset. */
function isOfUnknownOnset(facts: Vignette['facts'], fact: string, value: unknown): boolean {
  return fact === 'dermatomal-sensory-loss' && value === true && facts['neuro-deficit-days'] === undefined;
}

function recordedOnly(fact: string): JsonObject {
  return { ...condition('0'), id: `recorded-${fact}`, code: coded(findings, fact) };
}

/** Where a vignette leaves open whether anything changed since the last study, its findings were on record before it. */
function knownBeforeImaging(facts: Vignette['facts']): readonly JsonObject[] {
  const imaged = facts['prior-imaging-days'];
  if (typeof imaged !== 'number' || facts['change-since-imaging'] !== undefined) return [];
  const findingsThen = Object.entries(facts).filter(([, value]) => value === true);
  return findingsThen.map(([fact, value]) => stated(fact, value === true, imaged + 10));
}

/** The draft order of a vignette, coded in CPT, LOINC or SNOMED CT. */
export function draftOf(order: VignetteOrder, id: string, reasonCode: readonly JsonObject[] | undefined): JsonObject {
  const key = [order.modality, order.region, order.contrast].filter((part) => part !== undefined).join(' ');
  const code = order.cpt === undefined ? studyCodes[key] : coded(cpt, order.cpt);
  if (code === undefined) throw new Error(`no code for the study "${key}"`);
  const own = order.reasons?.map((reason) => {
    const [system = '', code = ''] = reason.split('|');
    return coded(system, code);
  });
  // a bone scan names no region: that it is for the low back, its reason says
  const usual = order.modality === 'bone-scan' ? [coded(snomed, '279039007')] : undefined;
  const reasons = order.reasonSnomed === undefined ? (own ?? reasonCode ?? usual) : [coded(snomed, order.reasonSnomed)];
  return {
    resourceType: 'ServiceRequest',
    id,
    status: 'draft',
    intent: 'order',
    code,
    subject: { reference: 'Patient/p1' },
    ...(reasons === undefined ? {} : { reasonCode: reasons }),
  };
}

const studyCodes: { readonly [study: string]: JsonObject } = {
  'mri lumbar without': coded(snomed, '394451000119106'),
  'mri lumbar without-and-with': coded(cpt, '72158'),
  'mri lumbar with': coded(loinc, '30678-7'),
  'mri lumbar unspecified': coded(loinc, '24968-0'),
  'mri thoracic without': coded(cpt, '72146:26'),
  'mri cervical without': coded(cpt, '72141'),
  'mri other without': coded(loinc, '36801-9'),
  'ct lumbar without': coded(loinc, '30620-9'),
  'ct lumbar with': coded(cpt, '72132'),
  'ct lumbar without-and-with': coded(cpt, '72133'),
  'ct-myelography lumbar': coded(loinc, '24965-6'),
  'ct-myelography lumbar with': coded(loinc, '24965-6'),
  'radiograph lumbar': coded(cpt, '72100'),
  'mri thoracic without-and-with': coded(cpt, '72157'),
  'bone-scan lumbar': coded(cpt, '78306'),
};

function resourcesOf(facts: Vignette['facts'], fact: string, value: unknown, pick: number): readonly JsonObject[] {
  if (Array.isArray(value)) return objectsOf(value).flatMap((entry, index) => documented(fact, entry, index));
  const forms = formsOf(facts, fact, value);
  return forms[pick % forms.length] ?? [];
}

/** Every way in which the tests can say a plain value of a fact. */
function formsOf(facts: Vignette['facts'], fact: string, value: unknown): Forms {
  if (isSaidElsewhere(facts, fact)) return [[]];
  // a grade of 4 would contradict it
  if (fact === 'motor-weakness' && facts['severe-motor-deficit'] === true) return [[stated(fact, true, 0)]];
  // a number says nothing that a finding could mean, so that it stays open
  if (value === 'unknown') return [[stated(fact, { valueInteger: 7 }, 0)]];
  if (value === 'suspected') return [[stated(fact, { valueCodeableConcept: coded(snomed, '415684004') }, 0)]];
  if (fact === 'symptom-days') return durationForms(value);
  if (typeof value === 'number') {
    if (fact === 'prior-imaging-days') return imagingForms(value);
    if (fact === 'neuro-deficit-days') return deficitForms(value);
    if (fact === 'conservative-care-days' && facts['care-physical-component'] === true) return careForms(value);
  }
  const standard = standardForms[`${fact} ${JSON.stringify(value)}`] ?? [];
  if (isObject(value)) return [[stated(fact, quantity(value.atLeast, '>='), 0)]];
  if (typeof value === 'boolean') return [[stated(fact, value, 0)], [asComponent(fact, value)], ...standard];
  if (typeof value === 'number' || typeof value === 'string') return [[stated(fact, value, 0)], ...standard];
  throw new Error(`${fact}: no form for ${JSON.stringify(value)}`);
}

/** What stands in the patient, the order, or in the resources that another fact of the vignette is built of. */
function isSaidElsewhere(facts: Vignette['facts'], fact: string): boolean {
  switch (fact) {
    case 'age-years':
    case 'records-available':
    case 'back-pain-indication':
    case 'imaged-after-red-flag':
      return true;
    case 'dermatomal-sensory-loss':
      return typeof facts['neuro-deficit-days'] === 'number';
    case 'care-physical-component':
      return facts[fact] === true && facts['conservative-care-days'] !== undefined;
    default:
      return false;
  }
}

const condition = (code: string, changes: JsonObject = {}): JsonObject => ({
  resourceType: 'Condition',
  id: `c-${code}`,
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
  code: coded(snomed, code),
  subject: { reference: 'Patient/p1' },
  recordedDate: daysAgo(0),
  ...changes,
});

const procedure = (code: JsonObject, ago: number): JsonObject => ({
  resourceType: 'Procedure',
  id: `procedure-${ago}`,
  status: 'completed',
  code,
  subject: { reference: 'Patient/p1' },
  performedDateTime: daysAgo(ago),
});

/** The same finding as a component of an examination. */
function asComponent(fact: string, value: boolean): JsonObject {
  return {
    resourceType: 'Observation',
    id: `exam-${fact}`,
    status: 'final',
    code: { text: 'Examination' },
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: `${daysAgo(0)}T00:05:00Z`,
    component: [{ code: coded(findings, fact), valueBoolean: value }],
  };
}

function durationForms(value: unknown): Forms {
  if (isObject(value)) return [[condition('279039007', { recordedDate: daysAgo(Number(value.atLeast)) })]];
  const days = Number(value);
  return [[stated('symptom-days', days, 0)], ...symptomForms(days)];
}

function imagingForms(days: number): Forms {
  const subject = { reference: 'Patient/p1' };
  const study = { resourceType: 'ImagingStudy', id: 'i1', status: 'available', subject };
  const report = { resourceType: 'DiagnosticReport', id: 'd1', status: 'final', subject };
  return [
    [{ ...study, started: daysAgo(days), procedureCode: [coded(loinc, '24968-0')] }],
    [{ ...report, effectiveDateTime: daysAgo(days), code: coded(loinc, '24968-0') }],
    [procedure(coded(cpt, '72148'), days)],
  ];
}

function quantity(value: unknown, comparator: string): JsonObject {
  return { valueQuantity: { value, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd', comparator } };
}

/** Raw documentation of a vignette, as the resource it names. */
function documented(fact: string, entry: JsonObject, index: number): readonly JsonObject[] {
  const ago = typeof entry.daysAgo === 'number' ? entry.daysAgo : undefined;
  const id = `${fact}-list-${index}`;
  if (fact === 'muscle-strength' || fact === 'reflexes') {
    const series = fact === 'reflexes' ? 'reflex' : fact;
    const code = `${series}.${String(entry.muscle ?? entry.reflex)}.${String(entry.side)}`;
    return [{ ...stated(code, { valueInteger: entry.grade }, ago ?? 0), id }];
  }
  if (entry.source === 'FamilyMemberHistory')
    return [{ resourceType: 'FamilyMemberHistory', id, status: 'completed', patient: { reference: 'Patient/p1' } }];
  if (entry.source === 'Condition') return [documentedCondition(fact, entry, id, ago)];
  if (entry.source === 'reason') return [];
  if (entry.loinc !== undefined) {
    const { unit, high } = entry;
    const limit = high === undefined ? {} : { referenceRange: [{ high: { value: high, unit, code: unit } }] };
    const valueQuantity = { value: entry.quantity, unit, code: unit, system: 'http://unitsofmeasure.org' };
    return [{ ...stated(fact, { valueQuantity, ...limit }, ago ?? 0), id, code: coded(loinc, String(entry.loinc)) }];
  }
  if (entry.source === 'text')
    return [{ ...condition('0', { recordedDate: daysAgo(ago ?? 0) }), id, code: { text: '?cauda equina' } }];
  const absent = textOf(entry.dataAbsentReason);
  const value =
    absent === undefined ? { valueBoolean: entry.value ?? true } : { dataAbsentReason: coded('urn:absent', absent) };
  return [{ ...stated(fact, value, ago ?? 0), id }];
}

function documentedCondition(fact: string, entry: JsonObject, id: string, ago: number | undefined): JsonObject {
  const standard = { 'cauda-equina-suspected': '192970008', osteoporosis: '64859006' }[fact];
  const status = (value: unknown): JsonObject | undefined =>
    textOf(value) === undefined ? undefined : coded('urn:status', String(value));
  const ended =
    typeof entry.abatementDaysAgo === 'number' ? { abatementDateTime: daysAgo(entry.abatementDaysAgo) } : {};
  const clinical = status(entry.clinicalStatus);
  const verification = status(entry.verificationStatus);
  return {
    resourceType: 'Condition',
    id,
    subject: { reference: 'Patient/p1' },
    code: standard === undefined ? coded(findings, fact) : coded(snomed, standard),
    ...(clinical === undefined ? {} : { clinicalStatus: clinical }),
    ...(verification === undefined ? {} : { verificationStatus: verification }),
    ...datesOf(entry, ago),
    ...ended,
  };
}

/** When it began and when it was written down, as far as a vignette says so. */
function datesOf({ onset, onsetDaysAgo, recordedDaysAgo }: JsonObject, ago: number | undefined): JsonObject {
  const began = typeof onsetDaysAgo === 'number' ? onsetDaysAgo : ago;
  const recorded = typeof recordedDaysAgo === 'number' ? recordedDaysAgo : ago;
  return {
    ...(began === undefined ? {} : { onsetDateTime: daysAgo(began) }),
    ...(onset === undefined ? {} : { onsetDateTime: onset }),
    ...(recorded === undefined ? {} : { recordedDate: daysAgo(recorded) }),
  };
}

function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 9_973, 7);
}
