import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { datedRequest } from '../dated-request.js';
import { runCommand } from './run-command.js';

const request = 'fhir-fixtures/requests/lumbar-mri-saddle-numbness.json';
const patient = 'fhir-fixtures/patients/clbp-opioids.json';
const asOf = '2026-03-01';

let folder: string;
beforeAll(() => {
  // an author reads the whole card
  vi.stubEnv('CARD_DETAIL', 'full');
  folder = mkdtempSync(join(tmpdir(), 'explain-'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function explained(...argv: readonly string[]) {
  const { code, printed, complaints } = await runCommand(['explain', ...argv, '--json']);
  expect([code, complaints]).toEqual([0, '']);
  return JSON.parse(printed);
}

describe('explain, as text', () => {
  it('shows the answer, facts with proofs, rows with terms, studies and the card', async () => {
    const { code, printed } = await runCommand(['explain', request, '--as-of', asOf]);
    expect(code).toBe(0);
    expect(printed).toMatch(/^Record {5}Patient\/example-patient, \d+ resources; as of 2026-03-01$/m);
    expect(printed).toMatch(/^Answer {5}indicated-emergency by row 6, cauda-equina-red-flags$/m);
    expect(printed).toMatch(
      /^ {2}saddleAnesthesia +yes +documented +Saddle numbness\n {6}\S+ +ServiceRequest\/draft-1 /m,
    );
    expect(printed).toMatch(/^> +6 {2}true +cauda-equina-red-flags\n +emergencyFlag: saddleAnesthesia yes$/m);
    expect(printed).toMatch(/^ +3 {2}false +child\n +adult\.not\(\): ageYears \d+ *$/m);
    expect(printed).toMatch(/^> mri-wo +MRI without contrast +appropriate$/m);
    expect(printed).toMatch(/^ {2}\| CRITICAL {2}Possible cauda equina syndrome/m);
    expect(printed.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  it('marks what matters where colours can be seen', async () => {
    const { printed } = await runCommand(['explain', request], (colour, text) => `<${colour}>${text}</${colour}>`);
    expect(printed).toContain('<bold>indicated-emergency</bold>');
    expect(printed).toContain('<green>appropriate</green>');
    expect(printed).toContain('<red>CRITICAL</red>');
  });

  it('prints nothing from a record that a terminal would obey', async () => {
    const condition = {
      resourceType: 'Condition',
      id: 'pain',
      code: {
        coding: [{ system: 'http://snomed.info/sct', code: '279039007', display: 'Low back\u001b[2J\nSUSPECTED pain' }],
      },
    };
    const bundle = write('escape.json', { resourceType: 'Bundle', entry: [{ resource: condition }] });
    const { printed } = await runCommand(['explain', bundle, '--order', 'mri-wo']);
    expect(printed).toContain('Low back [2J SUSPECTED pain');
    expect(printed).not.toContain('\u001b');
  });
});

describe('explain, as JSON', () => {
  it('takes the code of a study, as a CPT code is', async () => {
    const { orders } = await explained(patient, '--order', '72148', '--as-of', asOf);
    expect(orders).toMatchObject([{ order: 'ServiceRequest/72148', study: { kind: 'mri-wo', region: 'lumbar' } }]);
  });

  it('holds every fact, every row and the card', async () => {
    const { orders, unanswered, unreadParts } = await explained(request, '--as-of', asOf);
    const [order] = orders;
    expect([orders.length, unanswered, unreadParts]).toEqual([1, [], []]);
    expect(order).toMatchObject({
      order: 'ServiceRequest/draft-1',
      criterion: 'cauda-equina-red-flags',
      rating: 'indicated-emergency',
      studyRating: 'appropriate',
      pama: 'appropriate',
      study: { kind: 'mri-wo', region: 'lumbar' },
    });
    expect(order.facts).toContainEqual(
      expect.objectContaining({ fact: 'saddleAnesthesia', value: true, basis: 'documented', suspected: false }),
    );
    expect(order.rows.filter((row: { isDeciding: boolean }) => row.isDeciding)).toEqual([
      expect.objectContaining({
        criterion: 'cauda-equina-red-flags',
        truth: true,
        terms: [{ term: 'emergencyFlag', because: [{ fact: 'saddleAnesthesia', value: true, suspected: false }] }],
      }),
    ]);
    expect(order.card.summary).toContain('cauda equina');
  });

  it('takes the day of the evaluation from --as-of', async () => {
    const template = write('failed-care.json', datedRequest('failed-care', asOf));
    const days = async (day: string): Promise<unknown> => {
      const { orders } = await explained(template, '--as-of', day);
      return orders[0].facts.find(({ fact }: { fact: string }) => fact === 'symptomDays').value;
    };
    expect([await days('2026-03-01'), await days('2026-03-11')]).toEqual([80, 90]);
  });

  it('counts parts that a request did not send as not read', async () => {
    const body = JSON.parse(readFileSync(request, 'utf8'));
    const { unreadParts } = await explained(write('bare.json', { ...body, prefetch: {} }));
    expect(unreadParts).toContain('conditions');
  });
});

describe('an answer that is not given', () => {
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] };

  /** The acute case without red flags, with parts of its record that could not be read. */
  function acuteWithout(...parts: readonly string[]): string {
    const body = JSON.parse(datedRequest('acute-no-red-flags', asOf));
    const unread = Object.fromEntries(parts.map((part) => [part, outcome]));
    return write(`acute-${parts.join('-')}.json`, { ...body, prefetch: { ...body.prefetch, ...unread } });
  }

  it('because visits could not be read is explained as the row that would have answered', async () => {
    const { orders } = await explained(acuteWithout('encounters'), '--as-of', asOf);
    const [{ kind, insteadOf, criterion, rows, card }] = orders;
    expect([kind, criterion]).toEqual(['withheld', 'insufficient-information']);
    expect(insteadOf).toEqual({
      criterion: 'acute-no-red-flags',
      rating: 'not-indicated',
      openParts: ['encounters'],
      unsettled: [],
    });
    const deciding = rows.filter((row: { isDeciding: boolean }) => row.isDeciding);
    expect(deciding.map((row: { criterion: string }) => row.criterion)).toEqual(['acute-no-red-flags']);
    expect(card.detail).toContain(
      '### Not documented\n\n- Would be "not indicated" (acute-no-red-flags); withheld because these could not be read: visits.\n',
    );
    const decision = card.extension['org.spine-imaging-cds.decision'];
    expect(decision).not.toHaveProperty('because');
    expect(decision.withheld).toMatchObject({
      criterion: 'acute-no-red-flags',
      rating: 'not-indicated',
      unreadParts: ['encounters'],
    });
    expect(decision.withheld.because).toContainEqual(expect.objectContaining({ fact: 'symptomDays' }));
  });

  it('is said in the text, at its head and at its row', async () => {
    const { printed } = await runCommand(['explain', acuteWithout('encounters'), '--as-of', asOf]);
    expect(printed).toMatch(/^Answer {5}insufficient-information by row 60, insufficient-information$/m);
    expect(printed).toMatch(
      /^Withheld {3}"not-indicated" by row 52, acute-no-red-flags; not read in full: encounters$/m,
    );
    expect(printed).toMatch(/^> +52 {2}true +acute-no-red-flags {2}\(withheld\)$/m);
  });

  it('names only the parts that matter', async () => {
    const { orders, unreadParts } = await explained(acuteWithout('allergies', 'encounters'), '--as-of', asOf);
    expect(unreadParts).toEqual(['allergies', 'encounters']);
    expect(orders[0].insteadOf.openParts).toEqual(['encounters']);
  });

  it('because its row is switched off names the row and the reason', async () => {
    const site = join(folder, 'site');
    mkdirSync(join(site, 'low-back-pain'), { recursive: true });
    writeFileSync(join(site, 'site.yaml'), 'site: Example hospital\n');
    writeFileSync(
      join(site, 'low-back-pain/criteria.yaml'),
      'criteria:\n  - { id: acute-no-red-flags, disabled: under review }\n',
    );
    const { orders } = await explained(acuteWithout(), '--as-of', asOf, '--cards', site);
    expect(orders[0]).toMatchObject({
      kind: 'switched-off',
      criterion: 'insufficient-information',
      insteadOf: { criterion: 'acute-no-red-flags', rating: 'not-indicated', openParts: [] },
    });
    expect(orders[0].card.extension['org.spine-imaging-cds.decision'].switchedOff).toEqual({
      criterion: 'acute-no-red-flags',
      rating: 'not-indicated',
      reason: 'under review',
    });
  });
});

describe('the patient', () => {
  const files = readdirSync('fhir-fixtures/patients').filter((name) => !name.startsWith('us-core'));

  it.each(files)('%s is explained', async (name) => {
    const { orders, resources } = await explained(
      `fhir-fixtures/patients/${name}`,
      '--order',
      'mri-wo',
      '--as-of',
      asOf,
    );
    expect(resources).toBeGreaterThan(1);
    expect(orders[0].rows.filter((row: { isDeciding: boolean }) => row.isDeciding)).toHaveLength(1);
  });

  it('is found behind references by fullUrl, of a Bundle of any type', async () => {
    const entry = [
      { fullUrl: 'urn:uuid:p-1', resource: { resourceType: 'Patient', birthDate: '1980-01-01' } },
      { fullUrl: 'urn:uuid:p-2', resource: { resourceType: 'Patient', birthDate: '2020-01-01' } },
      {
        fullUrl: 'urn:uuid:c-1',
        resource: {
          resourceType: 'Condition',
          subject: { reference: 'urn:uuid:p-1' },
          code: { coding: [{ system: 'http://snomed.info/sct', code: '279039007' }] },
        },
      },
    ];
    const bundle = write('transaction.json', { resourceType: 'Bundle', type: 'transaction', entry });
    const order = {
      resourceType: 'ServiceRequest',
      code: { coding: [{ system: 'http://loinc.org', code: '30679-5' }] },
    };
    const reasonReference = [{ reference: 'Condition/c-1' }];
    const file = write('order.json', { ...order, reasonReference, subject: { reference: 'Patient/somebody' } });
    const adult = await explained(bundle, '--patient', 'Patient/p-1', '--order', file, '--as-of', asOf);
    const ageOf = ({ orders }: { orders: { facts: { fact: string; value: unknown }[] }[] }) =>
      orders[0]?.facts.find(({ fact }) => fact === 'ageYears')?.value;
    expect([adult.patient, adult.resources, ageOf(adult)]).toEqual(['Patient/p-1', 2, 46]);
    expect(adult.orders[0].facts).toContainEqual(expect.objectContaining({ fact: 'backPainIndication', value: true }));
    expect(ageOf(await explained(bundle, '--patient', 'p-2', '--order', file, '--as-of', asOf))).toBe(6);
  });
});

describe('the order', () => {
  it.each([
    ['mri-wo', { modality: 'mri', region: 'lumbar', contrast: 'without' }],
    ['mri-wo:cervical', { modality: 'mri', region: 'cervical', contrast: 'without' }],
    ['fhir-fixtures/orders/lumbar-ct-cpt.json', { modality: 'ct', region: 'lumbar', contrast: 'without-and-with' }],
    [request, { modality: 'mri', region: 'lumbar', contrast: 'without' }],
  ])('may be %s', async (order, study) => {
    const { orders } = await explained(patient, '--order', order);
    expect(orders[0].study).toMatchObject(study);
  });

  it('that no guideline answers is named', async () => {
    const order = 'fhir-fixtures/orders/lumbar-mri-text-only.json';
    const { printed } = await runCommand(['explain', patient, '--order', order]);
    expect(printed).toContain('No answer  ServiceRequest/lumbar-mri-text-only: not selected, or not recognised');
  });
});

describe('what cannot be read', () => {
  it.each([
    [['nobody.json', '--order', 'mri-wo'], 'nobody.json: there is no such file\n'],
    [['README.md', '--order', 'mri-wo'], /^README\.md: is not JSON: .*\n$/],
    [['package.json', '--order', 'mri-wo'], 'package.json: is neither a FHIR Bundle nor a hook request\n'],
    [[patient], '--order <study or file> is missing\n'],
    [[patient, '--order', 'mri-w0'], /^--order mri-w0: is neither a file nor a study; .*mri-wo \(lumbar, .*\n$/],
    [[patient, '--order', 'mri-wo:knee'], /^--order mri-wo:knee: is neither a file nor a study; /],
    [
      [patient, '--order', 'package.json'],
      '--order package.json: is neither a ServiceRequest nor an order-select request\n',
    ],
    [[patient, '--order', 'mri-wo', '--as-of', '2026-02-30'], '--as-of 2026-02-30 is not a day such as 2026-03-01\n'],
    [[patient, '--order', 'mri-wo', '--patient', 'x'], /holds no patient "x"; there is fb615900-.*\n$/],
    [
      ['fhir-fixtures/patients/us-core-examples.json', '--order', 'mri-wo'],
      /: holds 4 patients; name one with --patient: child-example, .*\n$/,
    ],
  ])('%j is refused with one line', async (argv, line) => {
    const { code, printed, complaints } = await runCommand(['explain', ...argv]);
    expect([code, printed]).toEqual([2, '']);
    if (typeof line === 'string') expect(complaints).toBe(line);
    else expect(complaints).toMatch(line);
    expect(complaints.trim().split('\n')).toHaveLength(1);
  });

  it('a hook request that is none is refused', async () => {
    const { code, complaints } = await runCommand([
      'explain',
      write('bad.json', { hook: 'order-select', context: {} }),
    ]);
    expect([code, complaints.trim().split('\n').length]).toEqual([2, 1]);
  });
});
