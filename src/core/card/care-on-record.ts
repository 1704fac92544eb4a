import type { RatedOrder } from '../decide/rated-order.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { findPhrase, phrase } from '../guideline/phrase.js';
import type { Proof } from '../values/fact.js';

const mostNames = 2;

/** Care that was given, by count and name: "8 PT visits", "ibuprofen, gabapentin". */
export interface CareItem {
  readonly fact: string;
  readonly text: string;
  readonly newest: Proof;
  /** whether it is a number of visits */
  readonly isCounted: boolean;
}

/** The parts of care that are on record, in the order of the facts; plain text, never a text of the record as it is. */
export function careOnRecord(rated: RatedOrder): readonly CareItem[] {
  const { guideline, facts } = rated;
  return guideline.facts.flatMap(({ name, definition }): readonly CareItem[] => {
    if (definition.computed?.by !== 'care-part') return [];
    const state = stateNamed(facts, name);
    const given = state?.proofs.filter(({ says }) => says === 'positive' || says === 'hint') ?? [];
    const [newest] = given;
    if (newest === undefined || (state?.value !== true && state?.suspected !== true)) return [];
    const visited = visitsIn(rated, name, given);
    // that a patient came is on record even where it is open what was done
    if (visited === undefined && state.value !== true) return [];
    const text = visited ?? contraindication(rated, name) ?? namesIn(rated, name, given);
    return [{ fact: name, text, newest, isCounted: visited !== undefined }];
  });
}

/** What a part of care says that counts only because it cannot be given: allergies are no treatment. */
export function contraindication({ guideline, facts }: RatedOrder, name: string): string | undefined {
  const positives = stateNamed(facts, name)?.proofs.filter(({ says }) => says === 'positive') ?? [];
  const isAllergyOnly = positives.length > 0 && positives.every(isAllergy);
  return isAllergyOnly ? findPhrase(guideline, 'contraindicated', name) : undefined;
}

export function isAllergy({ reference }: Proof): boolean {
  return reference.startsWith('AllergyIntolerance/');
}

/** How many days a patient came for it; undefined = once, or it is nothing that one comes for. */
function visitsIn({ guideline }: RatedOrder, name: string, proofs: readonly Proof[]): string | undefined {
  const count = new Set(proofs.filter(({ reference }) => visits.test(reference)).map(({ date }) => date)).size;
  const words = `careVisits.${name}`;
  return count > 1 && findPhrase(guideline, 'careVisits', name) !== undefined
    ? phrase(guideline, words, { count: String(count) })
    : undefined;
}

const visits = /^(?:Procedure|Encounter|Appointment)\//;

function namesIn({ guideline }: RatedOrder, name: string, proofs: readonly Proof[]): string {
  const names = proofs
    .filter(({ reference }) => medicines.test(reference))
    .map(({ display }) => display.trim().split(/\s+(?=\d)/)[0] ?? '')
    .filter((short) => plainName.test(short))
    .map((short) => short.toLowerCase());
  const distinct = [...new Set(names)];
  return distinct.length === 0 ? guideline.labelInSentence(name) : distinct.slice(0, mostNames).join(', ');
}

const medicines = /^Medication[A-Z][A-Za-z]+\//;

/** What stands before the strength in the name of a medicine, and can stand in a headline: letters alone, not many. */
const plainName = /^\p{L}[\p{L} /-]{2,29}$/u;
