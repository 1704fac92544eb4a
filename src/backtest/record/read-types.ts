/** Where an order may stand: as a request, or, in an export without requests, as what was done. */
export const orderTypes = ['ServiceRequest', 'Procedure', 'ImagingStudy', 'DiagnosticReport'] as const;
export type OrderType = (typeof orderTypes)[number];

/** What the service reads of a record; resources of other types are counted and left where they are. */
export const recordTypes: ReadonlySet<string> = new Set([
  ...orderTypes,
  'Patient',
  'Condition',
  'Observation',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationDispense',
  'MedicationAdministration',
  'AllergyIntolerance',
  'Device',
  'DeviceUseStatement',
  'Encounter',
  'CarePlan',
  'Goal',
  'Appointment',
  'QuestionnaireResponse',
]);

/** Types that stand for no patient and that resources of patients refer to. */
export const sharedTypes: ReadonlySet<string> = new Set(['Medication']);

/** Whether a name may be that of a FHIR type; nothing else that stands in its place is counted by its name. */
export function isTypeName(name: string): boolean {
  return /^[A-Z][A-Za-z]{1,60}$/.test(name);
}

export function isOrderType(type: unknown): type is OrderType {
  return orderTypes.some((known) => known === type);
}
