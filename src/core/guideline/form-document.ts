/** What the form of the examination asks together, and in which order: `form` of guideline.yaml. */
export interface FormDefinition {
  /** the group of what no other names */
  readonly rest: { readonly id: string; readonly title: string };
  readonly groups: readonly FormGroupDefinition[];
}

/** Questions that stand together: facts, or the grades of a series. */
export interface FormGroupDefinition {
  readonly id: string;
  readonly title: string;
  /** the words of the button that records every finding of the group as absent */
  readonly normal?: string;
  /** the flag without which the group is not asked */
  readonly onlyIf?: string;
  /** the flag that opens the group where it stands folded away; that of `onlyIf` where it is left out */
  readonly opensIf?: string;
  readonly facts?: readonly string[];
  /** grades that are asked by place and side */
  readonly series?: string;
}
