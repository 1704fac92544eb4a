import { recordParts } from '../contract/patient-record.js';
import { declare } from '../guideline/parameters.js';
import { referenceTo } from '../read/statement.js';
import { readDate, yearsBetween } from '../values/day.js';
import { textOf } from '../values/json.js';
import { calculator } from './calculator.js';
import { knownState } from './fact-context.js';

/** Completed years; of a partial birth date the youngest possible age if below `adultFrom`, else the oldest. */
export const age = calculator(declare({ name: 'age', parameters: {} }), ({ record, asOf, guideline }, fact) => {
  const born = readDate(record.patient?.birthDate);
  if (record.patient === undefined || born === undefined || born.earliest > asOf) return undefined;
  const youngest = yearsBetween(Math.min(born.latest, asOf), asOf);
  const oldest = yearsBetween(born.earliest, asOf);
  const adultFrom = guideline.documents.guideline.safety.adultFrom;
  const years = youngest < adultFrom ? youngest : oldest;
  if (years > 130) return undefined;
  const { label } = fact.definition;
  return knownState(years, [
    { reference: referenceTo(record.patient), display: label, date: undefined, says: 'value' },
  ]);
});

export const administrativeGender = calculator(
  declare({ name: 'administrative-gender', parameters: {} }),
  ({ record }, fact) => {
    const gender = textOf(record.patient?.gender);
    const isKnown = gender !== undefined && fact.definition.values?.includes(gender) === true;
    return isKnown ? knownState(gender, []) : undefined;
  },
);

/** False only when no part of the record could be read at all. */
export const recordsAvailable = calculator(declare({ name: 'records-available', parameters: {} }), ({ record }) =>
  knownState(
    recordParts.some((part) => record.parts[part] !== 'unread'),
    [],
  ),
);
