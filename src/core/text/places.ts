/** Where a text stands, as resource and member. */
export type TextPlace =
  | 'order.reason'
  | 'order.note'
  | 'order.instruction'
  | 'order.detail'
  | 'order.bodySite'
  | 'order.support'
  | 'order.name'
  | 'condition.text'
  | 'condition.note'
  | 'observation.value'
  | 'observation.note'
  | 'report.conclusion'
  | 'report.form'
  | 'procedure.text'
  | 'procedure.note'
  | 'medication.text'
  | 'medication.dosage'
  | 'allergy.text'
  | 'device.text'
  | 'encounter.reason'
  | 'answer.value';

/** What differs by place. */
export interface PlaceRules {
  /** a text of the order itself: what is not understood in it is quoted */
  readonly isOrder: boolean;
  /** when too many words of a phrase are unknown: a third of them, or half and two */
  readonly unknown: 'third' | 'half' | 'never';
  /** whatever is found is advice */
  readonly isAdvice: boolean;
  /** the name under `places` of the lexicon that lists the only facts read here */
  readonly only: string | undefined;
  /** the name under `places` of the lexicon that lists the facts not read here */
  readonly leaves?: string;
  /** a report of a study: a list of what is not seen may go over into what is */
  readonly isReport?: boolean;
}

const chart: PlaceRules = { isOrder: false, unknown: 'never', isAdvice: false, only: undefined };
const order: PlaceRules = { isOrder: true, unknown: 'half', isAdvice: false, only: undefined, leaves: 'notInOrder' };

const rules: { readonly [place in TextPlace]: PlaceRules } = {
  'order.reason': { ...order, unknown: 'third' },
  'order.note': order,
  'order.instruction': { ...chart, isOrder: true, isAdvice: true },
  'order.detail': order,
  'order.bodySite': order,
  'order.support': order,
  // what is ordered, in the words of a catalogue: no reason in itself
  'order.name': { ...chart, leaves: 'notInOrderName' },
  'condition.text': chart,
  'condition.note': chart,
  'observation.value': chart,
  'observation.note': chart,
  'report.conclusion': { ...chart, isReport: true },
  'report.form': { ...chart, isReport: true },
  'procedure.text': { ...chart, only: 'procedure' },
  'procedure.note': chart,
  'medication.text': { ...chart, only: 'medication' },
  'medication.dosage': { ...chart, isAdvice: true },
  'allergy.text': { ...chart, only: 'allergy' },
  'device.text': { ...chart, only: 'device' },
  'encounter.reason': chart,
  'answer.value': chart,
};

/** Every place, for messages and command lines. */
export const textPlaces: readonly string[] = Object.keys(rules);

export function isTextPlace(name: string): name is TextPlace {
  return Object.hasOwn(rules, name);
}

export function rulesOf(place: TextPlace): PlaceRules {
  return rules[place];
}
