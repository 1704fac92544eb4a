import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consult } from '../../src/consult.js';
import { demoClient } from '../../src/core/contract/client.js';
import type { Vignette } from '../../src/core/trial/vignette.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../src/core/values/json.js';
import { readPrefetch } from '../../src/fhir/prefetch.js';
import { toHookRequest } from '../../src/http/endpoints/hook-envelope.js';
import { shippedVignettes } from '../core/card/vignette-cards.js';
import { guideline } from '../guideline.js';
import { daysAgo, ordinaryPain, request } from '../journeys/requests.js';
import { draftOf, recordOf } from '../journeys/vignette-resources.js';

const runs = { numRuns: 60, seed: 20_261_126 };

/** A name of every code that states a red flag, by `system|code`. */
const nameOf = new Map<string, string>();
for (const { definition, isRedFlag } of guideline.facts) {
  if (!isRedFlag) continue;
  for (const { finding, history } of definition.evidence ?? [])
    for (const { system, code, display } of guideline.documents.valueSets[finding ?? history ?? '']?.codes ?? [])
      if (display !== '') nameOf.set(`${system}|${code}`, display);
}

/** An entry that states a red flag, with the name of its code. */
interface RedFlag {
  readonly entry: JsonObject;
  readonly name: string;
}

function redFlagsAmong(resources: readonly JsonObject[]): readonly RedFlag[] {
  return resources.flatMap((entry) => {
    if (entry.resourceType !== 'Condition' && entry.valueBoolean !== true) return [];
    const code = isObject(entry.code) ? objectsOf(entry.code.coding) : [];
    const name = code.flatMap((one) => nameOf.get(`${textOf(one.system)}|${textOf(one.code)}`) ?? [])[0];
    return name === undefined ? [] : [{ entry, name }];
  });
}

interface Case {
  readonly vignette: Vignette;
  readonly variant: number;
  readonly flag: RedFlag;
}

const cases: readonly Case[] = shippedVignettes()
  .filter(({ facts, expected }) => expected.rating !== 'not-indicated' && facts['records-available'] !== false)
  .flatMap((vignette) =>
    [0, 1, 2, 3].flatMap((variant) =>
      redFlagsAmong(recordOf(vignette, variant).resources).map((flag) => ({ vignette, variant, flag })),
    ),
  );

/** The rating of a vignette in which one entry is put in another form; undefined leaves it out. */
function ratingWith(
  { vignette, variant, flag }: Case,
  change: (flag: RedFlag) => JsonObject | undefined,
  attached: readonly JsonObject[] = [],
): Promise<string> {
  const { patient, resources, reasonCode } = recordOf(vignette, variant);
  const changed = resources.flatMap((one): readonly JsonObject[] => {
    const kept = one.id === flag.entry.id ? change(flag) : one;
    return kept === undefined ? [] : [kept];
  });
  const references = attached.map(({ id }) => ({ reference: `#${String(id)}` }));
  const own = attached.length === 0 ? {} : { contained: attached, supportingInfo: references };
  const drafts = [{ ...draftOf(vignette.order, 'draft-0', reasonCode), ...own }];
  return ratingOf(request({ drafts, patient, resources: changed }));
}

async function ratingOf(body: JsonObject): Promise<string> {
  const { decided } = await consult(
    {
      guidelines: [guideline],
      gatherRecord: async (hookRequest) => readPrefetch(hookRequest).record,
      attestationsOf: async () => ({ kind: 'read', answers: [] }),
      now: () => new Date(),
      newId: randomUUID,
    },
    toHookRequest(body, ['order-select']),
    demoClient,
  );
  return decided[0]?.rated.decision.criterion.definition.rating ?? 'none';
}

const as = ({ entry }: RedFlag, code: JsonObject): JsonObject => ({ ...entry, code });
const local = { system: 'urn:oid:1.2.3.4.5.999', code: 'EHR-4711' };
const forms: readonly (readonly [string, (flag: RedFlag) => JsonObject])[] = [
  ['its words without a code', (flag) => as(flag, { text: flag.name })],
  ['its words beside a local code', (flag) => as(flag, { coding: [{ ...local, display: flag.name }] })],
  ['its words as text beside a local code', (flag) => as(flag, { coding: [local], text: flag.name })],
  ['a code without words', (flag) => as(flag, { coding: [local] })],
  ['neither code nor words', (flag) => as(flag, {})],
  ['a coding without a system', (flag) => as(flag, { coding: [{ code: '4711', display: flag.name }] })],
  [
    'an unknown modifier',
    ({ entry }) => ({ ...entry, modifierExtension: [{ url: 'urn:example:x', valueBoolean: true }] }),
  ],
  ['no status', ({ entry: { clinicalStatus: _, verificationStatus: __, status: ___, ...rest } }) => rest],
];

describe('an order that a red flag keeps from being "not indicated"', () => {
  it('is tried with many entries', () => {
    expect(cases.length).toBeGreaterThan(40);
  });

  it.each(forms)('is not "not indicated" either when the entry has %s', async (_, form) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cases), async (drawn) => {
        expect(await ratingWith(drawn, form), drawn.vignette.id).not.toBe('not-indicated');
      }),
      runs,
    );
  });

  it('is not "not indicated" either when the entry stands inside the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cases), async (drawn) => {
        const { entry } = drawn.flag;
        expect(await ratingWith(drawn, () => undefined, [entry]), drawn.vignette.id).not.toBe('not-indicated');
      }),
      runs,
    );
  });
});

/** Three weeks of back pain with a normal screen, and one entry more. */
function ordinaryWith(...entries: readonly JsonObject[]): JsonObject {
  return request({ resources: [...ordinaryPain, ...entries] });
}

const coded: readonly RedFlag[] = [...nameOf].map(([key, name]) => {
  const end = key.lastIndexOf('|');
  const code = { coding: [{ system: key.slice(0, end), code: key.slice(end + 1), display: name }] };
  const status = {
    clinicalStatus: { coding: [{ code: 'active' }] },
    verificationStatus: { coding: [{ code: 'confirmed' }] },
  };
  const subject = { reference: 'Patient/p1' };
  return { name, entry: { resourceType: 'Condition', id: 'c1', code, subject, recordedDate: daysAgo(1), ...status } };
});

describe('a red flag on a record that is clear otherwise', () => {
  it('is not needed for "not indicated"', async () => {
    expect(await ratingOf(ordinaryWith())).toBe('not-indicated');
  });

  it.each(forms)('stops it when its entry has %s', async (_, form) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...coded), async (flag) => {
        // some codes count only where something narrows them
        fc.pre((await ratingOf(ordinaryWith(flag.entry))) !== 'not-indicated');
        expect(await ratingOf(ordinaryWith(form(flag))), flag.name).not.toBe('not-indicated');
      }),
      runs,
    );
  });
});
