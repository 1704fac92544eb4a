/** What was read of the export. */
export interface ReadFigures {
  /** type → resources */
  readonly resources: { readonly [type: string]: number };
  /** types that the service reads nothing of */
  readonly passedOver: { readonly [type: string]: number };
  /** resources of types that belong to a patient and name none */
  readonly withoutPatient: { readonly [type: string]: number };
  readonly unreadableLines: number;
  /** types of which a packed file was damaged, so that nobody's record has all of them; of a file without any line, all */
  readonly partlyRead?: readonly string[];
  readonly patients: number;
  readonly mergedPatients: number;
  /** patients with an order, and the resources of their records */
  readonly candidates: number;
  readonly moved: number;
  /** share of the resources that were last updated on the three commonest days, 0 to 1; undefined = none says when */
  readonly loadedTogether?: number;
}
