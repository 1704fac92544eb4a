/** A series of measurements: which Observations carry it, on which scale, at which places. See series.yaml. */
export interface SeriesDefinition {
  readonly label: string;
  /** value sets of Observation or component codes */
  readonly codes?: readonly string[];
  /** our own codes: `<term>`, `<term>.<place>`, `<term>.<place>.<left|right>` */
  readonly terms?: readonly string[];
  /** UCUM unit that values are converted to */
  readonly unit?: string;
  readonly scale?: { readonly lowest: number; readonly highest: number; readonly normal?: number };
  readonly places?: { readonly [place: string]: SeriesPlace };
  /** false: the places have no left and right */
  readonly sided?: boolean;
  /** a value that counts even before it is final */
  readonly abnormal?: { readonly atLeast?: number; readonly above?: number; readonly atMost?: number };
  /** values up to `atMost` belong to another series, unless their unit says otherwise */
  readonly shortScale?: { readonly series: string; readonly atMost: number; readonly unlessUnit: readonly string[] };
  /** which direction is worse; `higher` unless said */
  readonly worse?: 'lower' | 'higher';
  /** smallest change that counts, in the unit of the series; `percent` = a share of the earlier value counts as well */
  readonly change?: number;
  readonly percent?: number;
  readonly weakBelow?: number;
  readonly severeAtMost?: number;
  readonly footDrop?: { readonly place: string; readonly atMost: number };
  readonly stableAfterDays?: number;
  readonly absent?: { readonly grade: number; readonly answers?: string };
  readonly present?: { readonly answers?: string };
  /** the fact that an examination without a place speaks to: "strength normal" */
  readonly overall?: string;
  readonly diminished?: { readonly grade: number; readonly oneSided?: boolean };
  readonly symmetricLossFromAge?: number;
  readonly impairedAbove?: number;
  readonly impairedAtLeast?: number;
  readonly withinDays?: number;
  readonly notIf?: string;
}

/** Where a series can be measured: a muscle group, a reflex, a side. */
export interface SeriesPlace {
  readonly label: string;
  /** nerve roots that a weakness or loss there points to */
  readonly roots?: readonly string[];
  readonly codes?: readonly string[];
  readonly site?: readonly string[];
  /** value sets of findings whose code itself names the place */
  readonly findings?: readonly string[];
}
