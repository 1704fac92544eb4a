import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consult } from '../../src/consult.js';
import { demoClient } from '../../src/core/contract/client.js';
import { type RecordPart, recordParts } from '../../src/core/contract/patient-record.js';
import type { Rating } from '../../src/core/contract/vocabulary.js';
import { toFindingCode } from '../../src/core/guideline/finding-code.js';
import type { Vignette } from '../../src/core/trial/vignette.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { readPrefetch } from '../../src/fhir/prefetch.js';
import { toHookRequest } from '../../src/http/endpoints/hook-envelope.js';
import { guideline } from '../guideline.js';
import { request, stated } from '../journeys/requests.js';
import { draftOf, recordOf } from '../journeys/vignette-resources.js';

const vignettes: readonly Vignette[] = JSON.parse(readFileSync('cards/low-back-pain/vignettes/vignettes.json', 'utf8'));
const runs = { numRuns: 150, seed: 20_261_123 };
/** A vignette in one of the ways to write its facts as resources. */
interface Drawn extends Vignette {
  readonly variant: number;
}
const anyVignette: fc.Arbitrary<Drawn> = fc
  .tuple(fc.constantFrom(...vignettes.filter(({ expected }) => expected.rating !== 'out-of-scope')), fc.nat(20))
  .map(([vignette, variant]) => ({ ...vignette, variant }));

interface Outcome {
  readonly criterion: string;
  readonly rating: Rating;
  readonly studyRating: string;
}

/** Decides a vignette's order on its resources, changed as a property asks for. */
async function decideOn(
  vignette: Drawn,
  change: (resources: readonly JsonObject[]) => readonly JsonObject[] = (resources) => resources,
  prefetch: JsonObject = {},
): Promise<Outcome> {
  const { patient, resources, reasonCode } = recordOf(vignette, vignette.variant);
  const drafts = [draftOf(vignette.order, 'draft-0', reasonCode)];
  const body = request({ drafts, patient, resources: change(resources), prefetch });
  const isAvailable = vignette.facts['records-available'] !== false;
  const { decided } = await consult(
    {
      guidelines: [guideline],
      gatherRecord: async (hookRequest) => readPrefetch(hookRequest).record,
      attestationsOf: async () => ({ kind: 'read', answers: [] }),
      now: () => new Date(),
      newId: randomUUID,
    },
    toHookRequest(isAvailable ? body : { ...body, prefetch: undefined }, ['order-select']),
    demoClient,
  );
  const [rated] = decided.map((order) => order.rated);
  if (rated === undefined) throw new Error(`${vignette.id} was not decided`);
  const { id, rating } = rated.decision.criterion.definition;
  return { criterion: id, rating, studyRating: rated.studyRating };
}

describe('the decision does not change', () => {
  it('when the entries of the record are put in another order', async () => {
    await fc.assert(
      fc.asyncProperty(anyVignette, fc.infiniteStream(fc.integer({ min: 0, max: 1_000 })), async (vignette, keys) => {
        const shuffled = await decideOn(vignette, (resources) =>
          resources
            .map((resource) => ({ resource, key: keys.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ resource }) => resource),
        );
        expect(shuffled).toEqual(await decideOn(vignette));
      }),
      runs,
    );
  });

  it('when resources stand in the record twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyVignette, fc.nat(), async (vignette, pick) => {
        const doubled = await decideOn(vignette, (resources) => {
          const copy = resources[pick % Math.max(1, resources.length)];
          return copy === undefined ? resources : [...resources, structuredClone(copy), { ...copy, id: 'copy' }];
        });
        expect(doubled).toEqual(await decideOn(vignette));
      }),
      runs,
    );
  });

  it('when resources that no fact asks about are added', async () => {
    await fc.assert(
      fc.asyncProperty(anyVignette, fc.constantFrom(...unrelated), async (vignette, extra) => {
        expect(await decideOn(vignette, (resources) => [extra, ...resources])).toEqual(await decideOn(vignette));
      }),
      runs,
    );
  });

  it('when the value of an Observation moves into a component', async () => {
    await fc.assert(
      fc.asyncProperty(anyVignette, async (vignette) => {
        expect(await decideOn(vignette, (resources) => resources.map(intoComponent))).toEqual(await decideOn(vignette));
      }),
      runs,
    );
  });
});

function named(system: string, code: string, display: string): JsonObject {
  return { coding: [{ system, code, display }] };
}

const unrelated: readonly JsonObject[] = [
  { resourceType: 'Observation', id: 'u1', status: 'final', code: code('http://loinc.org', '2093-3'), valueInteger: 5 },
  { resourceType: 'Condition', id: 'u2', code: named('http://snomed.info/sct', '444814009', 'Viral sinusitis') },
  {
    resourceType: 'Procedure',
    id: 'u3',
    status: 'completed',
    code: named('http://snomed.info/sct', '73761001', 'Colonoscopy'),
  },
  { resourceType: 'Immunization', id: 'u4', status: 'completed' },
];

function code(system: string, value: string): JsonObject {
  return { coding: [{ system, code: value }] };
}

function intoComponent(resource: JsonObject): JsonObject {
  const { code: named, ...rest } = resource;
  const values = Object.entries(rest).filter(([member]) => member.startsWith('value'));
  if (resource.resourceType !== 'Observation' || values.length === 0) return resource;
  const others = Object.entries(rest).filter(([member]) => !member.startsWith('value'));
  const component = [{ code: named, ...Object.fromEntries(values) }];
  return { ...Object.fromEntries(others), code: { text: 'Examination' }, component };
}

const urgency: { readonly [rating in Rating]: number } = {
  'indicated-emergency': 5,
  'indicated-urgent': 4,
  indicated: 3,
  'may-be-appropriate': 2,
  'insufficient-information': 1,
  'no-criteria-apply': 1,
  'not-indicated': 0,
  'out-of-scope': 0,
};

describe('safety', () => {
  it('a documented red flag never lowers the urgency, unless the finding has been imaged', async () => {
    const flags = [
      'saddle-anesthesia',
      'foot-drop',
      'metastasis-suspected',
      'spine-infection-coded',
      'myelopathy-signs',
    ];
    await fc.assert(
      fc.asyncProperty(anyVignette, fc.constantFrom(...flags), async (vignette, flag) => {
        const before = await decideOn(vignette);
        // a negative of the same day would make it a conflict, which is another rule
        const silent = withoutFacts(
          vignette,
          flag === 'foot-drop' ? [flag, 'motor-weakness', 'muscle-strength'] : [flag],
        );
        const after = await decideOn(silent, (resources) => [...resources, { ...stated(flag, true, 0), id: 'flag' }]);
        if (after.criterion === 'already-imaged-for-this-finding') return;
        expect(urgency[after.rating]).toBeGreaterThanOrEqual(urgency[before.rating]);
      }),
      runs,
    );
  });

  it('a statement of the red-flag screen that is taken away never makes an order "not indicated"', async () => {
    const screen = guideline.documents.guideline.safety.screen.map(toFindingCode);
    await fc.assert(
      fc.asyncProperty(anyVignette, fc.constantFrom(...screen), async (vignette, item) => {
        const before = await decideOn(vignette);
        const after = await decideOn(withoutFacts(vignette, [item]));
        if (after.criterion === 'study-not-supported') return;
        if (before.rating !== 'not-indicated') expect(after.rating).not.toBe('not-indicated');
      }),
      runs,
    );
  });

  it('a part of the record that cannot be read never makes an order "not indicated"', async () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] };
    const states: readonly unknown[] = [outcome, undefined, { resourceType: 'Bundle', entry: [{ resource: outcome }] }];
    await fc.assert(
      fc.asyncProperty(
        anyVignette,
        fc.constantFrom<RecordPart>(...recordParts),
        fc.constantFrom(...states),
        async (vignette, part, state) => {
          const before = await decideOn(vignette);
          const after = await decideOn(vignette, undefined, { [part]: state });
          if (after.criterion === 'study-not-supported') return;
          if (before.rating !== 'not-indicated') expect(after.rating).not.toBe('not-indicated');
        },
      ),
      { ...runs, numRuns: 400 },
    );
  });
});

function withoutFacts(vignette: Drawn, names: readonly string[]): Drawn {
  const facts = Object.entries(vignette.facts).filter(([name]) => !names.includes(name));
  return { ...vignette, facts: Object.fromEntries(facts) };
}
