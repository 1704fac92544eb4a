import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineScanner } from '../../src/backtest/export/scan-line.js';
import { patientsOf } from '../../src/backtest/record/patient-reference.js';
import { isObject } from '../../src/core/values/json.js';

/** What the scanner reads of each of these lines, all in one buffer. */
function scanned(lines: readonly string[]) {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const scanner = createLineScanner();
  scanner.chunk(bytes, bytes.length);
  let from = 0;
  return lines.map((line) => {
    const to = from + Buffer.byteLength(line);
    const found = { type: scanner.typeOf(from, to), patient: scanner.patientOf(from, to) };
    from = to + 1;
    return found;
  });
}

const words = ['resourceType', 'subject', 'patient', 'reference', 'contained', 'Type', 'object'];
const text = fc.oneof(
  fc.constantFrom(...words, 'Observation', 'Patient/a', 'Patient/b', 'Group/g', '"subject":', '\\"patient\\":', ''),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.record({ reference: text }),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('tree'), { maxKeys: 4 }),
  ),
}));
const members = fc.uniqueArray(fc.tuple(fc.constantFrom(...words), tree), { selector: ([name]) => name, maxLength: 5 });
/** A line whose own type may stand before or behind anything else, with spaces or without. */
const line = fc.tuple(members, fc.nat({ max: 5 }), fc.boolean()).map(([before, at, isSpaced]) => {
  const own = before.filter(([name]) => name !== 'resourceType');
  const all = Object.fromEntries(own.toSpliced(at, 0, ['resourceType', 'Observation']));
  return isSpaced ? JSON.stringify(all, undefined, 1).replaceAll('\n', ' ') : JSON.stringify(all);
});

it('reads from bytes what parsing reads, or says that it cannot tell, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      scanned(lines).forEach(({ type, patient }, index) => {
        const parsed: unknown = JSON.parse(lines[index] ?? '');
        expect([undefined, 'Observation']).toContain(type);
        // a key that stands only inside something else is told apart in the first look at a file
        if (patient === undefined || !isObject(parsed) || (parsed.subject ?? parsed.patient) === undefined) return;
        expect([patient]).toEqual(patientsOf(parsed));
      });
    }),
    { numRuns: 400 },
  );
});

it('reads the type and the patient of ordinary lines without parsing them', () => {
  const plain = [
    '{"resourceType":"Claim","patient":{"reference":"Patient/x"},"item":[{"resourceType":"y"}]}',
    '{"resourceType":"Condition","subject":{"reference":"Patient/p1"}}',
    '{ "id" : "o" , "subject" : { "reference" : "https://ehr.example.org/r4/Patient/p2" } , "resourceType" : "Observation" }',
    '{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/p3"},"note":[{"text":"\\"subject\\": and Type"}]}',
  ];
  expect(scanned(plain)).toEqual([
    { type: 'Claim', patient: undefined },
    { type: 'Condition', patient: 'p1' },
    { type: 'Observation', patient: 'p2' },
    { type: 'AllergyIntolerance', patient: 'p3' },
  ]);
});
