import type { RecordPart } from '../core/contract/patient-record.js';

/**
 * The FHIR query behind each part of the record. One date-free query each, tokens from `context.patientId` only:
 * the portable subset of CDS Hooks 2.0 prefetch templates (conformance rows P-2 to P-8).
 */
export const recordQueries: { readonly [part in RecordPart]: string } = {
  patient: 'Patient/{{context.patientId}}',
  conditions: 'Condition?patient={{context.patientId}}&_count=500',
  observations: 'Observation?patient={{context.patientId}}&_sort=-date&_count=1000',
  medicationRequests: 'MedicationRequest?patient={{context.patientId}}&_count=500',
  medicationStatements: 'MedicationStatement?patient={{context.patientId}}&_count=500',
  procedures: 'Procedure?patient={{context.patientId}}&_count=500',
  allergies: 'AllergyIntolerance?patient={{context.patientId}}&_count=200',
  devices: 'Device?patient={{context.patientId}}&_count=200',
  deviceUseStatements: 'DeviceUseStatement?patient={{context.patientId}}&_count=200',
  diagnosticReports: 'DiagnosticReport?patient={{context.patientId}}&_sort=-date&_count=300',
  imagingStudies: 'ImagingStudy?patient={{context.patientId}}&_count=200',
  serviceRequests: 'ServiceRequest?patient={{context.patientId}}&_sort=-authored&_count=300',
  encounters: 'Encounter?patient={{context.patientId}}&_sort=-date&_count=200',
  carePlans: 'CarePlan?patient={{context.patientId}}&_count=100',
  goals: 'Goal?patient={{context.patientId}}&_count=100',
  appointments: 'Appointment?patient={{context.patientId}}&_sort=-date&_count=100',
};

/** The FHIR type that a part holds: `conditions` → `Condition`. */
export function typeOfPart(part: RecordPart): string {
  return /^\w+/.exec(recordQueries[part])?.[0] ?? '';
}
