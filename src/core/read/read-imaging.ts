import type { StudyEntry } from '../guideline/guideline.js';
import { conceptsOf } from '../order/order-elements.js';
import { regionsOfSites } from '../order/order-region.js';
import { entryOf, regionFor } from '../order/study.js';
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
  for (const concept of [resource.code, resource.procedureCode, resource.procedure].flatMap((one) =>
    objectsOf(conceptsOf(one)),
  )) {
    const entry = guideline.knowsStudy(concept) ? entryOf(guideline, concept) : undefined;
    if (entry === undefined || entry.role !== undefined) continue;
    const when = doneOn(reading, resource);
    if (when === undefined || isAhead(when.earliest, reading.asOf)) return;
    for (const region of regionsDone(reading, resource, entry)) {
      const display = wordsOf(concept) ?? region;
      const proof = { reference: referenceTo(resource), display, date: when.text, says: 'value' } as const;
      reading.doneStudies.push({ modality: entry.modality, region, when, resource, proof });
    }
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

/** The region of a study that was done, by the rules of an ordered one; several sites were all imaged. */
function regionsDone(reading: Reading, resource: JsonObject, entry: StudyEntry): readonly string[] {
  const { guideline } = reading;
  const seriesSites = objectsOf(resource.series).flatMap((series) => objectsOf(series.bodySite));
  const sites = regionsOfSites(guideline, [
    ...guideline.codings.codings(conceptsOf(resource.bodySite)),
    ...guideline.codings.codings(conceptsOf(seriesSites)),
    ...seriesSites.flatMap((site) => guideline.codings.normalise(site.system, site.code) ?? []),
  ]);
  if (entry.region === 'unspecified') return sites;
  const region = regionFor(entry, sites);
  return region === undefined || region === 'contradiction' ? [] : [region];
}
