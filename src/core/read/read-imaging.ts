import { entryOf } from '../order/study.js';
import { wordsOf } from '../values/coding.js';
import { type DayRange, isAhead, readDate } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { readObservation } from './read-observation.js';
import type { Reading } from './reading.js';
import { usableReportStatus } from './resource-status.js';
import { referenceTo } from './statement.js';
import { observationDate, performedPeriod } from './statement-date.js';

/** Reads a report: the imaging study that it reports, or the answer of a laboratory test to a question of the guideline. */
export function readReport(reading: Reading, report: JsonObject): void {
  readDoneStudy(reading, report);
  const asked = reading.guideline.codings
    .codings(report.code)
    .some((coding) =>
      reading.guideline.uses.lookup(coding).some((use) => use.kind === 'evidence' && use.role === 'answer'),
    );
  if (!asked) return;
  for (const conclusion of objectsOf(report.conclusionCode))
    readObservation(reading, { ...report, valueCodeableConcept: conclusion });
}

/** Reads a completed imaging study from an ImagingStudy, a DiagnosticReport or a Procedure (criteria.md §2.8). */
export function readDoneStudy(reading: Reading, resource: JsonObject): void {
  if (!isDone(reading, resource)) return;
  const { guideline } = reading;
  for (const concept of [...objectsOf(resource.code), ...objectsOf(resource.procedureCode)]) {
    const entry = guideline.knowsStudy(concept) ? entryOf(guideline, concept) : undefined;
    if (entry === undefined || entry.role !== undefined) continue;
    const when = doneOn(reading, resource);
    if (when === undefined || isAhead(when.earliest, reading.asOf)) return;
    const region = entry.region === 'unspecified' ? regionBySite(reading, resource) : entry.region;
    if (region === undefined) continue;
    const display = wordsOf(concept) ?? region;
    const proof = { reference: referenceTo(resource), display, date: when.text, says: 'value' } as const;
    reading.doneStudies.push({ modality: entry.modality, region, when, resource, proof });
    return;
  }
}

function isDone({ guideline: { forms } }: Reading, { resourceType, status }: JsonObject): boolean {
  if (resourceType === 'ImagingStudy') return textOf(status)?.toLowerCase() === 'available';
  if (resourceType !== 'DiagnosticReport') return forms.statusOf('event', status) === 'completed';
  return usableReportStatus.has(forms.statusOf('observation', status) ?? '');
}

function doneOn(reading: Reading, resource: JsonObject): DayRange | undefined {
  if (resource.resourceType === 'ImagingStudy') return readDate(resource.started);
  if (resource.resourceType === 'DiagnosticReport') return observationDate(reading, resource);
  const { start, end } = performedPeriod(reading, resource);
  return end ?? start;
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
