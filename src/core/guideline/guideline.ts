import type { RecordPart } from '../contract/patient-record.js';
import type { Expression, Rule } from '../rules/expression.js';
import type { ReportHeadings } from '../text/attachment-text.js';
import type { TextPlace } from '../text/places.js';
import type { TextReader, TextReading } from '../text/text-reader.js';
import type { CodingReader, NormalCoding } from '../values/coding.js';
import type { OverlayDefinition } from './advice-documents.js';
import type { CodeIndex } from './code-index.js';
import type { CriterionDefinition, EvidenceDefinition, FactDefinition, GuidelineDocuments } from './documents.js';
import type { ModifierDefinition } from './ratings-documents.js';
import type { RecordForms } from './record-forms.js';

/** One fact of the closed vocabulary, ready to be asked. `window` is in days; Infinity where time does not matter. */
export interface Fact {
  readonly index: number;
  readonly name: string;
  readonly definition: FactDefinition;
  readonly window: number;
  readonly isRedFlag: boolean;
  readonly isEmergency: boolean;
  /** the parts of the record that must have been read for silence to mean false */
  readonly silenceNeeds: readonly RecordPart[];
  /** the parts of the record in which anything may stand that speaks to it */
  readonly mayStandIn: readonly RecordPart[];
}

export interface DerivedFact {
  readonly index: number;
  readonly name: string;
  readonly label: string;
  readonly expression: Expression;
  readonly rule: Rule;
  readonly members: readonly number[];
}

/** In which places a code means something for a fact: the members of its evidence that name a value set of such codes. */
export const evidenceRoles = [
  'stated',
  'finding',
  'history',
  'absence',
  'answer',
  'measurement',
  'medication',
  'procedure',
  'device',
  'allergy',
] as const;
export type EvidenceRole = (typeof evidenceRoles)[number];

/** One code's use: the fact it speaks to, and how. */
export interface Evidence {
  readonly kind: 'evidence';
  readonly fact: Fact;
  readonly role: EvidenceRole;
  readonly definition: EvidenceDefinition;
  readonly window: number;
}

/** One code's use as a measurement of a series: `muscleStrength`, place `ankle-dorsiflexion`, side `left`. */
export interface SeriesUse {
  readonly kind: 'series';
  readonly series: string;
  readonly place: string | undefined;
  readonly side: 'left' | 'right' | undefined;
}

/** One row of studies.yaml, as a code's use. */
export type StudyEntry = GuidelineDocuments['studies']['studies'][number];

/** One code's use as a test or referral that a card may propose: seen as done, it is not proposed again. */
export interface ActionUse {
  readonly kind: 'action';
  readonly key: string;
}

export type CodeUse = Evidence | SeriesUse | ActionUse;

export interface Criterion {
  readonly definition: CriterionDefinition;
  readonly expression: Expression;
  readonly rule: Rule;
}

export interface Overlay {
  readonly definition: OverlayDefinition;
  /** undefined: the overlay is computed from the session, not from facts */
  readonly rule: Rule | undefined;
}

/** Words as they stand in a concept. */
export interface KnownWords {
  /** the codes that they are: they equal a display or another name of a code that speaks to a fact */
  readonly codings: readonly NormalCoding[];
  /** whether they may point to a fact */
  readonly mayPoint: boolean;
  /** whether they hold a word at all */
  readonly areWords: boolean;
}

/** A medicine, substance or device that is named in words; `beside` is all of the words but its name, normalised. */
export interface NamedThing {
  readonly coding: NormalCoding;
  readonly beside: readonly string[];
}

/** One guideline, compiled once at start: nothing in it is worked out again per request. */
export interface Guideline {
  readonly documents: GuidelineDocuments;
  readonly id: string;
  readonly version: string;
  readonly facts: readonly Fact[];
  readonly derived: readonly DerivedFact[];
  readonly size: number;
  readonly indexOf: (fact: string) => number | undefined;
  readonly derivedNamed: (fact: string) => DerivedFact | undefined;
  readonly nameAt: (index: number) => string;
  readonly labelOf: (fact: string) => string;
  /** the label as it stands inside a sentence */
  readonly labelInSentence: (fact: string) => string;
  readonly codings: CodingReader;
  readonly uses: CodeIndex<CodeUse>;
  /** what is known of words by themselves; the same ones come again and again and are looked at once */
  readonly look: (words: string) => KnownWords;
  /** whether words may point to a fact with a number behind them */
  readonly mayBeMeasured: (words: string) => boolean;
  /** the medicines, substances and devices that are named in words, with what stands beside each name */
  readonly thingsIn: (words: string) => readonly NamedThing[];
  /** whether a code is said of somebody else, or of a test that was only planned: family history, screening, check-up */
  readonly isOfOthers: (coding: NormalCoding) => boolean;
  /** whether anything asks for a code of this concept: for most of a record nothing does, and this is all it costs */
  readonly asksFor: (concept: unknown) => boolean;
  readonly studies: CodeIndex<StudyEntry>;
  /** whether a code of this concept is imaging that the guideline knows */
  readonly knowsStudy: (concept: unknown) => boolean;
  readonly inValueSet: (valueSet: string, coding: NormalCoding) => boolean;
  /** whether a body site, coded or by its name, is in any of the value sets */
  readonly isAt: (valueSets: readonly string[], sites: unknown) => boolean;
  readonly answers: GuidelineDocuments['answers'];
  readonly forms: RecordForms;
  readonly sideOf: (site: NormalCoding) => 'left' | 'right' | undefined;
  /** the place of a series (muscle, reflex) that a body site names */
  readonly placeOf: (series: string, site: NormalCoding) => string | undefined;
  /** the number that a coded grade stands for */
  readonly gradeOf: (series: string, grade: NormalCoding) => number | undefined;
  /** the facts that a screening composite denies; undefined = not a screening composite */
  readonly screenOf: (codings: readonly NormalCoding[]) => readonly Fact[] | undefined;
  /** the reader of free text, made when first asked for */
  readonly textReader: () => TextReader;
  /** reads the name of an entry; the same names come again and again and are read once */
  readonly readName: (name: {
    readonly where: TextPlace;
    readonly text: string;
    readonly today: string;
    readonly label?: string | undefined;
  }) => TextReading;
  /** headings of the sections of a report that are read alone, and of those that are never read */
  readonly reportHeadings: ReportHeadings;
  readonly criteria: readonly Criterion[];
  /** the rows that answer in place of "not indicated" while suspected facts are not settled */
  readonly unsettledRows: { readonly redFlag: Criterion | undefined; readonly other: Criterion | undefined };
  readonly overlays: readonly Overlay[];
  /** facts that are false when a rule over other facts is true (`computed.falseIf`) and nothing speaks to them */
  readonly impliedFalse: readonly { readonly fact: Fact; readonly rule: Rule }[];
  readonly modifiers: readonly { readonly definition: ModifierDefinition; readonly rule: Rule }[];
  /** a rule by its source text, compiled once */
  readonly condition: (source: string) => Rule;
}
