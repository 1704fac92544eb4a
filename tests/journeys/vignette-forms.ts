import { dayOfInstant } from '../../src/core/values/day.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { answer, concept, type Form, no, quantity, resourcesAt, status, withStatus, yes } from '../resources.js';

const { observation, condition, procedure, medication, allergy, device, encounter, resource, day } = resourcesAt({
  asOf: dayOfInstant(Date.now()),
});

/** Ways to say one fact of a vignette; each is the whole list of resources that it takes. */
export type Forms = readonly (readonly JsonObject[])[];

const one = (form: Form, daysAgo = 0): readonly JsonObject[] => [form(daysAgo)];
/** A diagnosis that was recorded today and names no onset, so that it says nothing about when anything began. */
const recorded = (code: string, members: JsonObject = {}): readonly JsonObject[] => [
  { ...condition(code, members)(0), onsetDateTime: undefined },
];
const refuted = (code: string): readonly JsonObject[] =>
  one(condition(code, { verificationStatus: status('refuted') }));
const leg = { bodySite: concept('sct:61685007') };
const muscles = ['hip-flexion', 'knee-extension', 'ankle-dorsiflexion', 'great-toe-extension', 'plantar-flexion'];
const strong: JsonObject = {
  component: muscles.flatMap((muscle) =>
    ['left', 'right'].map((side) => ({ code: concept(`own:muscle-strength.${muscle}.${side}`), valueInteger: 5 })),
  ),
};
const goal = (achieved: string): JsonObject =>
  resource('Goal', {
    lifecycleStatus: 'active',
    description: concept('sct:279039007'),
    subject: { reference: 'Patient/p1' },
    statusDate: day(1),
    achievementStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/goal-achievement', code: achieved }],
    },
  });
const referral = (code: string): JsonObject =>
  resource('ServiceRequest', {
    status: 'active',
    intent: 'order',
    code: concept(code),
    subject: { reference: 'Patient/p1' },
    authoredOn: day(5),
  });

/** Forms in the codes of public code systems, by fact and value, varied over every type of resource that may carry it. */
export const standardForms: { readonly [factAndValue: string]: Forms } = {
  'bladder-dysfunction true': [
    one(condition('sct:267064002')),
    one(condition('icd:R33.9')),
    one(observation('sct:165232002', yes)),
  ],
  'bladder-dysfunction false': [one(observation('sct:40492006', answer('sct:2667000'))), refuted('sct:40492006')],
  'bowel-dysfunction true': [
    one(condition('sct:72042002')),
    one(observation('sct:72042002', answer('loinc:LA9633-4'))),
  ],
  'bowel-dysfunction false': [one(observation('sct:72042002', no)), refuted('sct:72042002')],
  'saddle-anesthesia true': [
    one(condition('sct:449813001')),
    one(observation('sct:44077006', { ...yes, bodySite: concept('sct:38864007') })),
  ],
  'saddle-anesthesia false': [one(observation('sct:449813001', answer('loinc:LA9634-2'))), refuted('sct:449813001')],
  'motor-weakness true': [
    recorded('sct:102568007'),
    one(observation('sct:26544005', { ...yes, ...leg })),
    one(observation('own:muscle-strength.hip-flexion.left', { valueString: '4/5' })),
  ],
  'motor-weakness false': [
    one(observation('sct:102568007', no)),
    one(observation('Motor examination', strong)),
    one(observation('loinc:8715-5', answer('sct:17621005'))),
  ],
  'radicular-pain true': [recorded('sct:23056005'), recorded('icd:M54.16'), one(observation('sct:128196005', yes))],
  'dermatomal-sensory-loss true': [
    one(observation('sct:309537005', yes)),
    one(observation('loinc:32473-1', { ...answer('sct:263654008'), ...leg })),
  ],
  'positive-slr true': [one(observation('own:positive-slr', answer('sct:10828004')))],
  'myelopathy-signs true': [recorded('icd:G95.20'), one(observation('loinc:32385-7', answer('sct:10828004')))],
  'abrupt-severe-sensory-change true': [
    [{ ...condition('sct:309537005', { severity: concept('sct:24484000') })(2), onsetDateTime: day(5) }],
    one(
      observation('sct:309537005', {
        component: [
          { code: concept('Severity'), ...answer('sct:24484000') },
          { code: concept('Onset'), ...answer('sct:385315009') },
        ],
      }),
    ),
  ],
  'canal-stenosis-suspected true': [
    recorded('sct:18347007'),
    recorded('icd:M48.062'),
    recorded('sct:303081002', { verificationStatus: status('provisional') }),
  ],
  'deficit-improving true': [one(observation('sct:309537005', answer('sct:385633008')))],
  'pain-trend "worsening"': [
    [observation('loinc:72514-3', quantity(3, '{score}'))(20), observation('loinc:72514-3', quantity(7, '{score}'))(1)],
    one(observation('own:pain-trend', answer('sct:230993007'))),
  ],
  'pain-trend "improving"': [
    [observation('loinc:38214-3', quantity(80, 'mm'))(20), observation('loinc:38214-3', quantity(30, 'mm'))(1)],
  ],
  'pain-trend "stable"': [one(observation('own:pain-trend', answer('sct:58158008')))],
  'care-physical-component false': [
    one(procedure('sct:183326003', { status: 'not-done' }), 5),
    [
      resource('Appointment', {
        status: 'noshow',
        serviceType: [concept('sct:229065009')],
        start: `${day(5)}T09:00:00Z`,
      }),
    ],
  ],
  'care-medical-component true': [
    one(medication('rx:5640', 14), 10),
    one(medication('rx:7258', undefined, 'MedicationStatement'), 10),
    one(allergy('rx:5640'), 900),
  ],
  'care-outcome "not-improved"': [
    [goal('not-achieved')],
    [goal('no-change')],
    one(procedure('sct:229065009', { outcome: concept('sct:385671000') }), 1),
  ],
  'surgical-candidate true': [
    [referral('sct:770695002')],
    [
      resource('Appointment', {
        status: 'booked',
        serviceType: [concept('sct:306265007')],
        start: `${day(-7)}T09:00:00Z`,
        created: day(3),
      }),
    ],
  ],
  'active-cancer true': [
    recorded('icd:C50.911'),
    one(condition('sct:363346000', withStatus('recurrence')), 400),
    one(procedure('sct:367336001'), 60),
  ],
  'cancer-history true': [
    recorded('icd:Z85.3'),
    one(condition('icd:C50.911', withStatus('remission')), 2000),
    one(condition('sct:266987004'), 2000),
  ],
  'fever true': [
    one(observation('loinc:8310-5', quantity(38.6, 'Cel'))),
    one(observation('loinc:8310-5', quantity(101.5, '[degF]'))),
    recorded('icd:R50.9'),
  ],
  'injection-drug-use true': [recorded('sct:226034001')],
  'immunosuppression true': [
    one(condition('icd:B20'), 2000),
    one(procedure('sct:70536003'), 3000),
    one(medication('rx:6851', 90), 60),
    one(medication('rx:6851', undefined, 'MedicationStatement'), 200),
  ],
  'diabetes true': [
    one(condition('sct:44054006'), 2000),
    recorded('icd:E11.9'),
    one(observation('loinc:4548-4', quantity(8.1, '%')), 100),
  ],
  'polyneuropathy true': [one(condition('icd:G62.9'), 900)],
  'osteoporosis true': [
    one(condition('sct:64859006'), 1500),
    one(observation('loinc:38267-1', quantity(-2.9, '{T-score}')), 500),
    one(medication('rx:904419', 90), 60),
  ],
  'recent-trauma true': [recorded('icd:S39.92XA'), [encounter({ reasonCode: [concept('sct:81102000')] })(4)]],
  'prior-lumbar-surgery true': [
    one(procedure('sct:50172003'), 1100),
    one(procedure('sct:387731002', { bodySite: [concept('sct:122496007')] }), 1100),
  ],
  'inflammatory-back-pain true': [
    one(
      observation('Questions about the pain', {
        component: ['onset-before-40', 'insidious-onset', 'better-with-exercise', 'night-pain-easing-on-rising'].map(
          (sign) => ({ code: concept(`own:inflammatory-sign.${sign}`), ...yes }),
        ),
      }),
    ),
  ],
  'mri-contraindicated true': [
    [device('sct:14106009', { safety: [concept('nci:C106047')] })(0)],
    recorded('sct:284569002'),
  ],
  'gadolinium-caution "allergy"': [
    one(allergy('sct:767235005', { reaction: [{ manifestation: [concept('Anaphylaxis')], severity: 'severe' }] }), 700),
    one(allergy('sct:767235005', { criticality: 'high' }), 700),
  ],
  'gadolinium-caution "renal"': [
    one(observation('loinc:98979-8', quantity(22, 'mL/min/{1.73_m2}'))),
    recorded('icd:N18.5'),
    one(procedure('sct:302497006'), 2),
  ],
};

/** How long the pain has lasted. */
export function symptomForms(value: number): Forms {
  return [
    // what is called chronic has lasted for twelve weeks
    one(condition(value >= 84 ? 'sct:278860009' : 'sct:279039007'), value),
    one(condition('icd:M54.50'), value),
    one(observation('loinc:38207-7', quantity(value, 'd'))),
    one(observation('loinc:38201-0', { valueDateTime: day(value) })),
  ];
}

/** Since when there is a loss of sensation, and that there is one. */
export function deficitForms(value: number): Forms {
  return [
    one(condition('sct:309537005'), value),
    [
      observation('sct:309537005', yes)(0),
      observation('own:neuro-deficit-days', { valueQuantity: { value, unit: 'd', code: 'd' } })(0),
    ],
  ];
}

/** Physical care over so many days, up to now. */
export function careForms(value: number): Forms {
  const plan = (members: JsonObject): JsonObject =>
    resource('CarePlan', { status: 'active', intent: 'plan', subject: { reference: 'Patient/p1' }, ...members });
  const kept = (daysAgo: number): JsonObject =>
    resource('Appointment', {
      status: 'fulfilled',
      serviceType: [concept('sct:229065009')],
      start: `${day(daysAgo)}T09:00:00Z`,
    });
  return [
    [
      {
        ...procedure('sct:183326003')(value),
        status: 'in-progress',
        performedDateTime: undefined,
        performedPeriod: { start: day(value) },
      },
    ],
    [
      plan({
        period: { start: day(value) },
        activity: [{ detail: { code: concept('sct:229065009'), status: 'in-progress' } }],
      }),
    ],
    [value, 0].map((daysAgo) => encounter({ type: [concept('sct:229065009')] })(daysAgo)),
    [kept(value), kept(0)],
    [value, 0].map((daysAgo) => procedure('sct:51998003')(daysAgo)),
  ];
}
