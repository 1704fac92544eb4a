import { answer, concept, no, status, yes } from '../../resources.js';
import type { FlagCase } from './flag-cases.js';
import { onSide, reflex, strength } from './graded-forms.js';
import { make } from './read-facts.js';

const { observation, condition, day } = make;
const leg = { bodySite: concept('sct:61685007') };

/** Strength, reflexes and sensation (criteria.md §2.5). */
export const nerveSignFlags: readonly FlagCase[] = [
  {
    fact: 'motorWeakness',
    yes: {
      'a Condition': condition('sct:102568007'),
      'a foot drop': condition('sct:6077001'),
      'muscle weakness of a leg': observation('sct:26544005', { ...yes, ...leg }),
      'a muscle of grade 4': strength('hip-flexion.left', 4),
      'a preliminary grade of 3': observation('own:muscle-strength.hip-flexion.left', {
        valueInteger: 3,
        status: 'preliminary',
      }),
    },
    no: {
      'no leg weakness': observation('sct:102568007', no),
      'every muscle of grade 5': strength('hip-flexion.left', 5),
      'strength that is normal as a whole': observation('loinc:8715-5', answer('sct:17621005')),
    },
    hints: {
      'weakness without a site': condition('sct:26544005'),
      'a general examination that found something': observation('loinc:32448-3', answer('sct:263654008')),
      'a grade without a muscle': observation('loinc:8715-5', { valueString: '4/5' }),
      words: condition('Weakness of the left leg'),
    },
    nothing: {
      'not denied by one kind of weakness that is absent': observation('sct:6077001', no),
      'untouched by a preliminary grade of 5': observation('own:muscle-strength.hip-flexion.left', {
        valueInteger: 5,
        status: 'preliminary',
      }),
    },
    graded: ['a muscle of grade 4', 'a preliminary grade of 3'],
  },
  {
    fact: 'progressiveMotorDeficit',
    yes: {
      'our own code': observation('own:progressive-motor-deficit', yes),
      'a weakness that is worsening': observation('sct:102568007', answer('sct:230993007')),
    },
    no: {
      'our own code': observation('own:progressive-motor-deficit', no),
      'a weakness that is stable': observation('sct:102568007', answer('sct:58158008')),
    },
    hints: { words: condition('Progressive weakness of the leg') },
  },
  {
    fact: 'footDrop',
    yes: {
      'a Condition': condition('sct:6077001'),
      'a Condition in ICD-10-CM': condition('icd:M21.371'),
      'dorsiflexion of grade 3': strength('ankle-dorsiflexion.right', 3),
    },
    no: {
      'dorsiflexion of grade 4': strength('ankle-dorsiflexion.right', 4),
      'an Observation': observation('sct:6077001', no),
    },
    hints: { words: observation('dropped foot') },
    graded: ['dorsiflexion of grade 3'],
  },
  {
    fact: 'severeMotorDeficit',
    yes: { 'a paralysed leg': condition('sct:60389000'), 'any muscle of grade 3': strength('knee-extension.left', 3) },
    no: { 'grades of 4 and more': strength('knee-extension.left', 4) },
    hints: { words: condition('Severe leg weakness') },
    graded: ['any muscle of grade 3'],
  },
  {
    fact: 'multilevelMotorDeficit',
    yes: { 'our own code': observation('own:multilevel-motor-deficit', yes) },
    no: { 'our own code': observation('own:multilevel-motor-deficit', no) },
    hints: { words: condition('Weakness at multiple levels') },
  },
  {
    fact: 'bilateralLegDeficit',
    yes: {
      'paresis of both legs': condition('sct:60389000'),
      'our own code': observation('own:bilateral-leg-deficit', yes),
    },
    no: { 'our own code': observation('own:bilateral-leg-deficit', no) },
    hints: {
      'paresis of both sides of an unknown site': condition('sct:127378008'),
      words: condition('Bilateral leg weakness'),
    },
    nothing: { 'untouched by sciatica of one side': condition('icd:M54.32') },
  },
  {
    fact: 'newBothLegWeakness',
    yes: {
      'paresis of both legs': condition('sct:60389000'),
      'our own code': observation('own:new-both-leg-weakness', yes),
    },
    hints: {},
    nothing: { 'untouched by paresis of one leg': condition('icd:G83.12') },
    windows: { 'paresis of both legs': 14, 'our own code': 14 },
  },
  {
    fact: 'newBothLegNumbness',
    yes: { 'our own code': observation('own:new-both-leg-numbness', yes) },
    windows: { 'our own code': 14 },
  },
  {
    fact: 'bilateralRootPain',
    yes: { 'our own code': observation('own:bilateral-root-pain', yes) },
    no: { 'our own code': observation('own:bilateral-root-pain', no) },
    nothing: { 'untouched by sciatica of one side': condition('icd:M54.32') },
  },
  {
    fact: 'absentAnkleReflex',
    yes: {
      'grade 0 on one side': reflex('ankle.left', 0),
      'a reflex that is coded absent': observation('loinc:32389-9', { ...answer('sct:2667000'), ...onSide('left') }),
      'an absent tendon reflex at the ankle': condition('sct:349006', { bodySite: [concept('sct:344001')] }),
      'our own code': observation('own:absent-ankle-reflex', yes),
    },
    no: { 'grade 2': reflex('ankle.left', 2), 'our own code': observation('own:absent-ankle-reflex', no) },
    hints: { 'an absent reflex of an unknown site': condition('sct:349006'), words: observation('Absent ankle jerk') },
    nothing: { 'untouched by a reduced reflex': reflex('ankle.left', 1) },
    graded: ['grade 0 on one side', 'a reflex that is coded absent'],
  },
  {
    fact: 'absentKneeReflex',
    yes: {
      'grade 0 on one side': reflex('knee.right', 0),
      'an absent tendon reflex at the knee': condition('sct:349006', { bodySite: [concept('sct:72696002')] }),
      'our own code': observation('own:absent-knee-reflex', yes),
    },
    no: { 'a reflex that is present': observation('loinc:32392-3', { ...answer('sct:52101004'), ...onSide('right') }) },
    hints: { words: observation('Patellar reflex absent') },
    graded: ['grade 0 on one side'],
  },
  {
    fact: 'symmetricAnkleAreflexia',
    yes: { 'our own code': observation('own:symmetric-ankle-areflexia', yes) },
    no: { 'our own code': observation('own:symmetric-ankle-areflexia', no) },
  },
  {
    fact: 'reflexDiminished',
    yes: { 'our own code': observation('own:reflex-diminished', yes) },
    no: { 'our own code': observation('own:reflex-diminished', no) },
    hints: {
      'an abnormal reflex': condition('sct:106146005'),
      words: observation('Reduced ankle jerk on the left'),
      'grade 1 with the other side not examined': reflex('ankle.left', 1),
    },
  },
  {
    fact: 'abruptSevereSensoryChange',
    yes: {
      'our own code': observation('own:abrupt-severe-sensory-change', yes),
      'a numb leg, severe, recorded within a week of its onset': (daysAgo) => ({
        ...condition('sct:309537005', { severity: concept('sct:24484000') })(daysAgo),
        onsetDateTime: day(daysAgo + 7),
      }),
      'a numb leg, severe and sudden': observation('sct:309537005', {
        component: [
          { code: concept('Severity'), ...answer('sct:24484000') },
          { code: concept('Onset'), ...answer('sct:385315009') },
        ],
      }),
    },
    no: { 'our own code': observation('own:abrupt-severe-sensory-change', no) },
    hints: {
      'a severe loss with an unknown onset': observation('sct:309537005', answer('sct:24484000')),
      words: condition('Sudden numbness of the leg'),
    },
    nothing: {
      'untouched by a moderate loss': condition('sct:309537005', { severity: concept('sct:6736007') }),
      'untouched by a severe loss that took eight days': (daysAgo) => ({
        ...condition('sct:309537005', { severity: concept('sct:24484000') })(daysAgo),
        onsetDateTime: day(daysAgo + 8),
      }),
    },
    ageless: ['a numb leg, severe, recorded within a week of its onset'],
  },
  {
    fact: 'myelopathySigns',
    yes: {
      'a Condition': condition('icd:G95.20'),
      'an extensor plantar response': observation('loinc:32385-7', answer('sct:10828004')),
      'our own code': observation('own:myelopathy-signs', yes),
    },
    no: { 'our own code': observation('own:myelopathy-signs', no) },
    hints: { 'brisk reflexes': condition('sct:86854008'), words: observation('Upgoing plantar on the left') },
    ageless: [],
  },
  {
    fact: 'dermatomalSensoryLoss',
    yes: {
      'a Condition': condition('sct:309537005'),
      'numbness of a leg': observation('sct:44077006', { ...yes, ...leg }),
      'an examination of a leg': observation('loinc:32473-1', { ...answer('sct:263654008'), ...leg }),
    },
    no: {
      'an Observation': observation('sct:309537005', no),
      'an examination of a leg': observation('loinc:32473-1', { ...answer('sct:17621005'), ...leg }),
    },
    hints: {
      'numbness without a site': condition('sct:44077006'),
      paraesthesia: condition('sct:91019004'),
      words: condition('L5 numbness'),
    },
  },
  {
    fact: 'symmetricDistalSensoryLoss',
    yes: { 'our own code': observation('own:symmetric-distal-sensory-loss', yes) },
    no: { 'our own code': observation('own:symmetric-distal-sensory-loss', no) },
    hints: { words: condition('Stocking type loss of sensation') },
  },
  {
    fact: 'radicularPain',
    yes: {
      sciatica: condition('sct:23056005'),
      'a radiculopathy in ICD-10-CM': condition('icd:M54.16'),
      'our own code': observation('own:radicular-pain', yes),
    },
    no: { 'an Observation': observation('sct:23056005', no) },
    hints: { 'leg pain': condition('sct:10601006'), words: condition('Pain radiating to the leg') },
    nothing: { 'untouched by a radiculopathy of the neck': condition('icd:M54.12') },
    // an active diagnosis does not become doubtful after three months
    windows: { sciatica: 365, 'a radiculopathy in ICD-10-CM': 365 },
  },
  {
    fact: 'positiveSlr',
    yes: { 'our own code': observation('own:positive-slr', yes) },
    no: { 'a normal test': observation('sct:298686006'), 'our own code': observation('own:positive-slr', no) },
    hints: { words: observation('SLR positive at 40 degrees') },
  },
  {
    fact: 'gaitChange',
    yes: {
      'a Condition': condition('sct:22325002'),
      'an examination': observation('loinc:32433-5', answer('sct:263654008')),
      'a gait named by the examination': observation('loinc:32433-5', answer('sct:27253007')),
    },
    no: {
      'an examination': observation('loinc:32433-5', answer('sct:17621005')),
      'an Observation': observation('sct:22325002', no),
    },
    hints: { words: condition('Unsteady gait') },
  },
  {
    fact: 'canalStenosisSuspected',
    yes: {
      'a Condition': condition('sct:18347007'),
      'a term of a list in words': condition('Neurogenic claudication'),
      'our own code': observation('own:canal-stenosis-suspected', yes),
    },
    no: { 'a Condition that is refuted': condition('sct:18347007', { verificationStatus: status('refuted') }) },
    hints: {
      'a stenosis of an unknown region': condition('sct:76107001'),
      words: condition('Neurogenic claudication when walking uphill'),
    },
  },
  {
    fact: 'deficitImproving',
    yes: {
      'our own code': observation('own:deficit-improving', yes),
      'a weakness that is improving': observation('sct:102568007', answer('sct:385633008')),
    },
    no: {
      'our own code': observation('own:deficit-improving', no),
      'a course that is stable': observation('own:deficit-improving', answer('sct:58158008')),
    },
  },
];
