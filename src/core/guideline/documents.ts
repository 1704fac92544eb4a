import type { Coding, Indicator, Rating, Region } from '../contract/vocabulary.js';
import type { FindingsDocument, LanguageDocument } from '../text/text-documents.js';
import type { CodeSystemDefinition } from '../values/coding.js';
import type { NumericRange } from '../values/quantity.js';
import type { OverlayDefinition, OverrideReasonDefinition, SuggestionDefinition } from './advice-documents.js';
import type { ComputedDefinition } from './computed-definition.js';
import type { FormDefinition } from './form-document.js';
import type { RatingsDocument, StudiesDocument } from './ratings-documents.js';
import type { InterpretationCodes, RecordFormsDocument } from './record-forms.js';
import type { SeriesDefinition } from './series-documents.js';

/** The shapes of the files of one guideline folder, after validation: knowledge as data. Spec: cards/README.md. */

/** Everything that one folder under `cards/` holds. */
export interface GuidelineDocuments {
  readonly guideline: GuidelineHead;
  readonly codeSystems: readonly CodeSystemDefinition[];
  readonly interpretation: InterpretationCodes;
  readonly recordForms: RecordFormsDocument;
  /** value sets of coded answers, MR safety and body sides, by what they say */
  readonly answers: { readonly positive: string; readonly negative: string; readonly suspected: string };
  /** code systems whose codes stand as `linkId` of the items of forms */
  readonly linkIdSystems: readonly string[];
  /** value set of codes that speak of somebody else, or of a test that was only planned */
  readonly ofOthers: string;
  readonly mrSafety: { readonly conditional: string; readonly unsafe: string };
  /** HL7 non-adherence reason codes → display */
  readonly hl7Reasons: { readonly [code: string]: string };
  readonly sides: { readonly left: string; readonly right: string; readonly both: string };
  readonly facts: { readonly [fact: string]: FactDefinition };
  readonly derived: { readonly [fact: string]: DerivedDefinition };
  readonly criteria: readonly CriterionDefinition[];
  readonly ratings: RatingsDocument;
  readonly studies: StudiesDocument;
  readonly series: { readonly [series: string]: SeriesDefinition };
  readonly overlays: readonly OverlayDefinition[];
  readonly suggestions: { readonly [id: string]: SuggestionDefinition };
  readonly overrideReasons: { readonly [id: string]: OverrideReasonDefinition };
  readonly phrases: Phrases;
  readonly proofs: ProofsDocument;
  /** criterion id → section heading → Markdown */
  readonly words: { readonly [criterion: string]: { readonly [section: string]: string } };
  /** the words that free text is read with: of every language, and of this guideline */
  readonly text: { readonly languages: readonly LanguageDocument[]; readonly findings: readonly FindingsDocument[] };
  readonly valueSets: { readonly [id: string]: ValueSetContent };
  /** the words of other languages, by language (`de`); left out where there are none */
  readonly languages?: { readonly [language: string]: LanguageWords };
}

/** The words of one language: phrases by name, texts of the cards among them, and the words of rows. */
export interface LanguageWords {
  readonly phrases: Phrases;
  readonly words: GuidelineDocuments['words'];
}

/** A value set as matched: exact codes by system, prefixes (ICD, ATC), and what they must not include. */
export interface ValueSetContent {
  readonly codes: readonly Coding[];
  /** ids of its parts that the folder does not hold; it is thinner without them */
  readonly partsLeftOut: readonly string[];
  /** other names of its codes; `display` is the name */
  readonly synonyms: readonly Coding[];
  readonly prefixes: readonly Coding[];
  readonly excludedCodes: readonly { readonly system: string; readonly code: string }[];
  readonly excludedPrefixes: readonly { readonly system: string; readonly code: string }[];
}

export interface GuidelineHead {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly reviewedOn: string;
  readonly scope: string;
  readonly status?: string;
  /** files that are another guideline's, by their name without `.yaml` */
  readonly borrow?: { readonly from: string; readonly files: readonly string[] };
  readonly source: { readonly label: string; readonly url?: string };
  readonly sources: {
    readonly [key: string]: { readonly title: string; readonly where?: string; readonly url?: string };
  };
  readonly guidance: { readonly [id: string]: { readonly text: string; readonly where: string } };
  readonly guidanceElsewhere: { readonly [id: string]: string };
  readonly changes: readonly { readonly version: string; readonly on: string; readonly text: string }[];
  readonly openQuestions: readonly { readonly id: string; readonly text: string; readonly setting?: string }[];
  /** the facts that the safety rules of the value rules and of the proofs speak about */
  readonly safety: {
    /** derived fact whose members are the red flags */
    readonly redFlag: string;
    /** derived fact whose members are the emergency facts */
    readonly emergency: string;
    /** the core screen: facts that must be asked before "not indicated" is said */
    readonly screen: readonly string[];
    /** the rows that answer in place of "not indicated" while suspected facts are not settled: red flags, and others */
    readonly unsettled?: { readonly redFlag: string; readonly other: string };
    /** days for which a later negative does not cancel an emergency fact */
    readonly freshDays: number;
    /** days for which a visit states what is current; after that it only suggests a history */
    readonly visitDays: number;
    /** age in years from which the criteria apply */
    readonly adultFrom: number;
    /** the facts that speak against MRI and against contrast, which suggestions and notes about safety read */
    readonly imaging?: { readonly mri: string; readonly gadolinium: string; readonly iodinated: string };
    /** screening composites: code of our CodeSystem → facts that it denies when it has no components */
    readonly screens: { readonly [code: string]: readonly string[] };
  };
  /** what the form of the examination asks together, and in which order; left out: everything in one group */
  readonly form?: FormDefinition;
}

export interface FactDefinition {
  readonly label: string;
  readonly ask: string;
  readonly type: 'flag' | 'number' | 'days' | 'enum' | 'text';
  readonly values?: readonly string[];
  readonly unit?: string;
  readonly silence: 'A' | 'B' | 'C' | 'N';
  readonly window?: number | 'ever' | 'current';
  readonly nature?: 'current' | 'history' | 'event';
  readonly longStanding?: number;
  readonly lists?: readonly string[];
  readonly definition: string;
  readonly guidance?: readonly string[];
  readonly sources?: readonly string[];
  readonly code?: Coding;
  /** this fact never decides: when positive it makes the named fact suspected */
  readonly hintFor?: string;
  readonly evidence?: readonly EvidenceDefinition[];
  /** a suspected diagnosis of this fact counts as the fact itself */
  readonly unconfirmedCounts?: boolean;
  readonly computed?: ComputedDefinition;
}

/** One way in which resources speak to a fact; exactly one of the first eight members is set. */
export interface EvidenceDefinition {
  /** the code states the value of this fact directly (a duration, a score) */
  readonly stated?: string;
  readonly finding?: string;
  readonly history?: string;
  readonly absence?: string;
  readonly answer?: string;
  readonly measurement?: string;
  readonly medication?: string;
  readonly procedure?: string;
  readonly device?: string;
  readonly allergy?: string;
  readonly bodySite?: readonly string[];
  readonly resources?: readonly string[];
  readonly positive?: string | NumericRange;
  readonly negative?: string | NumericRange;
  readonly suspected?: string;
  readonly unit?: string;
  readonly referenceRange?: 'high' | 'low';
  readonly window?: number | 'ever' | 'current';
  readonly status?: 'active' | 'past';
  readonly value?: string;
  readonly minimumDays?: number;
  readonly withinDays?: number;
  readonly severe?: boolean;
  readonly suspectedUnlessMrConditional?: boolean;
  /** the code is a hint and never more */
  readonly states?: 'suspected';
  /** ICD-10-CM seventh characters that do not count (S = sequela) */
  readonly exceptSeventhCharacter?: readonly string[];
}

/** The rows of the decision table that are tried; the others are reached only when an answer is withheld. */
export function tableRows({ criteria }: Pick<GuidelineDocuments, 'criteria'>): readonly CriterionDefinition[] {
  return criteria.filter(({ reached }) => reached !== 'withheld');
}

export interface DerivedDefinition {
  readonly label: string;
  readonly when: string;
  readonly note?: string;
  /** names that it had before */
  readonly formerly?: readonly string[];
}

export interface CriterionDefinition {
  readonly id: string;
  /** the name of the part of the table that begins with this row */
  readonly stage?: string;
  readonly when: string;
  readonly rating: Rating;
  readonly group: string;
  readonly prefer: readonly string[];
  readonly preferRegion?: Region;
  readonly preferNote?: string;
  readonly indicator: Indicator | 'none';
  readonly summary: string;
  readonly suggest: readonly string[];
  readonly override: readonly string[];
  readonly guidance: readonly string[];
  readonly source: string;
  readonly sources: readonly string[];
  /** reached only when an answer is withheld: its rule is never tried */
  readonly reached?: 'withheld';
  /** switched off at once, with the reason; its orders fall to "cannot rate" */
  readonly disabled?: string;
}

/** phrases.yaml: the fixed words around a card, by name; `{{name}}` marks what is filled in. */
export interface Phrases {
  readonly [name: string]: string;
}

/** proofs.yaml: what must hold for every combination of facts beyond the rules every guideline must keep. */
export interface ProofsDocument {
  /** what a fact is in a printed combination that does not need it to be anything else */
  readonly usual: { readonly [fact: string]: boolean | number | string };
  /** combinations that no patient and no order can have */
  readonly impossible: readonly { readonly when: string; readonly because: string }[];
  readonly properties: readonly PropertyDefinition[];
  readonly exceptions: readonly ProvedException[];
}

/** While `when` is true no row may answer with one of the ratings in `never`. */
export interface PropertyDefinition {
  readonly id: string;
  readonly says: string;
  readonly when: string;
  readonly never: readonly Rating[];
}

/** Where the table breaks a property on purpose: the row that answers, and for a changed fact the row before and the fact. */
export interface ProvedException {
  readonly id: string;
  readonly property: string;
  readonly criteria: readonly string[];
  readonly from?: readonly string[];
  readonly facts?: readonly string[];
  /** only while this rule is true; for a property about single combinations */
  readonly when?: string;
  readonly reason: string;
}
