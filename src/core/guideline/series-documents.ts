import type { NumericRange } from '../values/quantity.js';

/** A series of measurements: which Observations carry it, on which scale, at which places. See series.yaml. */
export type SeriesDefinition =
  | StrengthSeries
  | ReflexSeries
  | SensationSeries
  | SignSeries
  | ScoreSeries
  | WeightSeries
  | WordSeries;

interface Series {
  readonly label: string;
  /** value sets of Observation or component codes */
  readonly codes?: readonly string[];
  /** our own codes: `<term>`, `<term>.<place>`, `<term>.<place>.<left|right>` */
  readonly terms?: readonly string[];
  readonly scale?: Scale;
  /** what grades are called where they are asked; the number itself where one has no name */
  readonly grades?: { readonly [grade: string]: string };
  /** UCUM unit that values are converted to */
  readonly unit?: string;
  readonly places?: { readonly [place: string]: SeriesPlace };
  /** false: the places have no left and right */
  readonly sided?: boolean;
  /** a value that counts even before it is final */
  readonly abnormal?: NumericRange;
  /** the facts that a value which cannot be used leaves unknown */
  readonly speaksTo?: readonly string[];
}

interface Scale {
  readonly lowest: number;
  readonly highest: number;
  readonly normal?: number;
}

/** Graded muscles of the legs. */
export interface StrengthSeries extends Series {
  readonly kind: 'strength';
  readonly places: { readonly [muscle: string]: SeriesPlace };
  readonly present: { readonly answers: string };
  /** the fact that an examination without a place speaks to: "strength normal" */
  readonly overall: string;
  readonly weakBelow: number;
  readonly severeAtMost: number;
  readonly footDrop: { readonly place: string; readonly atMost: number };
  /** smallest fall that counts, in grades */
  readonly change: number;
  /** two exams this far apart, all grades equal or better: not progressive */
  readonly stableAfterDays: number;
  /** what the grades say */
  readonly facts: {
    readonly weak: string;
    readonly severe: string;
    readonly footDrop: string;
    readonly severalRoots: string;
    readonly bothSides: readonly string[];
    readonly falling: string;
    readonly rising: string;
  };
}

/** Graded tendon reflexes. */
export interface ReflexSeries extends Series {
  readonly kind: 'reflex';
  readonly places: { readonly [reflex: string]: ReflexPlace };
  readonly absent: { readonly grade: number; readonly answers: string };
  readonly present: { readonly answers: string };
  /** reduced on one side only */
  readonly diminished: { readonly grade: number; readonly fact: string };
  /** years of age from which a loss on both sides may come from age, at places that name a `symmetric` fact */
  readonly symmetricLossFromAge: number;
  /** a disease that explains a loss on both sides */
  readonly symmetricLossIf: string;
}

export interface ReflexPlace extends SeriesPlace {
  /** the fact of a loss here, and that of a loss on both sides which age or disease explains */
  readonly absent: string;
  readonly symmetric?: string;
}

/** Graded sensation by dermatome. */
export interface SensationSeries extends Series {
  readonly kind: 'sensation';
  readonly places: { readonly [dermatome: string]: SensationPlace };
  readonly reducedBelow: number;
}

export interface SensationPlace extends SeriesPlace {
  /** the fact of reduced sensation here */
  readonly reduced: string;
}

/** Signs that are there or not: each place is one. */
export interface SignSeries extends Series {
  readonly kind: 'signs';
  readonly places: { readonly [sign: string]: SeriesPlace };
}

/** A score of pain or disability. */
export interface ScoreSeries extends Series {
  readonly kind: 'score';
  /** values up to `atMost` belong to another series, unless their unit says otherwise */
  readonly shortScale?: { readonly series: string; readonly atMost: number; readonly unlessUnit: readonly string[] };
  /** smallest change that counts, in the unit of the series; up is worse */
  readonly change: number;
  /** a change by this share of the earlier value counts as well */
  readonly percent?: number;
  readonly impairedAbove?: number;
  readonly impairedAtLeast?: number;
}

export interface WeightSeries extends Series {
  readonly kind: 'weight';
  /** a loss above this share of the earlier weight counts */
  readonly percent: number;
  readonly withinDays: number;
}

/** Words that say more about a finding, or its side; nothing is measured. */
export interface WordSeries extends Series {
  readonly kind: 'words';
  readonly places: { readonly [word: string]: SeriesPlace };
}

/** Where a series can be measured: a muscle group, a reflex, a side. */
export interface SeriesPlace {
  readonly label: string;
  /** nerve roots that a weakness there points to */
  readonly roots?: readonly string[];
  readonly codes?: readonly string[];
  readonly site?: readonly string[];
  /** value sets of findings whose code itself names the place */
  readonly findings?: readonly string[];
}
