import { wordsOf } from './coding.js';
import { type DayRange, readDate } from './day.js';
import { type JsonObject, objectsOf, textOf } from './json.js';
import type { Reading } from './reading.js';
import { observationDate, performedPeriod, referenceTo } from './statement.js';
import { entryOf } from './study.js';

const doneReports: ReadonlySet<string> = new Set(['final', 'amended', 'corrected', 'appended']);

/** Reads a completed imaging study from an ImagingStudy, a DiagnosticReport or a Procedure (criteria.md §2.8). */
export function readDoneStudy(reading: Reading, resource: JsonObject): void {
  const status = textOf(resource.status);
  const concepts = conceptsOf(resource);
  switch (resource.resourceType) {
    case 'ImagingStudy':
      if (status === 'available') addStudy(reading, resource, concepts, readDate(resource.started));
      return;
    case 'DiagnosticReport':
      if (status !== undefined && doneReports.has(status))
        addStudy(reading, resource, concepts, observationDate(resource));
      return;
    case 'Procedure': {
      const period = performedPeriod(resource);
      if (status === 'completed') addStudy(reading, resource, concepts, period.end ?? period.start);
      return;
    }
    default:
  }
}

function conceptsOf(resource: JsonObject): readonly JsonObject[] {
  return [...objectsOf(resource.code), ...objectsOf(resource.procedureCode)];
}

function addStudy(
  reading: Reading,
  resource: JsonObject,
  concepts: readonly JsonObject[],
  when: DayRange | undefined,
): void {
  if (when === undefined || when.earliest > reading.asOf + 1) return;
  for (const concept of concepts) {
    const entry = entryOf(reading.guideline, { coding: concept.coding });
    if (entry === undefined || entry.role !== undefined) continue;
    const region = entry.region === 'unspecified' ? regionBySite(reading, resource) : entry.region;
    if (region === undefined) continue;
    reading.doneStudies.push({
      modality: entry.modality,
      region,
      when,
      resource,
      proof: { reference: referenceTo(resource), display: wordsOf(concept) ?? region, date: when.text, says: 'value' },
    });
    return;
  }
}

function regionBySite(reading: Reading, resource: JsonObject): string | undefined {
  const { guideline } = reading;
  const seriesSites = objectsOf(resource.series).flatMap((series) => objectsOf(series.bodySite));
  const sites = [
    ...guideline.codings.codings(resource.bodySite),
    ...seriesSites.flatMap((site) => guideline.codings.normalise(site.system, site.code) ?? []),
  ];
  for (const site of sites)
    for (const { valueSet, region } of guideline.documents.studies.bodySites)
      if (guideline.inValueSet(valueSet, site)) return region;
  return undefined;
}
