import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, no, status, yes } from '../../resources.js';
import { describeFlag } from './flag-cases.js';
import { onSide, reflex, strength } from './graded-forms.js';
import { nerveSignFlags } from './nerve-sign-flags.js';
import { factOf, factsOf, knownIn, make } from './read-facts.js';
import { strengthCases, strengthFacts } from './strength-cases.js';

const { observation, condition, day } = make;

for (const flag of nerveSignFlags) describeFlag(flag);

/** The facts of one patient that a strength series decides. */
const motorFacts = (resources: readonly JsonObject[]) => {
  const facts = factsOf(resources);
  return strengthFacts.map((name) => knownIn(facts, name));
};

describe('a strength series', () => {
  it.each(strengthCases)('of %s', (_, resources, expected) => {
    expect(motorFacts(resources)).toEqual(expected);
  });

  it.each([
    ['an integer', { valueInteger: 4 }],
    ['a quantity', { valueQuantity: { value: 4, unit: '{score}' } }],
    ['4+', { valueString: '4+' }],
    ['4-', { valueString: '4-' }],
    ['4/5', { valueString: '4/5' }],
    [
      'a coded grade in words',
      { valueCodeableConcept: { coding: [{ system: 'urn:local', code: 'x', display: '4/5' }] } },
    ],
  ])('reads %s as grade 4', (_, value) => {
    expect(factOf('severeMotorDeficit', [observation('own:muscle-strength.hip-flexion.left', value)(1)])).toBe(false);
    expect(factOf('motorWeakness', [observation('own:muscle-strength.hip-flexion.left', value)(1)])).toBe(true);
  });

  it.each([
    ['six of five', { valueInteger: 6 }],
    ['a word', { valueString: 'weak' }],
    ['a number as text', { valueQuantity: { value: '4' } }],
    ['a lower bound', { valueQuantity: { value: 3, comparator: '>' } }],
  ])('cannot read %s', (_, value) => {
    expect(factOf('motorWeakness', [observation('own:muscle-strength.hip-flexion.left', value)(1)])).toBe('unknown');
  });

  it('reads components, each with its own muscle', () => {
    const exam = observation('Motor examination', {
      component: [
        { code: concept('own:muscle-strength.knee-extension.left'), valueInteger: 5 },
        { code: concept('own:muscle-strength.ankle-dorsiflexion.left'), valueInteger: 3 },
      ],
    });
    expect(motorFacts([exam(1)])).toEqual([true, 'unknown', true, true, false, false, false]);
  });

  it('compares with an earlier exam of the same episode, not with one before it', () => {
    const onset = (daysAgo: number) => condition('sct:279039007')(daysAgo);
    const grades = [strength('hip-flexion.left', 5)(120), strength('hip-flexion.left', 4)(1)];
    expect(factOf('progressiveMotorDeficit', [onset(130), ...grades])).toBe(true);
    expect(factOf('progressiveMotorDeficit', [onset(110), ...grades])).toBe('unknown');
  });
});

describe('ankle and knee reflexes', () => {
  const facts = (age: number, resources: readonly JsonObject[]) => {
    const patient = { resourceType: 'Patient', id: 'p', birthDate: day(age * 366) };
    const all = factsOf(resources, { patient });
    return ['absentAnkleReflex', 'absentKneeReflex', 'symmetricAnkleAreflexia', 'reflexDiminished'].map((name) =>
      knownIn(all, name),
    );
  };
  const both = (place: string, grade: number) => [
    reflex(`${place}.left`, grade)(1),
    reflex(`${place}.right`, grade)(1),
  ];
  it.each([
    [
      'lost on one side at 75',
      75,
      [reflex('ankle.left', 0)(1), reflex('ankle.right', 2)(1)],
      [true, false, false, false],
    ],
    ['lost on both sides at 59', 59, both('ankle', 0), [true, false, false, false]],
    ['lost on both sides at 61', 61, both('ankle', 0), [false, false, true, false]],
    [
      'lost on both sides at 40 with a neuropathy',
      40,
      [...both('ankle', 0), condition('sct:302226006')(900)],
      [false, false, true, false],
    ],
    [
      'lost on both sides at 75 after they were there',
      75,
      [...both('ankle', 0), reflex('ankle.left', 2)(40)],
      [true, false, false, false],
    ],
    ['both knees at 75', 75, both('knee', 0), [false, true, false, false]],
    [
      'both knees with a neuropathy',
      75,
      [...both('knee', 0), condition('sct:302226006')(900)],
      [false, false, false, false],
    ],
    ['reduced on one side', 50, [reflex('ankle.left', 1)(1), reflex('ankle.right', 2)(1)], [false, false, false, true]],
    ['reduced on both sides', 50, both('ankle', 1), [false, false, false, false]],
    [
      'absent before this episode',
      50,
      [
        condition('sct:279039007')(30),
        reflex('ankle.left', 0)(400),
        reflex('ankle.left', 0)(1),
        reflex('ankle.right', 2)(1),
      ],
      [false, false, false, false],
    ],
    [
      'coded absent on both sides at 70',
      70,
      [
        observation('loinc:32389-9', { ...answer('sct:2667000'), ...onSide('left') })(1),
        observation('loinc:32389-9', { ...answer('sct:2667000'), ...onSide('right') })(1),
      ],
      [false, false, true, false],
    ],
  ] as const)('%s', (_, age, resources, expected) => {
    expect(facts(age, resources)).toEqual(expected);
  });

  it('that cannot be read leave the loss unknown', () => {
    expect(factOf('absentAnkleReflex', [observation('loinc:32389-9', { valueString: 'sluggish' })(1)])).toBe('unknown');
  });
});

describe('root pain and numbness of both legs', () => {
  it.each([
    ['sciatica left and right', [condition('icd:M54.31')(5), condition('icd:M54.32')(20)], true],
    [
      'sciatica of both sides in one Condition',
      [condition('sct:23056005', { bodySite: [concept('sct:51440002')] })(5)],
      true,
    ],
    [
      'a suspected sciatica of both sides',
      [
        condition('sct:23056005', { verificationStatus: status('provisional'), bodySite: [concept('sct:51440002')] })(
          5,
        ),
      ],
      'suspected',
    ],
    ['sciatica left only', [condition('icd:M54.32')(20)], false],
    [
      'numbness left and right',
      [
        observation('sct:309537005', { ...yes, ...onSide('left') })(2),
        observation('sct:309537005', { ...yes, ...onSide('right') })(2),
      ],
      true,
    ],
    [
      'numbness left, and denied right',
      [
        observation('sct:309537005', { ...yes, ...onSide('left') })(2),
        observation('sct:309537005', { ...no, ...onSide('right') })(2),
      ],
      false,
    ],
    ['one side long ago', [condition('icd:M54.31')(5), condition('icd:M54.32')(200)], 'suspected'],
    [
      'sciatica left and right with a neuropathy',
      [condition('icd:M54.31')(5), condition('icd:M54.32')(20), condition('sct:302226006')(400)],
      true,
    ],
    [
      'numbness left and right with a neuropathy',
      [
        observation('sct:309537005', { ...yes, ...onSide('left') })(2),
        observation('sct:309537005', { ...yes, ...onSide('right') })(2),
        condition('sct:302226006')(400),
      ],
      false,
    ],
  ] as const)('by %s', (name, resources, expected) => {
    expect(factOf(name.includes('numbness') ? 'bilateralLegDeficit' : 'bilateralRootPain', resources)).toBe(expected);
  });
});

describe('newBothLegWeakness', () => {
  const left = 'sct:16018391000119104';
  const right = 'sct:16018431000119109';
  const neuropathy = condition('sct:302226006')(400);
  const sclerosis = condition('icd:G35')(2000);
  const recorded = (code: string, daysAgo: number) => ({ ...condition(code)(daysAgo), onsetDateTime: undefined });
  const graded = (daysAgo: number) => [
    strength('plantar-flexion.left', 4)(daysAgo),
    strength('plantar-flexion.right', 4)(daysAgo),
  ];
  it.each([
    ['an onset 14 days ago in each leg', [condition(left)(14), condition(right)(14)], true],
    ['an onset 15 days ago in each leg', [condition(left)(15), condition(right)(15)], 'suspected'],
    ['one leg for long, the other since 3 days', [condition(left)(60), condition(right)(3)], true],
    ['an onset 3 days ago beside a neuropathy', [condition(left)(3), condition(right)(3), neuropathy], true],
    ['paraplegia recorded 14 days ago', [recorded('sct:60389000', 14)], true],
    ['paraplegia recorded 15 days ago', [recorded('sct:60389000', 15)], 'suspected'],
    ['paraplegia recorded today in known multiple sclerosis', [recorded('sct:60389000', 0), sclerosis], 'suspected'],
    ['both legs graded 4 today', graded(0), true],
    ['both legs graded 4 today and 15 days ago', [...graded(0), ...graded(15)], 'suspected'],
    ['both legs graded 4 today beside a neuropathy', [...graded(0), neuropathy], 'suspected'],
  ] as const)('by %s', (_, resources, expected) => {
    expect(factOf('newBothLegWeakness', resources)).toBe(expected);
  });
});

describe('neuroDeficitDays', () => {
  it.each([
    ['a stated onset', [condition('sct:309537005')(42)], 42],
    [
      'the first of several exams',
      [observation('sct:309537005', yes)(60), observation('sct:309537005', yes)(20)],
      { atLeast: 60 },
    ],
    [
      'the first exam after a denial',
      [
        observation('sct:309537005', yes)(80),
        observation('sct:309537005', no)(60),
        observation('sct:309537005', yes)(20),
      ],
      { atLeast: 20 },
    ],
    [
      'the first exam after a denial of the last six weeks',
      [observation('sct:309537005', no)(41), observation('sct:309537005', yes)(20)],
      20,
    ],
    [
      'a weakness that was graded before',
      [strength('hip-flexion.left', 4)(50), strength('hip-flexion.left', 4)(2)],
      { atLeast: 50 },
    ],
    [
      'a weakness after normal strength of long ago',
      [strength('hip-flexion.left', 5)(42), strength('hip-flexion.left', 4)(2)],
      { atLeast: 2 },
    ],
    [
      'a weakness after normal strength in the last six weeks',
      [strength('hip-flexion.left', 5)(41), strength('hip-flexion.left', 4)(2)],
      2,
    ],
    [
      'a Condition that was only recorded',
      [{ ...condition('sct:309537005')(42), onsetDateTime: undefined }],
      { atLeast: 42 },
    ],
    ['no deficit', [], 'unknown'],
    [
      'a deficit that is over',
      [observation('sct:309537005', yes)(60), observation('sct:309537005', no)(20)],
      'unknown',
    ],
    ['a statement', [observation('own:neuro-deficit-days', { valueQuantity: { value: 30, code: 'd' } })(5)], 35],
  ] as const)('by %s', (_, resources, expected) => {
    expect(factOf('neuroDeficitDays', resources)).toEqual(expected);
  });
});

describe('an improving deficit', () => {
  it('has to improve in every affected area', () => {
    const stronger = [strength('hip-flexion.left', 3)(20), strength('hip-flexion.left', 4)(1)];
    expect(factOf('deficitImproving', stronger)).toBe(true);
    expect(factOf('deficitImproving', [...stronger, observation('sct:309537005', yes)(1)])).toBe('unknown');
    expect(factOf('deficitImproving', [...stronger, observation('sct:309537005', answer('sct:385633008'))(1)])).toBe(
      true,
    );
  });
});
