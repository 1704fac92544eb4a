import { wordsOf } from './coding.js';
import type { SeriesUse } from './compiled-guideline.js';
import { isObject, objectsOf, textOf } from './json.js';
import type { Observed } from './observed.js';
import { inUnit } from './quantity.js';
import { noteUnread, type Reading } from './reading.js';
import { referenceTo } from './statement.js';

/** Reads one value of a series (a graded muscle, a reflex, a score); an undated value cannot take part in a series. */
export function readMeasurement(reading: Reading, observed: Observed, use: SeriesUse): void {
  const { holder, part, when, isFinal } = observed;
  if (when === undefined || !isFinal) return;
  if (when.earliest > reading.asOf + 1) return noteUnread(reading, holder, 'future');
  const definition = reading.guideline.documents.series[use.series];
  const value = definition === undefined ? undefined : valueRead(reading, observed, use.series, definition.unit);
  if (definition === undefined || value === undefined) return noteUnread(reading, holder, 'value');
  const { scale } = definition;
  if (scale !== undefined && (value < scale.lowest || value > scale.highest))
    return noteUnread(reading, holder, 'value');
  reading.measurements.push({
    series: use.series,
    place: use.place ?? placeByBodySite(reading, observed, use.series),
    side: use.side ?? sideOf(reading, observed),
    value,
    when,
    proof: {
      reference: referenceTo(holder),
      display: `${wordsOf(part.code) ?? definition.label}: ${value}`,
      date: when.text,
      says: 'value',
    },
  });
}

function valueRead(
  reading: Reading,
  { said, part }: Observed,
  series: string,
  unit: string | undefined,
): number | undefined {
  if (said.kind === 'number') {
    const { quantity } = said;
    if (quantity.bound !== 'exact') return undefined;
    return unit === undefined || quantity.unit === undefined ? quantity.value : (inUnit(quantity, unit) ?? undefined);
  }
  if (said.kind === 'text') return parseGrade(said.text);
  const concept = part.valueCodeableConcept;
  if (!isObject(concept)) return undefined;
  for (const coding of reading.guideline.codings.codings(concept)) {
    const grade = reading.guideline.gradeOf(series, coding);
    if (grade !== undefined) return grade;
  }
  const words = [textOf(concept.text), ...objectsOf(concept.coding).map((coding) => textOf(coding.display))];
  return words.flatMap((text) => (text === undefined ? [] : (parseGrade(text) ?? []))).at(0);
}

/** A grade as written: `4`, `4+`, `4-`, `3/5`, `2+`; a plus or minus does not change the grade. */
function parseGrade(text: string): number | undefined {
  const match = /^\s*(\d{1,3}(?:\.\d+)?)\s*[+-]{0,4}\s*(?:\/\s*\d{1,3})?\s*$/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

function sideOf(reading: Reading, { holder, part }: Observed): 'left' | 'right' | undefined {
  const sites = [
    ...reading.guideline.codings.codings(part.bodySite),
    ...reading.guideline.codings.codings(holder.bodySite),
  ];
  for (const site of sites) {
    const side = reading.guideline.sideOf(site);
    if (side !== undefined) return side;
  }
  return undefined;
}

function placeByBodySite(reading: Reading, { holder, part }: Observed, series: string): string | undefined {
  const sites = [
    ...reading.guideline.codings.codings(part.bodySite),
    ...reading.guideline.codings.codings(holder.bodySite),
  ];
  for (const site of sites) {
    const found = reading.guideline.placeOf(series, site);
    if (found !== undefined) return found;
  }
  return undefined;
}
