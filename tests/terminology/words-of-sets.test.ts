import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectsOf } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from '../journeys/answers.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { order, request, screenNormal, stated, study } from '../journeys/requests.js';
import { resourcesAt } from '../resources.js';
import { everyName, hear, type NamedCode, places } from './words-of-sets.js';

const all = everyName();
const sets = [...new Set(all.map(({ set }) => set))];

/** Some names of each set, always the same ones; `npm run words:all` takes every name. */
const names = process.env.WORDS_OF_SETS === 'all' ? all : sets.flatMap((set) => someOf(set, 8));

function someOf(set: string, most: number): readonly NamedCode[] {
  const own = all.filter((one) => one.set === set);
  let state = 20_261_126 + own.length;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * own.length);
  };
  return own.length <= most ? own : Array.from({ length: most }, () => own[next()]).flatMap((one) => one ?? []);
}

describe('the name of a code, without the code', () => {
  const heard = names.flatMap((name) => hear(name).map((one) => ({ ...name, ...one })));

  it('makes each fact of the code stated or suspected, wherever such a code may stand', () => {
    const silent = heard.flatMap(({ set, coding, place, silent: facts }) =>
      facts.map((fact) => `${set}: "${coding.display}" in ${place} says nothing of ${fact}`),
    );
    expect(silent).toEqual([]);
  });

  it('is tried in every place', () => {
    expect(new Set(heard.map(({ place }) => place))).toEqual(new Set(places.map(({ name }) => name)));
    expect(heard.length).toBeGreaterThan(1_500);
  });
});

describe('a name without its code, sent to the service', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const make = resourcesAt({ asOf: Math.floor(Date.now() / 86_400_000) });
  const withContrast = order(study.mriBoth);

  it.each([
    ['a medicine', [make.medication('Adalimumab 40 mg/0.8 mL pen', 30)(10)]],
    [
      'a medicine of an R5 client',

      [
        {
          ...make.medication('x', 30)(10),
          medicationCodeableConcept: undefined,
          medication: { concept: { text: 'tacrolimus 1 mg capsule' } },
        },
      ],
    ],
    ['a procedure', [make.procedure('Lumbar laminectomy')(20)]],
    ['a problem', [make.condition('Small cell lung cancer')(20)]],
  ])('keeps "not indicated" from being said: %s', async (_, resources) => {
    const acute = [...screenNormal, stated('symptom-days', 20)];
    const without = onlyCard(await app.ask(request({ resources: acute })));
    expect(decisionOf(without).rating).toBe('not-indicated');
    const card = onlyCard(await app.ask(request({ resources: [...acute, ...resources] })));
    expect(decisionOf(card).rating).not.toBe('not-indicated');
  });

  it.each([
    ['a device', 'mr-safety', make.device('Dual chamber pacemaker')(100)],
    [
      'a device by its name alone',
      'mr-safety',
      {
        ...make.device('x')(100),
        type: undefined,
        deviceName: [{ name: 'Spinal cord stimulator', type: 'user-friendly-name' }],
      },
    ],
    ['an allergy', 'contrast-caution', make.allergy('Gadobutrol', { criticality: 'high' })(100)],
    [
      'the substance of a reaction',
      'contrast-caution',
      {
        ...make.allergy('x', { criticality: 'high' })(100),
        code: undefined,
        reaction: [{ substance: { text: 'gadolinium' } }],
      },
    ],
  ])('is warned of on the card: %s', async (_, overlay, resource) => {
    const card = onlyCard(await app.ask(request({ drafts: [withContrast], resources: [...screenNormal, resource] })));
    expect(objectsOf([decisionOf(card)]).flatMap(({ overlays }) => overlays)).toContain(overlay);
  });
});
