/** `cards/text/<language>.yaml` as its schema describes it: how a language denies, asks, warns and abbreviates. */
export interface LanguageDocument {
  readonly cues: { readonly [Kind in CueKind]?: readonly string[] };
  readonly stops?: StopWords;
  /** words after a colon or a box that answer it */
  readonly answers?: {
    readonly yes: readonly string[];
    readonly no: readonly string[];
    /** marks that say no only right behind an item, where more than one item is answered: `fever -, chills +` */
    readonly noSigns?: readonly string[];
  };
  readonly beside?: BesideWords;
  /** headings alone on a line that rule the short lines after them */
  readonly headings?: { readonly [State in HeadingState]?: readonly string[] };
  readonly family?: FamilyWords;
  readonly abbreviations?: { readonly [short: string]: string | Abbreviation };
  /** words that may stand inside a phrase of the lexicon, at most three at once */
  readonly fillers?: readonly string[];
  /** fillers that name a side: a finding with a side is no bare item of a denied list */
  readonly sides?: readonly string[];
  /** words that may be left out of a list of bare findings, besides findings: other complaints */
  readonly otherFindings?: readonly string[];
  readonly counterparts?: CounterpartWords;
  readonly time?: TimeWords;
  /** a temperature is a number in one of these ranges, in °C or °F */
  readonly temperature?: { readonly celsius: readonly number[]; readonly fahrenheit: readonly number[] };
  readonly numbers?: { readonly [word: string]: number };
  /** words between the two numbers of a grade: five out of five */
  readonly outOf?: readonly string[];
  /** words whose full stop ends no sentence */
  readonly noEnd?: readonly string[];
  /** words before a name */
  readonly titles?: readonly string[];
  /** headings of a report: of the sections that are read alone, and of those that are never read */
  readonly reportHeadings?: { readonly conclusion: readonly string[]; readonly left: readonly string[] };
  /** harmless words, several to an entry */
  readonly plain?: readonly string[];
  /** words one letter from a finding word that are no misspelling of it, several to an entry */
  readonly notMisspelt?: readonly string[];
}

/** What a phrase around a finding does to it. Where one list would need a direction, it is two. */
export type CueKind =
  | 'pseudo'
  | 'denyList'
  | 'denyItem'
  | 'denyAfter'
  | 'noNew'
  | 'maybe'
  | 'maybeAfter'
  | 'advice'
  | 'adviceAfter'
  | 'family'
  | 'over'
  | 'history';

export type HeadingState = 'denied' | 'advice' | 'family' | 'history';

export interface StopWords {
  /** end what a cue reaches wherever they stand: but, however */
  readonly always: readonly string[];
  /** verbs that begin a new statement: reports, has developed */
  readonly verbs: readonly string[];
  /** subjects and the like that begin one after a comma, colon or "and": patient, now */
  readonly subjects: readonly string[];
  /** the words that join two clauses: and */
  readonly joins: readonly string[];
  /** the words that carry a denial over commas: or, nor */
  readonly carries: readonly string[];
}

/** What takes back a denial, or a stated normal, that stands before it. */
export interface CounterpartWords {
  /** except, apart from, but not */
  readonly exceptions: readonly string[];
  /** words of loss that may stand without a noun: blunted on the right */
  readonly abnormal: readonly string[];
}

/** Words that change what a cue near them says; all but `again` and `happened` are single words. */
export interface BesideWords {
  /** before "resolved": not yet over */
  readonly partly?: readonly string[];
  /** after "resolved": it is there again */
  readonly again?: readonly string[];
  /** after a denial: this is what is denied, not what it is for: "no workup for weight loss" */
  readonly care?: readonly string[];
  /** in advice that may have its reasons behind it: "risk of infection given drug use" */
  readonly risk?: readonly string[];
  /** behind advice or what is said of a relative: it has happened to the patient */
  readonly happened?: readonly string[];
  /** after a comma in what a report denies: what was found */
  readonly sizes?: readonly string[];
  /** after a comma in a list of denials: what was measured or seen */
  readonly measured?: readonly string[];
  /** behind "risk of": its reasons follow */
  readonly grounds?: readonly string[];
}

export interface FamilyWords {
  readonly kin: readonly string[];
  /** after a relative: what only an informant does */
  readonly informant: readonly string[];
  /** before a relative: per, lives with, carrying */
  readonly notAfter: readonly string[];
  /** before a relative in whom it was found: in mother */
  readonly inside: readonly string[];
  /** between a relative and a number: "mother of 3" is the patient */
  readonly ofChildren?: readonly string[];
  /** end what is said of the family: patient, personal */
  readonly self: readonly string[];
}

/** What a short form stands for, and where it does not. */
export interface Abbreviation {
  readonly is: string;
  /** not read so when one of these follows at once */
  readonly unlessBefore?: readonly string[];
  /** not read so when one of these stands at once before */
  readonly unlessAfter?: readonly string[];
  /** not read so when one of these stands within four words */
  readonly unlessNear?: readonly string[];
  /** read so only when one of these stands within four words */
  readonly onlyNear?: readonly string[];
  /** read so only when one of these follows at once */
  readonly onlyBefore?: readonly string[];
  /** the meaning where the first does not hold */
  readonly else?: string;
}

export interface TimeWords {
  /** days of a unit, by its words */
  readonly units: { readonly [word: string]: number };
  /** days of the unit that the lower number of a fraction names: 3/52 */
  readonly fractions: { readonly [lower: string]: number };
  readonly ago: readonly string[];
  readonly since: readonly string[];
  /** phrases for years ago */
  readonly longAgo: readonly string[];
  /** words for what began or changed of late */
  readonly recent: readonly string[];
}

/** `cards/<guideline>/text/<language>.yaml`: what points to which fact. */
export interface FindingsDocument {
  readonly lists?: { readonly [name: string]: readonly string[] };
  readonly facts: { readonly [fact: string]: FactWords };
  readonly topics?: { readonly [topic: string]: TopicWords };
  readonly groups?: { readonly [group: string]: GroupWords };
  /** the only facts that are read in texts of such a resource */
  readonly places?: { readonly [place: string]: readonly string[] };
}

export interface FactWords {
  /** the definition says "new": "no new x" denies it */
  readonly new?: boolean;
  /** a sign that came and went within 90 days still counts */
  readonly emergency?: boolean;
  readonly says?: readonly PatternEntry[];
  /** bare words that count only where the text is about the back */
  readonly inOrder?: readonly PatternEntry[];
  /** narrower: pointing to the fact, but denying it denies nothing */
  readonly points?: readonly PatternEntry[];
  /** the fact stated normal; neighbours only */
  readonly denied?: readonly PatternEntry[];
  /** take their words away from this fact */
  readonly not?: readonly string[];
  /** anywhere in the sentence: silence the fact */
  readonly unless?: readonly string[];
}

export type PatternEntry = string | { readonly is: string; readonly window: number | 'ever' | 'current' };

export interface TopicWords {
  readonly words: readonly string[];
  /** in the same phrase: the words are about something else */
  readonly unless?: readonly string[];
  /** days after which an unchanged complaint is not asked about */
  readonly longStanding?: number;
}

export interface GroupWords {
  readonly words: readonly string[];
  readonly facts: readonly string[];
}

/** What the reader must know of a fact besides its words. */
export interface FactMeaning {
  /** days for which a statement counts */
  readonly window: number | 'ever' | 'current';
  readonly isHistory: boolean;
  /** days after which an unchanged complaint is not new; undefined = no such limit */
  readonly longStanding: number | undefined;
}
