import type { Coding } from '../../src/core/contract/vocabulary.js';
import type { Facts } from '../../src/core/facts/build-facts.js';
import type { Evidence } from '../../src/core/guideline/guideline.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { factsOf, make } from '../core/facts/read-facts.js';
import { guideline } from '../guideline.js';
import { yes } from '../resources.js';

/** A display or other name of a value set, and the code whose name it is. */
export interface NamedCode {
  readonly set: string;
  readonly coding: Coding;
}

/** A place of a record or an order where a concept may stand, the concept filled in. */
interface Place {
  readonly name: string;
  readonly roles: readonly Evidence['role'][];
  readonly facts: (concept: JsonObject) => Facts;
}

const nothing = factsOf([]);

const ofResource =
  (toResource: (concept: JsonObject) => JsonObject): Place['facts'] =>
  (concept) =>
    factsOf([toResource(concept)]);

/** Each kind of evidence in the kinds of resource that carry it, dated so that what must last has lasted. */
export const places: readonly Place[] = [
  {
    name: 'Condition.code',
    roles: ['finding', 'history'],
    facts: ofResource((code) => ({ ...make.condition('x')(2), code })),
  },
  {
    name: 'ServiceRequest.reasonCode',
    roles: ['finding', 'history'],
    facts: (code) => factsOf([], { order: { resourceType: 'ServiceRequest', id: 'order', reasonCode: [code] } }),
  },
  {
    name: 'Observation.code',
    roles: ['finding', 'history'],
    facts: ofResource((code) => ({ ...make.observation('x', yes)(2), code })),
  },
  {
    name: 'Observation.value',
    roles: ['finding', 'history'],
    facts: ofResource((value) => make.observation('loinc:75323-6', { valueCodeableConcept: value })(2)),
  },
  {
    name: 'Encounter.reasonCode',
    roles: ['finding', 'history'],
    facts: ofResource((reason) => make.encounter({ reasonCode: [reason] })(2)),
  },
  {
    name: 'DiagnosticReport.conclusionCode',
    roles: ['finding'],
    facts: ofResource((conclusion) => ({
      ...make.observation('cpt:72148')(2),
      resourceType: 'DiagnosticReport',
      conclusionCode: [conclusion],
    })),
  },
  {
    name: 'MedicationRequest.medicationCodeableConcept',
    roles: ['medication'],
    facts: ofResource((medicationCodeableConcept) => ({
      ...make.medication('x', 120)(119),
      medicationCodeableConcept,
    })),
  },
  {
    name: 'MedicationStatement.medicationCodeableConcept',
    roles: ['medication'],
    facts: ofResource((medicationCodeableConcept) => ({
      ...make.medication('x', 120, 'MedicationStatement')(119),
      medicationCodeableConcept,
    })),
  },
  {
    name: 'MedicationDispense.medicationCodeableConcept',
    roles: ['medication'],
    facts: ofResource((medicationCodeableConcept) => ({
      ...make.medication('x', 120, 'MedicationDispense')(119),
      medicationCodeableConcept,
    })),
  },
  {
    name: 'AllergyIntolerance.reaction.substance',
    roles: ['allergy'],
    facts: ofResource((substance) => ({
      ...make.allergy('x', { criticality: 'high' })(2),
      code: undefined,
      reaction: [{ substance }],
    })),
  },
  { name: 'Device.type', roles: ['device'], facts: ofResource((type) => ({ ...make.device('x')(2), type })) },
  {
    name: 'Procedure.code',
    roles: ['procedure'],
    facts: ofResource((code) => ({ ...make.procedure('x')(2), code })),
  },
  {
    name: 'AllergyIntolerance.code',
    roles: ['allergy'],
    facts: ofResource((code) => ({ ...make.allergy('x', { criticality: 'high' })(2), code })),
  },
];

/** Every display and other name of every value set, each once. */
export function everyName(): readonly NamedCode[] {
  return Object.entries(guideline.documents.valueSets).flatMap(([set, { codes, synonyms }]) =>
    [...codes, ...synonyms].filter(({ display }) => display !== '').map((coding) => ({ set, coding })),
  );
}

/** What a name does without its code in one place. */
interface Heard {
  readonly place: string;
  /** facts that the code makes true or suspected there */
  readonly byCode: readonly string[];
  /** those of them that the name leaves silent */
  readonly silent: readonly string[];
}

/** What a name does in each place where its code speaks to a fact. */
export function hear({ coding }: NamedCode): readonly Heard[] {
  const known = guideline.codings.normalise(coding.system, coding.code);
  const uses = known === undefined ? [] : guideline.uses.lookup(known);
  return places.flatMap(({ name: place, roles, facts }) => {
    if (!uses.some((use) => use.kind === 'evidence' && roles.includes(use.role))) return [];
    const byCode = loudIn(facts({ coding: [{ system: coding.system, code: coding.code }] }));
    if (byCode.length === 0) return [];
    const byName = new Set(loudIn(facts({ text: coding.display })));
    return [{ place, byCode, silent: byCode.filter((fact) => !byName.has(fact)) }];
  });
}

/** Says what the last study showed, on the card alone; words of a conclusion stand on the card themselves. */
const toldByItsWords = 'priorImagingFinding';

/** Facts that are true, named by a word or suspected, and are not so with an empty record. */
function loudIn({ values, suspected }: Facts): readonly string[] {
  return values.flatMap((value, index) => {
    const isNew = value !== nothing.values[index] && (value === true || typeof value === 'string');
    const isLoud = isNew || (suspected[index] === true && nothing.suspected[index] !== true);
    const name = guideline.nameAt(index);
    return isLoud && name !== toldByItsWords ? [name] : [];
  });
}
