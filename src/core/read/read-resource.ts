import { answeredOnCard } from '../guideline/finding-code.js';
import type { JsonObject } from '../values/json.js';
import { readAllergy } from './read-allergy.js';
import { readAppointment, readCarePlan, readEncounter, readPlacedOrder, readProcedure } from './read-care.js';
import { readCondition } from './read-condition.js';
import { readDevice, readDeviceUse } from './read-device.js';
import { readDoneStudy, readReport } from './read-imaging.js';
import { readMedication } from './read-medication.js';
import { readObservation } from './read-observation.js';
import { readQuestionnaire } from './read-questionnaire.js';
import type { Reading } from './reading.js';

export function readResource(reading: Reading, resource: JsonObject): void {
  switch (resource.resourceType) {
    case 'Observation':
      if (resource.valueDateTime !== undefined) reading.dates.push(resource);
      return readObservation(reading, resource);
    case answeredOnCard:
      return readObservation(reading, resource);
    case 'Condition':
      readCondition(reading, resource);
      return;
    case 'Procedure':
      if (resource.outcome !== undefined) reading.outcomes.push(resource);
      readProcedure(reading, resource);
      return readDoneStudy(reading, resource);
    case 'MedicationRequest':
    case 'MedicationStatement':
    case 'MedicationDispense':
    case 'MedicationAdministration':
      return readMedication(reading, resource);
    case 'AllergyIntolerance':
      return readAllergy(reading, resource);
    case 'Device':
      return readDevice(reading, resource);
    case 'DeviceUseStatement':
      return readDeviceUse(reading, resource);
    case 'Encounter':
      return readEncounter(reading, resource);
    case 'Goal':
      reading.outcomes.push(resource);
      return;
    case 'Appointment':
      reading.requests.push(resource);
      return readAppointment(reading, resource);
    case 'CarePlan':
      return readCarePlan(reading, resource);
    case 'ServiceRequest':
      reading.requests.push(resource);
      return readPlacedOrder(reading, resource);
    case 'ImagingStudy':
      return readDoneStudy(reading, resource);
    case 'QuestionnaireResponse':
      return readQuestionnaire(reading, resource);
    case 'DiagnosticReport':
      return readReport(reading, resource);
    default:
  }
}
