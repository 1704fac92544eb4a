import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordParts } from '../src/core/contract/patient-record.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../src/core/values/json.js';
import { typeOfPart } from '../src/fhir/record-parts.js';
import { datedRequest } from './dated-request.js';
import { filesUnder } from './source-files.js';

const asOf = '2026-11-23';
const files = filesUnder('fhir-fixtures', '.json');
const readme = readFileSync('fhir-fixtures/README.md', 'utf8');

/** Our own words for the CPT codes that fixtures carry; a descriptor of the AMA never stands beside a code. */
const cptLabels = new Set([
  'MRI, lumbar spinal canal, no contrast',
  'MRI, lumbar spinal canal, before and after contrast',
  'CT, lumbar spine, before and after contrast',
  'CT, cervical spine, no contrast',
  'CT angiography, chest',
  'Chest radiograph, one view',
  'Defibrillator implantation',
  'Office visit, established patient',
  'Office visit, new patient',
  'Office Visit',
  'Lumbar spine CT',
  'Lumbar arthrodesis',
  'Lumbar epidural injection',
  'Lumbar laminotomy with discectomy',
  'MRI lumbar spine without and with contrast',
  'MRI lumbar spine without contrast',
  'MRI thoracic w/wo',
  'Office visit',
  'PT evaluation',
  'Therapeutic exercise',
  'X-ray lumbar spine 2-3 views',
]);

describe('the fixtures', () => {
  it.each(files)('%s is JSON of a kind we know', (file) => {
    expect(kindOf(readFixture(file))).toMatch(/^(Bundle|ServiceRequest|request|feedback|codes|case|patients)$/);
  });

  it('are each listed in the README, with nothing listed that is not there', () => {
    const listed = [...readme.matchAll(/`((?:[a-z]+\/)?[a-z0-9-]+\.json)`/g)].map(
      (match) => `fhir-fixtures/${match[1]}`,
    );
    expect([...new Set(listed)].sort()).toEqual(files.filter((file) => !file.includes('/cases/')));
  });

  it.each(files)('%s has no AMA descriptor beside a CPT code', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(
      /\(eg, proton\)|contrast material|or other outpatient visit|permanent implantable|w\/o dye/i,
    );
    expect(cptWords(JSON.parse(text)).filter((words) => !cptLabels.has(words))).toEqual([]);
  });
});

describe('the requests of ours', () => {
  const complete = files.filter((file) => /requests\/(patient|lumbar)-/.test(file)).map(readFixture);
  const dated = files
    .filter((file) => file.includes('/templates/'))
    .map((file) => datedRequest(file.replace(/^.*\/|\.json$/g, ''), asOf));
  const bench = files.filter((file) => file.includes('/bench/')).map(readFixture);

  it('prefetch every part of the record', () => {
    for (const request of [...complete, ...dated.map(parseObject)])
      expect(Object.keys(partOf(request, 'prefetch')).sort()).toEqual([...recordParts].sort());
  });

  it('hold under each key resources of its type about the patient of the request', () => {
    for (const request of [...complete, ...dated.map(parseObject), ...bench])
      expect(strayResources(request)).toEqual([]);
  });

  it('select an order that is in the draft', () => {
    for (const request of [...complete, ...dated.map(parseObject), ...bench]) {
      const context = partOf(request, 'context');
      const drafts = objectsOf(partOf(context, 'draftOrders').entry).map((entry) => partOf(entry, 'resource'));
      expect(context.selections).toEqual(drafts.map((draft) => `${draft.resourceType}/${draft.id}`));
    }
  });

  it('have their dates filled in when they are templates', () => {
    expect(dated.length).toBeGreaterThan(0);
    for (const text of dated) expect(text).not.toContain('{{');
    expect(datedRequest('acute-no-red-flags', asOf)).toContain('"onsetDateTime": "2026-11-09"');
    expect(datedRequest('acute-no-red-flags', asOf)).toContain('"effectiveDateTime": "2026-11-23"');
  });
});

function readFixture(file: string): JsonObject {
  return parseObject(readFileSync(file, 'utf8'));
}

function parseObject(text: string): JsonObject {
  const parsed: unknown = JSON.parse(text);
  if (!isObject(parsed)) throw new Error('not a JSON object');
  return parsed;
}

function partOf(whole: JsonObject, member: string): JsonObject {
  const part = whole[member];
  return isObject(part) ? part : {};
}

function kindOf(fixture: JsonObject): string | undefined {
  if (Array.isArray(fixture.patients)) return 'patients';
  if ('expect' in fixture && 'request' in fixture) return 'case';
  if ('hook' in fixture) return 'request';
  if ('feedback' in fixture) return 'feedback';
  return 'studies' in fixture ? 'codes' : textOf(fixture.resourceType);
}

/** The display of every CPT coding and the text of every concept that has one. */
function cptWords(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(cptWords);
  if (!isObject(value)) return [];
  const words = [
    isCpt(value) ? textOf(value.display) : undefined,
    objectsOf(value.coding).some(isCpt) ? textOf(value.text) : undefined,
  ];
  return [...words.filter((word) => word !== undefined), ...Object.values(value).flatMap(cptWords)];
}

function isCpt(coding: JsonObject): boolean {
  return /ama-assn|\.6\.12$/.test(textOf(coding.system) ?? '');
}

/** Resources of a request's prefetch with another type than their key says, or about another patient. */
function strayResources(request: JsonObject): readonly string[] {
  const patientId = textOf(partOf(request, 'context').patientId);
  const prefetch = partOf(request, 'prefetch');
  const isStray = (resource: JsonObject, type: string): boolean => {
    const subject = isObject(resource.subject) ? resource.subject : partOf(resource, 'patient');
    const about = type === 'Patient' ? `Patient/${textOf(resource.id)}` : textOf(subject.reference);
    return resource.resourceType !== type || about !== `Patient/${patientId}` || textOf(resource.id) === undefined;
  };
  return recordParts.flatMap((part) => {
    const resources =
      part === 'patient'
        ? objectsOf(prefetch.patient)
        : objectsOf(partOf(prefetch, part).entry).map((e) => partOf(e, 'resource'));
    return resources
      .filter((resource) => isStray(resource, typeOfPart(part)))
      .map((r) => `${part}: ${r.resourceType}/${r.id}`);
  });
}
