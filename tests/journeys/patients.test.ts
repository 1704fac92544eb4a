import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../../src/cli/explain/explain-record.js';
import { type Consultation, consult } from '../../src/consult.js';
import { formatValue } from '../../src/core/card/format-fact.js';
import { demoClient } from '../../src/core/contract/client.js';
import { isObject } from '../../src/core/values/json.js';
import { subjectOf } from '../../src/fhir/subject.js';
import { toHookRequest } from '../../src/http/endpoints/hook-envelope.js';
import { guideline } from '../guideline.js';
import { responseProblems } from '../http/response-schema.js';
import { bundleOf, order } from './requests.js';

const folder = 'fhir-fixtures/patients';
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const evaluatedOn = new Date('2026-11-23T12:00:00Z');

describe('a lumbar MRI for every patient of the fixtures', () => {
  it.each(files)('%s gets a valid, explained card', async (file) => {
    const { response, decided } = await decideFor(file);
    expect(responseProblems(response)).toEqual([]);
    expect(response.cards).toHaveLength(1);
    expect(decided[0]?.rated.decision.criterion.definition.id).toBeDefined();
  });

  it('is what docs/patients.md says', async () => {
    const rows = await Promise.all(files.map(async (file) => rowOf(file, await decideFor(file))));
    await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot('../../docs/patients.md');
  });
});

const head = [
  '# What each patient of the fixtures would get',
  '',
  'A lumbar MRI without contrast, ordered for low back pain, for every record in `fhir-fixtures/patients`, with every part of',
  'the record read, evaluated on 2026-11-23. The table is kept true by `tests/journeys/patients.test.ts`. To see one in full:',
  '',
  '```sh',
  'npm run cards -- explain fhir-fixtures/patients/clbp-opioids.json --order mri-wo --as-of 2026-11-23',
  '```',
  '',
  'None of these records holds a coded bladder, bowel, saddle or strength finding, so "cannot rate" is the usual answer: the card',
  'then offers to document the missing items with a click.',
  '',
  '| patient | rating | criterion | study | decided by | not documented | possible |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];

function rowOf(file: string, { decided }: Consultation): string {
  const [rated] = decided.map((one) => one.rated);
  if (rated === undefined) return `| ${file} | out of scope | | | | | |`;
  const { decision, facts, studyRating } = rated;
  const { id, rating } = decision.criterion.definition;
  const because = decision.because.flatMap((name) => {
    const state = facts.states[guideline.indexOf(name) ?? -1];
    const isTold = state !== undefined && state.proofs.length > 0 && name !== 'backPainIndication';
    return isTold ? [`${guideline.labelOf(name)}: ${formatValue(guideline, name, state.value)}`] : [];
  });
  const suspected = guideline.facts.filter(({ index }) => facts.suspected[index] === true);
  const cells = [
    file.replace('.json', ''),
    rating,
    id,
    studyRating,
    because.join('; '),
    String(decision.missing.length),
    suspected.map(({ definition }) => definition.label).join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}

async function decideFor(file: string): Promise<Consultation> {
  const bundle: unknown = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
  if (!isObject(bundle)) throw new Error(`${file} is no Bundle`);
  const isAbout = (resource: Parameters<typeof subjectOf>[0], id: string): boolean =>
    subjectOf(resource, id) === 'patient';
  const first = readBundle(bundle, { patientId: undefined, isAbout });
  const someone = /Patient\/|holds \d+ patients; name one with --patient: ([^,]+)/.exec(
    first.kind === 'unusable' ? first.message : '',
  )?.[1];
  const read = first.kind === 'read' ? first : readBundle(bundle, { patientId: someone, isAbout });
  if (read.kind === 'unusable') throw new Error(read.message);
  const draft = order(undefined, { subject: { reference: `Patient/${read.patientId}` } });
  const request = toHookRequest(
    {
      hook: 'order-sign',
      hookInstance: '305d37b5-4574-4bf9-8a4d-5a28ddac9783',
      context: { userId: 'Practitioner/1', patientId: read.patientId, draftOrders: bundleOf([draft]) },
    },
    ['order-sign'],
  );
  return consult(
    {
      guidelines: [guideline],
      gatherRecord: async () => read.record,
      attestationsOf: async () => ({ kind: 'read', answers: [] }),
      now: () => evaluatedOn,
      newId: randomUUID,
    },
    request,
    demoClient,
  );
}
