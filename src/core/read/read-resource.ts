import { answeredOnCard } from '../guideline/finding-code.js';
import { isObject, type JsonObject, textOf } from '../values/json.js';
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
    case 'Flag':
      readCondition(reading, asSuspected(resource));
      return;
    case 'Procedure':
      if (resource.outcome !== undefined) reading.outcomes.push(resource);
      readProcedure(reading, resource);
      return readDoneStudy(reading, resource);
    case 'MedicationRequest':
    case 'MedicationOrder':
    case 'MedicationUsage':
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

/** A flag warns of what its code names, as long as it stands. */
function asSuspected(flag: JsonObject): JsonObject {
  const { status, period } = flag;
  const { start, end } = isObject(period) ? period : noPeriod;
  const verificationStatus = textOf(status) === 'entered-in-error' ? status : 'unconfirmed';
  const clinicalStatus = textOf(status) === 'entered-in-error' ? undefined : status;
  return { ...flag, clinicalStatus, verificationStatus, recordedDate: start, abatementDateTime: end };
}

const noPeriod: JsonObject = {};
