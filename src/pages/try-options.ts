import { isStatable } from '../core/form/is-statable.js';
import type { GuidelineDocuments } from '../core/guideline/documents.js';
import { findingsSystem, toFindingCode } from '../core/guideline/finding-code.js';
import type { Fact, Guideline } from '../core/guideline/guideline.js';
import { phrase, phraseOf } from '../core/guideline/phrase.js';

/** What a person may choose on the page "Try it"; all of it comes from the cards. */
export interface TryOptions {
  readonly studies: readonly CodedChoice[];
  readonly reasons: readonly CodedChoice[];
  readonly groups: readonly FindingGroup[];
}

/** A choice that stands in the order as a code. */
export interface CodedChoice {
  readonly id: string;
  readonly label: string;
  readonly system: string;
  readonly code: string;
}

export interface FindingGroup {
  readonly title: string;
  /** folded until it is wanted */
  readonly isFolded: boolean;
  readonly findings: readonly FindingChoice[];
}

/** A fact that can be stated by its own code. */
export interface FindingChoice {
  readonly code: string;
  readonly label: string;
  readonly definition: string;
  readonly kind: 'flag' | 'days' | 'number' | 'enum';
  readonly unit: string | undefined;
  readonly values: readonly { readonly code: string; readonly label: string }[];
}

/** A patient of the fixtures, as the page lists it. */
export interface TryPatient {
  readonly id: string;
  readonly label: string;
}

/** What of the service the page must know to make a request as an EHR would. */
export interface TryContract {
  readonly hookPath: string;
  /** the parts of the record with the FHIR type that each holds */
  readonly parts: { readonly [part: string]: string };
  /** whether a FHIR server on this machine may be read */
  readonly readsFhirServer: boolean;
  readonly patients: readonly TryPatient[];
}

/** Collects the choices of all guidelines; the first that names a choice words it. */
export function tryOptions(guidelines: readonly Guideline[]): TryOptions {
  return {
    studies: distinct(guidelines.flatMap(studiesOf)),
    reasons: distinct(guidelines.flatMap(reasonsOf)),
    groups: guidelines.flatMap(groupsOf),
  };
}

function distinct(choices: readonly CodedChoice[]): readonly CodedChoice[] {
  const known = new Map<string, CodedChoice>();
  for (const choice of choices) if (!known.has(choice.label)) known.set(choice.label, choice);
  return [...known.values()];
}

/** A study for each value set of orders whose region is named; its label is in the words of the cards. */
function studiesOf(guideline: Guideline): readonly CodedChoice[] {
  const { studies, ratings, valueSets } = guideline.documents;
  return studies.studies.flatMap(({ valueSet, modality, region, contrast }) => {
    const [coding] = valueSets[valueSet]?.codes ?? [];
    if (coding === undefined || modality === 'any' || modality === 'other') return [];
    const kind = Object.values(ratings.studies).find(
      (study) => study.modality === modality && study.contrast.some((one) => one === contrast),
    );
    if (kind === undefined || region === 'other' || region === 'unspecified') return [];
    const study = contrast === 'unspecified' ? `${kind.label} (contrast left open)` : kind.label;
    const label = phrase(guideline, 'studyName', { study, region: phraseOf(guideline, 'region', region) });
    return [{ id: valueSet, label, system: coding.system, code: coding.code }];
  });
}

/** The reasons for which a guideline is asked: the findings of the fact that holds the indication of an order. */
function reasonsOf({ documents }: Guideline): readonly CodedChoice[] {
  const indication = Object.values(documents.facts).find(({ computed }) => computed?.by === 'order-indication');
  return (indication?.evidence ?? []).flatMap(({ finding }) => {
    if (finding === undefined) return [];
    const [coding] = documents.valueSets[finding]?.codes ?? [];
    if (coding === undefined) return [];
    return [{ id: finding, label: atStart(finding.replaceAll('-', ' ')), system: coding.system, code: coding.code }];
  });
}

function atStart(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The screen first, then what else is urgent, what takes time, and all other findings. */
function groupsOf(guideline: Guideline): readonly FindingGroup[] {
  const { safety } = guideline.documents.guideline;
  const open = guideline.facts.filter(({ definition }) => isStatable(definition));
  const isScreen = ({ name }: Fact): boolean => safety.screen.includes(name);
  const isFlag = ({ definition }: Fact): boolean => definition.type === 'flag';
  const groups: readonly (readonly [title: string, isFolded: boolean, belongs: (fact: Fact) => boolean])[] = [
    ['Emergency screen', false, isScreen],
    ['Other emergency signs', false, (fact) => fact.isEmergency && isFlag(fact)],
    ['Course, durations and care', false, (fact) => !isFlag(fact)],
    ['Other red flags', true, (fact) => fact.isRedFlag && isFlag(fact)],
    ['Everything else', true, isFlag],
  ];
  const taken = new Set<string>();
  return groups.flatMap(([title, isFolded, belongs]) => {
    const members = open.filter((fact) => !taken.has(fact.name) && belongs(fact));
    for (const { name } of members) taken.add(name);
    return members.length === 0
      ? []
      : [{ title, isFolded, findings: members.map((fact) => toChoice(guideline, fact)) }];
  });
}

function toChoice({ documents }: Guideline, { name, definition }: Fact): FindingChoice {
  const { label, type, unit, values = [] } = definition;
  return {
    code: toFindingCode(name),
    label,
    definition: definition.definition,
    kind: type === 'text' ? 'flag' : type,
    unit: type === 'days' ? 'days' : unit,
    values: values.map((code) => ({ code, label: wordsOfValue(documents, code) })),
  };
}

function wordsOfValue({ phrases }: GuidelineDocuments, value: string): string {
  return phrases[`value.${value}`] ?? value.replaceAll('-', ' ');
}

/** The code system in which every fact can be stated. */
export const statedSystem = findingsSystem;
