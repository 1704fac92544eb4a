import { factNamed } from '../guideline/fact-by-name.js';
import type { Fact, SeriesUse } from '../guideline/guideline.js';
import type { ScoreSeries, SeriesDefinition } from '../guideline/series-documents.js';
import { type NormalCoding, wordsOf } from '../values/coding.js';
import { isAhead } from '../values/day.js';
import { isObject, objectsOf, textOf } from '../values/json.js';
import { inRange, inUnit } from '../values/quantity.js';
import type { Observed } from './observed.js';
import { addStatement, noteUnread, noteUnreadFact, type Reading } from './reading.js';
import { referenceTo } from './statement.js';

/**
 * Reads one value of a series (a graded muscle, a reflex, a score); an undated value cannot take part in a series, and
 * one that is not final only if it is abnormal.
 */
export function readMeasurement(reading: Reading, observed: Observed, use: SeriesUse): void {
  const { holder, part, when, isFinal, value: said } = observed;
  const definition = reading.guideline.documents.series[use.series];
  if (definition === undefined || said.kind === 'none') return;
  if (when === undefined) return noteUnseen(reading, observed, use.series, 'date');
  if (isAhead(when.earliest, reading.asOf)) return noteUnseen(reading, observed, use.series, 'future');
  const value = valueRead(reading, observed, use.series, definition);
  const { scale } = definition;
  if (value === undefined || (scale !== undefined && (value < scale.lowest || value > scale.highest)))
    return noteUnseen(reading, observed, use.series, 'value');
  if (!isFinal && (definition.abnormal === undefined || !inRange(value, definition.abnormal))) return;
  const place = use.place ?? placeByBodySite(reading, observed, use.series);
  if (place === undefined && definition.kind === 'strength')
    return stateOverall(reading, observed, definition.overall, value < definition.weakBelow);
  reading.measurements.push({
    series: seriesOf(observed, use.series, definition, value),
    place,
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

/** An examination that names no muscle: normal as a word says that none is weak, a low grade only that one may be. */
function stateOverall(
  reading: Reading,
  { holder, part, value: said, when }: Observed,
  name: string,
  isWeak: boolean,
): void {
  const fact = factNamed(reading.guideline, name);
  if (fact === undefined || (!isWeak && said.kind !== 'no')) return;
  const draft = { fact, when, window: fact.window, resource: holder, part, display: wordsOf(part.code) };
  addStatement(reading, { ...draft, says: isWeak ? 'hint' : 'negative', why: isWeak ? 'unspecific' : undefined });
}

/** A value that is there and cannot be used leaves the facts behind its series unknown rather than absent. */
function noteUnseen(reading: Reading, observed: Observed, series: string, reason: 'value' | 'future' | 'date'): void {
  const definition = reading.guideline.documents.series[series];
  const withinDays = definition?.kind === 'weight' ? definition.withinDays : 0;
  const names = definition?.speaksTo ?? [];
  if (names.length === 0 && (observed.when === undefined || reading.asOf - observed.when.earliest <= withinDays))
    return noteUnread(reading, observed.holder, reason);
  for (const fact of factsOfSeries(reading, series))
    noteUnreadFact(reading, observed, { fact, window: fact.window }, reason);
}

/** The facts that the values of a series decide. */
export function factsOfSeries({ guideline }: Reading, series: string): readonly Fact[] {
  return (guideline.documents.series[series]?.speaksTo ?? []).flatMap((name) => factNamed(guideline, name) ?? []);
}

function seriesOf({ value: said }: Observed, series: string, definition: SeriesDefinition, value: number): string {
  const shortScale = shortScaleOf(definition);
  if (shortScale === undefined || value > shortScale.atMost) return series;
  const unit = said.kind === 'number' ? said.quantity.unit : undefined;
  return unit !== undefined && shortScale.unlessUnit.includes(unit) ? series : shortScale.series;
}

function shortScaleOf(definition: SeriesDefinition): ScoreSeries['shortScale'] {
  return definition.kind === 'score' ? definition.shortScale : undefined;
}

function valueRead(
  reading: Reading,
  { value: said, part }: Observed,
  series: string,
  definition: SeriesDefinition,
): number | undefined {
  const { unit, scale } = definition;
  const shortScale = shortScaleOf(definition);
  if (said.kind === 'number') {
    const { quantity } = said;
    if (quantity.bound !== 'exact') return undefined;
    if (unit === undefined || quantity.unit === undefined) return quantity.value;
    const isShort = shortScale !== undefined && !shortScale.unlessUnit.includes(quantity.unit);
    return inUnit(quantity, unit) ?? (isShort || unit.startsWith('{') ? plainNumber(quantity) : undefined);
  }
  const concept = part.valueCodeableConcept;
  const codings = isObject(concept) ? reading.guideline.codings.codings(concept) : [];
  const grade = gradeOf(reading, series, codings);
  if (grade !== undefined) return grade;
  if (said.kind === 'yes' || said.kind === 'no') return scale?.highest === 1 ? Number(said.kind === 'yes') : undefined;
  if (said.kind === 'text') return parseGrade(said.text);
  if (!isObject(concept)) return undefined;
  const words = [textOf(concept.text), ...objectsOf(concept.coding).map((coding) => textOf(coding.display))];
  return words.flatMap((text) => (text === undefined ? [] : (parseGrade(text) ?? []))).at(0);
}

/** A score whose unit is a note such as `{score}` or `1`: the number is what counts. */
function plainNumber({
  value,
  unit = '',
}: {
  readonly value: number;
  readonly unit: string | undefined;
}): number | undefined {
  return unit.startsWith('{') || unit === '1' || unit === 'score' || unit === '/10' ? value : undefined;
}

function gradeOf(reading: Reading, series: string, codings: readonly NormalCoding[]): number | undefined {
  for (const coding of codings) {
    const grade = reading.guideline.gradeOf(series, coding);
    if (grade !== undefined) return grade;
  }
  return undefined;
}

/** A grade as written: `4`, `4+`, `4-`, `3/5`, `2+`; a plus or minus does not change the grade. */
function parseGrade(text: string): number | undefined {
  const match = /^\s*(\d{1,3}(?:\.\d+)?)\s*[+-]{0,4}\s*(?:\/\s*\d{1,3})?\s*$/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

function sideOf(reading: Reading, { holder, part }: Observed): 'left' | 'right' | undefined {
  return firstOf(reading, [part.bodySite, holder.bodySite], reading.guideline.sideOf);
}

function placeByBodySite(reading: Reading, { holder, part }: Observed, series: string): string | undefined {
  return firstOf(reading, [part.bodySite, holder.bodySite], (site) => reading.guideline.placeOf(series, site));
}

function firstOf<Found>(
  { guideline }: Reading,
  concepts: readonly unknown[],
  find: (coding: NormalCoding) => Found | undefined,
): Found | undefined {
  for (const concept of concepts)
    for (const coding of guideline.codings.codings(concept)) {
      const found = find(coding);
      if (found !== undefined) return found;
    }
  return undefined;
}
