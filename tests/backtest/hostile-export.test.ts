import { symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { findExportFiles } from '../../src/backtest/export/export-files.js';
import { inspectExport } from '../../src/backtest/export/inspect-export.js';
import type { JsonObject } from '../../src/core/values/json.js';
import {
  asText,
  backtest,
  byType,
  condition,
  daysBefore,
  orderFor,
  patient,
  type Ran,
  type Row,
  smallExport,
  temporaryFolder,
  writeFiles,
} from './small-export.js';

const resources = smallExport();
const plain = asText(byType(resources));
let usual: Ran;
let [screened, other] = ['', ''];

beforeAll(async () => {
  usual = await backtest(writeFiles(plain));
  const told = usual.rows().filter(({ answer }) => answer.rating === 'not-indicated');
  [screened = '', other = ''] = told.map(({ patient: id }) => id);
  expect(other).not.toBe('');
});

function withFile(name: string, content: string | Uint8Array): Promise<Ran> {
  return backtest(writeFiles(new Map([...plain, [name, content]])));
}

/** The patients who are answered otherwise than without the hostile file, with their rating. */
function changed({ rows }: Ran): readonly (readonly [string, string | undefined])[] {
  const before = new Map(usual.rows().map((row) => [row.patient, row.answer.rating]));
  return rows()
    .filter((row: Row) => row.answer.rating !== before.get(row.patient))
    .map(({ patient: id, answer }) => [id, answer.rating]);
}

const nested = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
const about = (id: string): string => `"subject":{"reference":"Patient/${id}"}`;

describe('hostile lines', () => {
  it('change no answer, are counted, and reach no report by a name of their own', async () => {
    const emergency = '"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G83.4"}]}';
    const lines = [
      ...['[[[[', 'null', '""', '7', '{}', '{"resourceType":5}', '{"resourceType":"John Smith"}', '\u0000\u0001'],
      '{"resourceType":"__proto__"}',
      // an id may not end the line that it is written on, nor begin another one
      JSON.stringify({ resourceType: 'Patient', id: `x\n${screened}\t{"resourceType":"Condition",${emergency}}` }),
      `{"resourceType":"Condition","id":"tab",${emergency},"subject":{"reference":"Patient/${screened}\t{}"}}`,
      `{"resourceType":"Condition","id":"space",${emergency},${about(`${screened} or another`)}}`,
      `{"resourceType":"Condition","id":"group",${emergency},"subject":{"reference":"Group/${screened}"}}`,
      // whom it is about is not clear
      `{"resourceType":"Condition","id":"both",${emergency},${about(screened)},"patient":{"reference":"Patient/${other}"}}`,
      `{"resourceType":"Condition","id":"inner",${emergency},${about(screened)},"contained":[{"resourceType":"Observation",${about(other)}}]}`,
      // members of other shapes than FHIR's
      `{"resourceType":"Observation","id":7,${about(other)},"code":[[]],"component":"x","effectivePeriod":[],"note":5}`,
      `{"resourceType":"Encounter","id":null,${about(other)},"period":"x","note":[null,[{}]]}`,
      `{"resourceType":"Patient","id":"${other}","link":"x","birthDate":"1971-05-05","gender":"female"}`,
    ];
    const ran = await withFile('hostile.ndjson', lines.map((line) => `${line}\n`).join(''));
    expect(changed(ran)).toEqual([]);
    expect(ran.merged.plan.read.unreadableLines).toBe(10);
    expect(ran.merged.plan.read.withoutPatient).toMatchObject({ Patient: 1, Condition: 2 });
    for (const name of ['report.json', 'report.html', 'shareable/report.json'])
      expect(ran.file(name)).not.toMatch(/John Smith|__proto__/);
  });

  it('nested too deep to be walked through leave a gap in the record of their patient alone', async () => {
    const lines = [
      `{"resourceType":"Condition","id":"deep",${about(screened)},"code":${nested}}`,
      `{"resourceType":"Condition","id":"deep","meta":{"source":"b"},${about(screened)},"code":${nested}}`,
      `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition",${about(other)},"code":${nested}}}]}`,
    ];
    const ran = await withFile('deep.ndjson', lines.map((line) => `${line}\n`).join(''));
    expect(changed(ran)).toEqual([[screened, 'insufficient-information']]);
    expect(ran.merged.plan.read.unreadableLines).toBe(1);
  });

  it('longer than anything that is read leave the same gap, or are passed over by their type', async () => {
    const long = 'x'.repeat(33 * 1024 * 1024);
    const lines = [
      `{"resourceType":"Condition",${about(screened)},"note":[{"text":"${long}"}]}`,
      `{"resourceType":"DocumentReference",${about(other)},"description":"${long}"}`,
      JSON.stringify(condition(other, 'after', { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G83.4' })),
    ];
    const ran = await withFile('long.ndjson', lines.map((line) => `${line}\n`).join(''));
    expect(new Map(changed(ran))).toEqual(
      new Map([
        [screened, 'insufficient-information'],
        [other, 'indicated-emergency'],
      ]),
    );
    expect(ran.merged.plan.read.passedOver).toMatchObject({ DocumentReference: 1 });
  });
});

describe('a packed file that is damaged', () => {
  const packed = gzipSync(plain.get('Condition.ndjson') ?? '');

  it.each([
    ['cut off', packed.subarray(0, packed.length - 12)],
    ['none', Buffer.from('{"resourceType":"Condition"}\n')],
  ])('(%s) is told, and silence on its types means nothing for anybody', async (_, bytes) => {
    const files = new Map<string, string | Uint8Array>([...plain, ['again.ndjson.gz', bytes]]);
    const ran = await backtest(writeFiles(files));
    expect(ran.merged.plan.read.partlyRead).toContain('Condition');
    expect(new Map(changed(ran)).get(screened)).toBe('insufficient-information');
    expect(ran.file('report.html')).toContain('A packed file was damaged');
    const { warnings } = await inspectExport(await findExportFiles(writeFiles(files)));
    expect(warnings.join()).toContain('damaged, or not packed with gzip: again.ndjson.gz');
  });
});

describe('the look at an export', () => {
  const inspect = async (files: ReadonlyMap<string, string | Uint8Array>) =>
    inspectExport(await findExportFiles(writeFiles(files)));

  it('says that a file is UTF-16, and shows no name that moves the cursor', async () => {
    const wide = Buffer.from(`\u{feff}${plain.get('Patient.ndjson')}`, 'utf16le');
    const { problems } = await inspect(
      new Map<string, string | Uint8Array>([...plain, ['\u001b[31mwide.ndjson', wide]]),
    );
    expect(problems).toEqual(['?[31mwide.ndjson: UTF-16; FHIR is written in UTF-8, export it so']);
  });

  it('says that there is nothing to ask about without orders, procedures, studies or reports', async () => {
    const { warnings, problems } = await inspect(new Map([['a.ndjson', `${JSON.stringify(patient('p'))}\n`]]));
    expect(problems).toEqual([]);
    expect(warnings.join()).toContain('only --all-patients <study> has anything to ask about');
  });
});

describe('orders', () => {
  const study = { coding: [{ system: 'http://loinc.org', code: '30679-5' }] };
  const done = (resourceType: string, id: string, members: JsonObject): JsonObject => ({
    ...{ resourceType, id, subject: { reference: 'Patient/p' }, code: study, procedureCode: [study] },
    ...members,
  });
  const run = (...all: readonly JsonObject[]) => backtest(writeFiles(asText(byType([patient('p'), ...all]))));

  it('that were never placed are not scored, and those that were taken back later are', async () => {
    const { rows } = await run(
      orderFor('p', { id: 'wrong', status: 'entered-in-error' }),
      orderFor('p', { id: 'plan', intent: 'plan' }),
      orderFor('p', { id: 'not', doNotPerform: true }),
      orderFor('p', { id: 'revoked', status: 'revoked' }),
      done('Procedure', 'not-done', { status: 'not-done', performedDateTime: daysBefore(500) }),
      done('ImagingStudy', 'cancelled', { status: 'cancelled', started: daysBefore(700) }),
      done('DiagnosticReport', 'none', { status: 'cancelled', effectiveDateTime: daysBefore(900) }),
    );
    expect(rows().map(({ order }) => order)).toEqual(['ServiceRequest/revoked']);
  });

  it('without a day or an id are told in the report', async () => {
    const ran = await run(
      orderFor('p'),
      orderFor('p', { id: 'undated', authoredOn: undefined }),
      orderFor('p', { id: 'soon', authoredOn: 'soon' }),
      orderFor('p', { id: undefined }),
    );
    expect(ran.rows()).toHaveLength(1);
    expect(ran.file('report.json')).toMatch(/"not scored: without a day or an id",\s+3\b/);
  });

  it('of a line that was cut off are told in the report', async () => {
    const torn = `{"resourceType":"ServiceRequest","id":"x",${about(screened)},"code\n`;
    const ran = await withFile('torn.ndjson', torn);
    expect(ran.file('report.json')).toMatch(/"cut off, so that nobody can tell",\s+1\b/);
    expect(ran.file('report.json')).toMatch(/"lines of these records that are cut off",\s+1\b/);
  });
});

describe('a folder for results', () => {
  it('inside the export is not read as part of it, of this backtest or of another', async () => {
    const source = writeFiles(plain);
    const runs = [join(source, 'results'), join(source, 'results'), join(source, 'other')];
    for (const out of runs) {
      const { file, merged } = await backtest(source, {}, out);
      expect(file('report.json')).toBe(usual.file('report.json'));
      expect(merged.plan.read.unreadableLines).toBe(0);
    }
  });

  it('is not gone on with when a file of the export was written anew, with as many bytes', async () => {
    const text = plain.get('ServiceRequest.ndjson') ?? '';
    const source = writeFiles(plain);
    const { out } = await backtest(source);
    writeFileSync(join(source, 'ServiceRequest.ndjson'), text.replaceAll('2025-03-10', '2025-03-11'));
    utimesSync(join(source, 'ServiceRequest.ndjson'), new Date(), new Date(Date.now() + 5_000));
    await expect(backtest(source, {}, out)).rejects.toThrow(/holds a backtest of another export/);
  });
});

it('follows links to folders, and reads none twice', async () => {
  const [source, folder] = [writeFiles(plain), temporaryFolder()];
  symlinkSync(source, join(folder, 'export'));
  symlinkSync(folder, join(source, 'back'));
  symlinkSync('/nowhere', join(folder, 'gone.ndjson'));
  const { file } = await backtest(folder);
  expect(file('report.json')).toBe(usual.file('report.json'));
});
