import type { CodeUse, EvidenceRole, Guideline, StudyEntry } from '../guideline/guideline.js';
import { conceptsOf } from '../order/order-elements.js';
import { namesLowBack, regionsOfSites } from '../order/order-region.js';
import { entryOf, regionFor } from '../order/study.js';
import { textOfAttachment } from '../text/attachment-text.js';
import { textsOf, wordsOf } from '../values/coding.js';
import { type DayRange, isAhead, readDate } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { account } from './entries.js';
import { isReadable, meaningOf } from './meaning.js';
import { readUnlessModified } from './read-modified.js';
import { readObservation } from './read-observation.js';
import { addStatement, isAdmitted, noteUnread, type Reading } from './reading.js';
import { usableReportStatus } from './resource-status.js';
import { referenceTo } from './statement.js';
import { observationDate, performedPeriod } from './statement-date.js';

/**
 * Reads a report: the imaging study that it reports, what it concludes in words, the results that it contains, or the
 * answer of a laboratory test to a question of the guideline.
 */
export function readReport(reading: Reading, report: JsonObject): void {
  readDoneStudy(reading, report);
  readConclusions(reading, report);
  const asked = reading.guideline.codings
    .codings(report.code)
    .some((coding) =>
      reading.guideline.uses.lookup(coding).some((use) => use.kind === 'evidence' && use.role === 'answer'),
    );
  if (!asked) return;
  for (const conclusion of conclusionsOf(report))
    readObservation(reading, { ...report, valueCodeableConcept: conclusion });
}

/** What a usable report says in words, and the Observations inside it that name no day of their own. */
function readConclusions(reading: Reading, report: JsonObject): void {
  const { guideline } = reading;
  if (!usableReportStatus.has(guideline.forms.statusOf('observation', report.status) ?? 'final')) return;
  const when = observationDate(reading, report);
  const shared = { when, resource: report, isAboutBack: isOfSpine(guideline, report) } as const;
  const conclusion = textOf(report.conclusion);
  const concluded = conclusionsOf(report);
  for (const concept of concluded) suspectConcluded(reading, report, concept, when);
  const texts = [conclusion, ...concluded.flatMap((concept) => [...textsOf(concept)])];
  for (const text of texts) if (text !== undefined) reading.texts.push({ ...shared, where: 'report.conclusion', text });
  let isFormUnread = false;
  for (const form of objectsOf(report.presentedForm)) {
    const read = textOfAttachment(
      { contentType: textOf(form.contentType), data: textOf(form.data) },
      guideline.reportHeadings,
    );
    if (read.kind === 'not-readable') isFormUnread = true;
    else if (conclusion === undefined || !read.text.includes(conclusion))
      reading.texts.push({ ...shared, where: 'report.form', text: read.text });
  }
  if (isFormUnread && conclusion === undefined && shared.isAboutBack) noteUnread(reading, report, 'form');
  for (const result of objectsOf(report.contained))
    if (result.resourceType === 'Observation')
      readUnlessModified(
        reading,
        { ...result, effectiveDateTime: result.effectiveDateTime ?? when?.text },
        readObservation,
      );
}

/** What a report concludes in codes: R4, R5 (a CodeableReference) and DSTU2. */
function conclusionsOf({ conclusionCode, codedDiagnosis }: JsonObject): readonly JsonObject[] {
  if (conclusionCode === undefined && codedDiagnosis === undefined) return none;
  return [...objectsOf(conceptsOf(conclusionCode)), ...objectsOf(codedDiagnosis)];
}

const none: readonly never[] = [];

/** A code that a report concludes suspects what it names; one that nobody can judge is kept as such an entry. */
function suspectConcluded(reading: Reading, report: JsonObject, concept: JsonObject, when: DayRange | undefined): void {
  const { guideline } = reading;
  if (guideline.forms.certaintyOf(concept) === 'refuted') return;
  const done = new Set<CodeUse>();
  for (const coding of meaningOf(guideline, concept).codings)
    for (const use of guideline.uses.lookup(coding)) {
      if (use.kind !== 'evidence' || done.has(use) || !isAdmitted(reading, use, report, coding)) continue;
      done.add(use);
      const { fact, role, window } = use;
      if (!concludedRoles.has(role) || fact.definition.type !== 'flag') continue;
      const display = wordsOf(concept) ?? coding.code;
      addStatement(reading, {
        fact,
        says: 'hint',
        when,
        window,
        evidence: use,
        resource: report,
        display,
        why: 'unconfirmed',
      });
    }
  if (done.size === 0 && isConcept(concept) && !isReadable(guideline, concept))
    account(reading, report, 'unreadable', concept);
}

const concludedRoles: ReadonlySet<EvidenceRole> = new Set(['finding', 'history', 'stated']);

/** A CodeableReference to what stands elsewhere has no code of its own. */
function isConcept({ coding, reference, concept }: JsonObject): boolean {
  return coding !== undefined && reference === undefined && concept === undefined;
}

/** Whether a report is of a study of the spine: by its code, or where that is not known, by its name. */
function isOfSpine(guideline: Guideline, report: JsonObject): boolean {
  return objectsOf(conceptsOf(report.code)).some((concept) => {
    const entry = guideline.knowsStudy(concept) ? entryOf(guideline, concept) : undefined;
    return entry === undefined ? namesLowBack(guideline, concept) : entry.region !== 'other';
  });
}

/** Reads a completed imaging study from an ImagingStudy, a DiagnosticReport or a Procedure (criteria.md §2.8). */
export function readDoneStudy(reading: Reading, resource: JsonObject): void {
  if (!isDone(reading, resource)) return;
  const { guideline } = reading;
  for (const concept of studyConceptsOf(resource)) {
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

function studyConceptsOf({ code, procedureCode, procedure }: JsonObject): readonly JsonObject[] {
  const concepts = objectsOf(conceptsOf(code));
  if (procedureCode === undefined && procedure === undefined) return concepts;
  return [...concepts, ...objectsOf(conceptsOf(procedureCode)), ...objectsOf(conceptsOf(procedure))];
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
