import { recordParts } from '../contract/patient-record.js';
import { referenceTo } from '../read/statement.js';
import { readDate, yearsBetween } from '../values/day.js';
import { textOf } from '../values/json.js';
import { type Calculator, knownState } from './fact-context.js';

/** Completed years; of a partial birth date the youngest possible age if below `adultFrom`, else the oldest. */
export const ageYears: Calculator = ({ record, asOf, guideline }, fact) => {
  const born = readDate(record.patient?.birthDate);
  if (record.patient === undefined || born === undefined || born.earliest > asOf) return undefined;
  const youngest = yearsBetween(Math.min(born.latest, asOf), asOf);
  const oldest = yearsBetween(born.earliest, asOf);
  const adultFrom = guideline.documents.guideline.safety.adultFrom;
  const age = youngest < adultFrom ? youngest : oldest;
  if (age > 130) return undefined;
  const { label } = fact.definition;
  return knownState(age, [{ reference: referenceTo(record.patient), display: label, date: undefined, says: 'value' }]);
};

export const administrativeGender: Calculator = ({ record }, fact) => {
  const gender = textOf(record.patient?.gender);
  return gender !== undefined && fact.definition.values?.includes(gender) === true ? knownState(gender, []) : undefined;
};

/** False only when no part of the record could be read at all. */
export const recordsAvailable: Calculator = ({ record }) =>
  knownState(
    recordParts.some((part) => record.parts[part] !== 'unread'),
    [],
  );
