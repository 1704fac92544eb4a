import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import {
  asText,
  backtest,
  byType,
  orderFor,
  type Ran,
  smallExport,
  temporaryFolder,
  writeFiles,
} from './small-export.js';

const everything = ['orders.ndjson', 'codes.csv', 'texts.csv', 'report.json', 'report.html'];
/** What does not tell how many lines were read. */
const answers = ['orders.ndjson', 'codes.csv', 'texts.csv'];
const resources = smallExport();
const plain = asText(byType(resources));
let usual: Ran;

beforeAll(async () => {
  usual = await backtest(writeFiles(plain));
});

async function expectSame(files: ReadonlyMap<string, string | Uint8Array>, names: readonly string[]): Promise<Ran> {
  const other = await backtest(writeFiles(files));
  for (const name of names) expect(other.file(name), name).toBe(usual.file(name));
  return other;
}

function mapped(change: (text: string) => string | Uint8Array): ReadonlyMap<string, string | Uint8Array> {
  return new Map([...plain].map(([name, text]) => [name, change(text)]));
}

describe('a backtest', () => {
  it('scores every order of the export, and what was done where no order asks for it', () => {
    const rows = usual.rows();
    expect(rows).toHaveLength(14);
    expect(rows.filter(({ order }) => order.startsWith('Procedure/'))).toHaveLength(1);
    expect(new Set(rows.map(({ answer }) => answer.rating)).size).toBeGreaterThan(2);
    expect(usual.file('codes.csv')).toContain('urn:example:local,L1,"Osteoporosis, known"');
    expect(usual.file('texts.csv')).toMatch(/^quorvex,/m);
  });

  it('counts what names no patient, and what the service does not read', () => {
    expect(usual.merged.plan.read).toMatchObject({
      patients: 14,
      withoutPatient: { Observation: 1 },
      passedOver: { Claim: 1, Organization: 1 },
    });
  });
});

describe('the same bytes come of', () => {
  it('lines in another order', () =>
    expectSame(
      mapped((text) => text.trim().split('\n').reverse().join('\n').concat('\n')),
      everything,
    ));

  it('lines of all types mixed over files of other names', () => {
    const lines = [...plain.values()].flatMap((text) => text.trim().split('\n'));
    const files = [0, 1, 2].map((part) => {
      const own = lines.filter((_, index) => (index * 7) % 3 === part);
      return [`part/z${2 - part}.ndjson`, own.map((line) => `${line}\n`).join('')] as const;
    });
    return expectSame(new Map(files), everything);
  });

  it('a first thousand lines in which there is neither a patient nor an order', () => {
    const filler = Array.from({ length: 1_100 }, (_, index) => `{"resourceType":"Organization","id":"o${index}"}\n`);
    const all = [...plain.values()].join('');
    return expectSame(new Map([['export.ndjson', filler.join('') + all]]), answers);
  });

  it('gzip', () => expectSame(new Map([...plain].map(([name, text]) => [`${name}.gz`, gzipSync(text)])), everything));

  it('CRLF', () =>
    expectSame(
      mapped((text) => text.replaceAll('\n', '\r\n')),
      everything,
    ));

  it('a byte order mark', () =>
    expectSame(
      mapped((text) => `\u{feff}${text}`),
      everything,
    ));

  it('no end of line at the end', () =>
    expectSame(
      mapped((text) => text.trimEnd()),
      everything,
    ));

  it('members in the order of the alphabet, with spaces between', () => {
    const sorted = (resource: JsonObject): JsonObject =>
      Object.fromEntries(Object.entries(resource).sort(([left], [right]) => (left < right ? -1 : 1)));
    const files = mapped((text) =>
      text.replace(/.+/g, (line) => JSON.stringify(sorted(JSON.parse(line)), undefined, 1).replaceAll('\n', ' ')),
    );
    return expectSame(files, everything);
  });

  it('a manifest beside the files', () => {
    const output = [...plain.keys()].map((name) => ({
      type: name.split('.')[0],
      url: `https://ehr.example.org/${name}`,
    }));
    const manifest = JSON.stringify({ transactionTime: '2025-04-01T00:00:00Z', output });
    return expectSame(new Map([...plain, ['manifest.json', manifest]]), everything);
  });

  it('every line twice, in another file too', async () => {
    const twice = new Map(
      [...plain].flatMap(([name, text]) => [[name, text + text] as const, [`again/${name}`, text] as const]),
    );
    const { merged } = await expectSame(twice, answers);
    expect(merged.plan.read.patients).toBe(14);
  });

  it.each([
    ['over several lines', 2],
    ['on one line', undefined],
  ])('one Bundle for each patient, %s', async (_, indent) => {
    const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
    const isOf = (resource: JsonObject, id: unknown): boolean =>
      resource.id === id ||
      JSON.stringify(resource).includes(`"Patient/${String(id)}"`) ||
      resource.resourceType === 'Medication';
    const bundles = patients.map(({ id }) => {
      const entry = resources.filter((resource) => isOf(resource, id)).map((resource) => ({ resource }));
      return [
        `${String(id)}.json`,
        JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }, undefined, indent),
      ] as const;
    });
    await expectSame(new Map(bundles), answers);
  });

  it('a Bundle a line, of a search and with ids that stand in `fullUrl` only', () => {
    const lines = [...plain.values()].map((text) => {
      const entry = text
        .trim()
        .split('\n')
        .map((line): JsonObject => {
          const { id, ...resource } = JSON.parse(line);
          return { fullUrl: `https://ehr.example.org/fhir/${resource.resourceType}/${id}`, resource };
        });
      return `${JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry })}\n`;
    });
    return expectSame(new Map([['all.ndjson', lines.join('')]]), answers);
  });

  it('a torn last line that names nobody, but for its count', async () => {
    const files = mapped((text) => `${text}{"resourceType":"Obser`);
    const { merged } = await expectSame(files, answers);
    expect(merged.plan.read.unreadableLines).toBe(plain.size);
  });

  it('records under the ids that a patient had before', async () => {
    const [first] = usual.rows();
    const id = first?.patient ?? '';
    const old = resources.map((resource) =>
      resource.resourceType === 'Condition' && JSON.stringify(resource).includes(`"Patient/${id}"`)
        ? { ...resource, subject: { reference: 'Patient/before' } }
        : resource,
    );
    const link = [{ type: 'replaced-by', other: { reference: `Patient/${id}` } }];
    const files = asText(byType([...old, { resourceType: 'Patient', id: 'before', link }]));
    const { merged } = await expectSame(files, answers);
    expect(merged.plan.read).toMatchObject({ patients: 14, mergedPatients: 1 });
  });

  it('a run that was broken off, and goes on', async () => {
    const source = writeFiles(plain);
    const { out } = await backtest(source);
    const scored = join(out, 'work', 'scored');
    for (const name of readdirSync(scored).slice(0, 7)) rmSync(join(scored, name));
    rmSync(join(out, 'orders.ndjson'));
    const again = await backtest(source, {}, out);
    for (const name of everything) expect(again.file(name)).toBe(usual.file(name));
  });
});

describe('a line that was cut off', () => {
  it('leaves a gap in the record of the patient whom it names, so that silence there means nothing', async () => {
    const { patient: id = '' } = usual.rows().find(({ answer }) => answer.rating === 'not-indicated') ?? {};
    expect(id).not.toBe('');
    const torn = `{"resourceType":"Condition","subject":{"reference":"Patient/${id}"},"code":{"te`;
    const other = await backtest(writeFiles(new Map([...plain, ['torn.ndjson', torn]])));
    const before = new Map(usual.rows().map((row) => [row.patient, row.answer.rating]));
    const changed = other.rows().filter((row) => row.answer.rating !== before.get(row.patient));
    expect(changed.map(({ patient, answer }) => [patient, answer.rating])).toEqual([[id, 'insufficient-information']]);
  });
});

describe('a folder', () => {
  it('with another run in it is not written to', async () => {
    const out = temporaryFolder();
    await backtest(writeFiles(plain), {}, out);
    const other = writeFiles(asText(byType([...resources, orderFor('pat-a0', { id: 'second' })])));
    await expect(backtest(other, {}, out)).rejects.toThrow(/holds a backtest of another export/);
  });

  it('without an export, without patients or of an earlier FHIR version is refused at once', async () => {
    await expect(backtest(join(temporaryFolder(), 'none'))).rejects.toThrow(/there is no such folder/);
    await expect(backtest(temporaryFolder())).rejects.toThrow(/no NDJSON file and no Bundle among 0 files/);
    const dstu2 = new Map([['a.ndjson', '{"resourceType":"DiagnosticOrder","id":"1"}\n']]);
    await expect(backtest(writeFiles(dstu2))).rejects.toThrow(/no Patient in it[\s\S]*earlier version than FHIR R4/);
  });
});
