import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, type Form, no, quantity, status, withStatus, yes } from '../../resources.js';
import { describeFlag, type FlagCase } from './flag-cases.js';
import { factOf, type Known, make } from './read-facts.js';

const { observation, condition, procedure, allergy, device, resource, day } = make;

describe('mriContraindicated', () => {
  const conditional = { safety: [concept('nci:C106046')] };
  const pacemaker = device('sct:14106009');
  const inUse =
    (members: JsonObject): Form =>
    (daysAgo) =>
      resource('DeviceUseStatement', {
        status: 'active',
        timingDateTime: day(daysAgo),
        device: { reference: '#d' },
        contained: [{ resourceType: 'Device', id: 'd', type: concept('sct:14106009'), ...members }],
      });
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['a pacemaker of unknown MR status', [pacemaker(0)], 'suspected'],
    ['a pacemaker that is MR conditional', [device('sct:14106009', conditional)(0)], false],
    ['a pacemaker that is MR unsafe', [device('sct:14106009', { safety: [concept('nci:C106047')] })(0)], true],
    [
      'a conditional and an unknown implant',
      [device('sct:14106009', conditional)(0), device('sct:25937001')(0)],
      'suspected',
    ],
    [
      'a diagnosis of one, and the device that is conditional',
      [condition('sct:441509002')(400), device('sct:14106009', conditional)(0)],
      false,
    ],
    ['its implantation', [procedure('sct:307280005')(400)], 'suspected'],
    ['its use', [inUse({})(400)], 'suspected'],
    ['its use, MR conditional', [inUse(conditional)(400)], false],
    ['a use that is over', [{ ...inUse({})(400), status: 'completed' }], false],
    ['a device that is no longer in use', [device('sct:14106009', { status: 'inactive' })(0)], false],
    ['a device in error', [device('sct:14106009', { status: 'entered-in-error' })(0)], false],
    ['metal in the eye', [condition('sct:284569002')(4000)], true],
    ['an aneurysm clip', [procedure('sct:230898002')(4000)], 'suspected'],
    ['claustrophobia', [condition('sct:19887002')(400)], 'suspected'],
    ['our own code', [observation('own:mri-contraindicated', yes)(3)], true],
    ['a safety check: none', [observation('own:mri-contraindicated', no)(3)], false],
    [
      'a safety check after the implantation',
      [procedure('sct:307280005')(400), observation('own:mri-contraindicated', no)(3)],
      false,
    ],
    [
      'an implantation after the safety check',
      [procedure('sct:307280005')(2), observation('own:mri-contraindicated', no)(30)],
      'suspected',
    ],
    [
      'a safety check beside a device of unknown date',
      [pacemaker(0), observation('own:mri-contraindicated', no)(30)],
      'suspected',
    ],
    ['an implantation that was not done', [procedure('sct:307280005', { status: 'not-done' })(3)], false],
    ['a stent', [device('sct:65818007', { type: concept('sct:65818007', 'Stent') })(0)], false],
    ['a device without words whose code is not known', [device('sct:65818007')(0)], 'unknown'],
    ['nothing', [], false],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('mriContraindicated', resources)).toBe(expected);
  });

  it('is unknown while the devices could not be read', () => {
    expect(factOf('mriContraindicated', [], { unread: ['devices'] })).toBe('unknown');
  });
});

const egfr = (value: number, unit: string | undefined = 'mL/min/{1.73_m2}'): Form =>
  observation('loinc:98979-8', quantity(value, unit));
const severe = { reaction: [{ manifestation: [concept('Anaphylaxis')], severity: 'severe' }] };

describe('gadoliniumCaution', () => {
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['eGFR 29', [egfr(29)(5)], 'renal'],
    ['eGFR 30', [egfr(30)(5)], 'none'],
    ['eGFR 29, then 45', [egfr(29)(20), egfr(45)(5)], 'none'],
    ['eGFR 45, then 29', [egfr(45)(20), egfr(29)(5)], 'renal'],
    ['eGFR of 90 days ago', [egfr(20)(90)], 'renal'],
    ['eGFR of 91 days ago', [egfr(20)(91)], 'none'],
    ['stage 5 kidney disease', [condition('icd:N18.5')(900)], 'renal'],
    ['an acute kidney injury', [condition('icd:N17.9')(20)], 'renal'],
    ['an acute kidney injury and a later normal eGFR', [condition('icd:N17.9')(20), egfr(70)(2)], 'none'],
    ['dialysis, whatever the eGFR', [procedure('sct:302497006')(5), egfr(40)(1)], 'renal'],
    ['a severe reaction', [allergy('sct:767235005', severe)(900)], 'allergy'],
    ['a reaction of high criticality', [allergy('sct:767235005', { criticality: 'high' })(900)], 'allergy'],
    ['a severe reaction and a normal eGFR', [allergy('sct:767235005', severe)(900), egfr(80)(1)], 'allergy'],
    ['a severe reaction and a low eGFR', [allergy('sct:767235005', severe)(900), egfr(20)(1)], 'allergy'],
    ['a mild reaction', [allergy('sct:767235005', { reaction: [{ severity: 'mild' }] })(900)], 'none'],
    ['a reaction of unknown severity', [allergy('sct:767235005')(900)], 'suspected'],
    ['a contrast agent that is not named', [allergy('sct:293637006', severe)(900)], 'suspected'],
    [
      'a reaction that is refuted',
      [allergy('sct:767235005', { ...severe, verificationStatus: status('refuted') })(900)],
      'none',
    ],
    ['a reaction that is resolved', [allergy('sct:767235005', { ...severe, ...withStatus('resolved') })(900)], 'none'],
    [
      'a reaction in error',
      [allergy('sct:767235005', { ...severe, verificationStatus: status('entered-in-error') })(900)],
      'none',
    ],
    ['our word', [observation('own:gadolinium-caution', answer('own:renal'))(3)], 'renal'],
    ['nothing', [], 'none'],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('gadoliniumCaution', resources)).toBe(expected);
  });

  it('is unknown while nothing could be read, or the eGFR has no unit', () => {
    expect(factOf('gadoliniumCaution', [], { unread: ['allergies'] })).toBe('unknown');
    expect(factOf('gadoliniumCaution', [observation('loinc:98979-8', { valueQuantity: { value: 20 } })(3)])).toBe(
      'unknown',
    );
  });
});

const flags: readonly FlagCase[] = [
  {
    fact: 'iodinatedCaution',
    yes: {
      'eGFR 29': egfr(29),
      'a severe reaction': allergy('sct:426722004', severe),
      'our own code': observation('own:iodinated-caution', yes),
    },
    no: { 'eGFR 30': egfr(30) },
    hints: {
      'a reaction of unknown severity': allergy('sct:426722004'),
      'a contrast agent that is not named': allergy('sct:293637006', severe),
    },
    nothing: { 'untouched by a mild reaction': allergy('sct:426722004', { criticality: 'low' }) },
    ageless: ['a severe reaction'],
  },
];

for (const flag of flags) describeFlag(flag);

describe('iodinatedCaution', () => {
  it('by a severe reaction is not ended by a normal eGFR', () => {
    expect(factOf('iodinatedCaution', [allergy('sct:426722004', severe)(900), egfr(80)(1)])).toBe(true);
  });
});
