import type { RatedOrder } from '../decide/rated-order.js';
import { factNamed, stateNamed } from '../guideline/fact-by-name.js';
import { answeredOnCard } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import { referenceTo } from '../read/statement.js';
import { type FactState, type FactValue, isAtLeast, type Proof } from '../values/fact.js';
import { escapeMarkdown } from '../values/markdown.js';
import { cutWords } from './brief-fit.js';
import { contraindication, isAllergy } from './care-on-record.js';
import { formatValue } from './format-fact.js';
import { screenItem } from './overlays.js';

const mostNameWords = 8;

/** A finding by its name, value and date: "saddle numbness (2026-03-01)", "osteoporosis: alendronic acid 10 mg (since …)". */
export function briefFinding(rated: RatedOrder, name: string, state: FactState): string {
  const { guideline } = rated;
  const label = guideline.labelInSentence(name);
  const told = state.proofs.filter(({ says }) => says !== 'hint');
  const proof = told.find((one) => !isAllergy(one)) ?? told[0] ?? state.proofs[0];
  const isOfPatient = proof?.reference.startsWith('Patient') === true;
  // the entry that a number of days was counted from may have begun at another time
  const isDuration = guideline.documents.facts[name]?.type === 'days' && proof?.date !== undefined;
  const date = proof === undefined ? undefined : isDuration ? proof.date : proofDate(rated, proof);
  const when = date === undefined || isOfPatient ? '' : ` (${date})`;
  if (state.value === false) return `${phrase(guideline, 'briefAbsent', { label })}${when}`;
  const named = proof === undefined ? undefined : nameOf(guideline, name, proof);
  const cannotBeGiven = state.value === true ? contraindication(rated, name) : undefined;
  if (cannotBeGiven !== undefined) return named === undefined ? cannotBeGiven : `${cannotBeGiven} (${named})`;
  const said = state.value === true ? named : briefValue(guideline, name, state.value);
  return said === undefined ? `${label}${when}` : `${label}: ${said}${when}`;
}

/** A value in words; days as weeks and years where they are many: "14 weeks", "at least 6 weeks", "12 years". */
export function briefValue(guideline: Guideline, name: string, value: FactValue | undefined): string {
  const days = isAtLeast(value) ? value.atLeast : value;
  const isDays = guideline.documents.facts[name]?.type === 'days';
  if (!isDays || typeof days !== 'number' || days < fewestInWeeks) return formatValue(guideline, name, value);
  const isLong = days >= fewestInYears;
  const count = Math.floor(days / (isLong ? daysPerYear : daysPerWeek));
  const span = phrase(guideline, isLong ? 'years' : 'weeks', { value: String(count) });
  return isAtLeast(value) ? phrase(guideline, 'atLeast', { span }) : span;
}

const daysPerWeek = 7;
const daysPerYear = 365;
const fewestInWeeks = 6 * daysPerWeek;
const fewestInYears = 2 * daysPerYear;

/** What a doubt is called: by the hint for it, where nothing but that hint points to it. */
export function doubtLabel({ guideline, facts }: RatedOrder, name: string): string {
  const proofs = stateNamed(facts, name)?.proofs ?? [];
  const hint = guideline.facts.find(({ index, definition }) => {
    if (definition.hintFor !== name || proofs.length === 0) return false;
    const own = facts.states[index]?.proofs ?? [];
    return proofs.every((proof) =>
      own.some((one) => one.reference === proof.reference && one.display === proof.display),
    );
  });
  return guideline.labelInSentence(hint?.name ?? name);
}

/** What could not be settled, in the words of the record where they say more than the label, with the entries behind it. */
export function briefDoubt(rated: RatedOrder, name: string): string {
  const { guideline, facts } = rated;
  const label = doubtLabel(rated, name);
  const state = stateNamed(facts, name);
  const proofs = state?.proofs ?? [];
  if (state?.basis === 'conflict') {
    const sides = [proofs.find(({ says }) => says === 'positive'), proofs.find(({ says }) => says === 'negative')];
    const said = sides.flatMap((proof) =>
      proof === undefined
        ? []
        : `${phrase(guideline, proof.says === 'positive' ? 'yes' : 'no')} (${proofDate(rated, proof)})`,
    );
    return phrase(guideline, 'briefConflict', { label, sides: said.join(', ') });
  }
  const [proof] = proofs;
  if (proof === undefined) return phrase(guideline, 'briefDoubt', { label });
  const words = nameOf(guideline, name, proof);
  const doubt = phrase(guideline, 'briefDoubt', { label });
  return `${doubt}${words === undefined ? '' : `: ${words}`} (${proofDate(rated, proof)})`;
}

/** The facts of the core screen that are documented as absent, as one item; the date is the oldest of theirs. */
export function briefScreen(rated: RatedOrder, names: readonly string[]): string {
  const { guideline, facts } = rated;
  const dates = names.map((name) => stateNamed(facts, name)?.proofs[0]?.date ?? '').sort();
  const items = names.map((name) => screenItem(rated, name)).join(', ');
  const normal = phrase(guideline, 'briefNormal', { items });
  const [oldest = ''] = dates;
  return oldest === '' ? normal : `${normal} (${oldest})`;
}

/** The name of what a proof stands in, where it says more than the label of the fact; a quotation is never cut. */
function nameOf(guideline: Guideline, fact: string, { display, isQuote }: Proof): string | undefined {
  const plain = (text: string): string => withoutTag(text).toLowerCase();
  const shown = plain(display);
  // what our own codes are called is no news in another language either
  const labels = [guideline.labelOf(fact), factNamed(guideline, fact)?.definition.label ?? ''];
  if (shown === '' || labels.some((label) => plain(label).includes(shown))) return undefined;
  const name = withoutTag(display);
  return escapeMarkdown(isQuote === true ? name : cutWords(name, mostNameWords));
}

/** A name of SNOMED CT without the word for its kind: "Numbness of saddle area (finding)". */
function withoutTag(name: string): string {
  return name.replace(/\s*\((?:finding|disorder|situation|procedure|event)\)$/i, '');
}

/** The day of a proof: "2026-03-01", "since 2024-11-08", or in words where the order or an answer on a card says it. */
export function proofDate({ guideline, order }: RatedOrder, { reference, date = '' }: Proof): string {
  if (reference === referenceTo(order)) return phrase(guideline, 'orderReason');
  if (reference.startsWith(`${answeredOnCard}/`)) return phrase(guideline, 'briefAnswered', { date });
  if (date === '') return phrase(guideline, 'briefUndated');
  return lasting.test(reference) ? phrase(guideline, 'since', { date }) : date;
}

/** Entries that go on from their date. */
const lasting = /^(?:MedicationRequest|MedicationStatement|Device|DeviceUseStatement)\//;
