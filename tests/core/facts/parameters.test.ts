import { describe, expect, it } from 'vitest';
import { everyRecordPart } from '../../../src/core/contract/patient-record.js';
import { decide } from '../../../src/core/decide/decision.js';
import { buildFacts } from '../../../src/core/facts/build-facts.js';
import { compileGuideline } from '../../../src/core/guideline/compile-guideline.js';
import type { ComputedDefinition } from '../../../src/core/guideline/computed-definition.js';
import type { GuidelineDocuments } from '../../../src/core/guideline/documents.js';
import { readRecord } from '../../../src/core/read/read-record.js';
import { parseRule } from '../../../src/core/rules/parse-expression.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { answer, concept, no, withStatus, yes } from '../../resources.js';
import { asOf, make } from './read-facts.js';

const { condition, observation, procedure, day } = make;

/** The shipped cards with other members of `computed` for one fact. */
function cardsWith(fact: string, change: (computed: ComputedDefinition) => ComputedDefinition): GuidelineDocuments {
  const { documents } = guideline;
  const definition = documents.facts[fact];
  if (definition === undefined) throw new Error(`no fact ${fact}`);
  const computed = change(definition.computed ?? {});
  return { ...documents, facts: { ...documents.facts, [fact]: { ...definition, computed } } };
}

const patient = { resourceType: 'Patient', id: 'p1', birthDate: '1980-01-01' };

function factsFrom(documents: GuidelineDocuments, resources: readonly JsonObject[], order: JsonObject = {}) {
  const changed = compileGuideline(documents, parseRule);
  const draft = { resourceType: 'ServiceRequest', ...order };
  const record = { parts: everyRecordPart('read'), patient, resources };
  const study = {
    modality: 'mri',
    region: 'lumbar',
    contrast: 'without',
    kind: 'mri-wo',
    isRegionAssumed: false,
  } as const;
  return buildFacts(readRecord(changed, record, [draft], asOf), record, draft, study);
}

function valueFrom(documents: GuidelineDocuments, fact: string, resources: readonly JsonObject[], order?: JsonObject) {
  return factsFrom(documents, resources, order).values[guideline.indexOf(fact) ?? -1];
}

describe('a record with an old episode of pain that a pause of 150 days divides from a new one', () => {
  const lowBackPain = condition('sct:279039007');
  const resources = [
    { ...lowBackPain(400), ...withStatus('resolved'), abatementDateTime: day(155) },
    lowBackPain(5),
    ...['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'].map((code) =>
      observation(`own:${code}`, no)(0),
    ),
  ];

  it('is one episode by the pause that the cards allow, too long to be called acute', () => {
    const { rating } = decide(factsFrom(guideline.documents, resources)).criterion.definition;
    expect(rating).toBe('insufficient-information');
  });

  it('is never "not indicated" because a parameter is misspelt', () => {
    const misspelt = cardsWith('symptomDays', ({ newEpisodeAfterDays, ...computed }) => ({
      ...computed,
      newEpisodeAfterDay: newEpisodeAfterDays,
    }));
    expect(() => factsFrom(misspelt, resources)).toThrow('symptomDays: "episode-days" asks for other parameters');
  });
});

describe('a parameter of the cards is what counts', () => {
  it('red flags as reasons for an order', () => {
    const order = { reasonCode: [concept('sct:449813001')] };
    const without = cardsWith('backPainIndication', (computed) => ({ ...computed, redFlagsAreReasons: false }));
    expect(valueFrom(guideline.documents, 'backPainIndication', [], order)).toBe(true);
    expect(valueFrom(without, 'backPainIndication', [], order)).toBeUndefined();
  });

  it('the disease that explains a deficit of both legs', () => {
    const numbness = (side: string) => ({ ...observation('sct:309537005', yes)(3), bodySite: concept(side) });
    const resources = [numbness('sct:7771000'), numbness('sct:24028007'), condition('icd:G62.9')(30)];
    const other = cardsWith('bilateralLegDeficit', (computed) => ({
      ...computed,
      explainedBy: { dermatomalSensoryLoss: 'diabetes' },
    }));
    expect(valueFrom(guideline.documents, 'bilateralLegDeficit', resources)).toBe(false);
    expect(valueFrom(other, 'bilateralLegDeficit', resources)).toBe(true);
  });

  it('the word for a course without a change since the last study', () => {
    const resources = [procedure('cpt:72148')(40), observation('own:pain-trend', answer('own:stable'))(2)];
    const other = cardsWith('changeSinceImaging', (computed) => ({ ...computed, unchanged: 'improving' }));
    expect(valueFrom(guideline.documents, 'changeSinceImaging', resources)).toBe(false);
    expect(valueFrom(other, 'changeSinceImaging', resources)).toBeUndefined();
  });

  it('the intent that explains a loss of weight', () => {
    const weight = (kilograms: number, daysAgo: number) =>
      observation('loinc:29463-7', {
        valueQuantity: { value: kilograms, unit: 'kg', code: 'kg', system: 'http://unitsofmeasure.org' },
      })(daysAgo);
    const resources = [weight(80, 100), weight(70, 2), observation('own:weight-loss-intended', yes)(3)];
    const other = cardsWith('unexplainedWeightLoss', (computed) => ({ ...computed, unless: 'depression' }));
    expect(valueFrom(guideline.documents, 'unexplainedWeightLoss', resources)).toBe(false);
    expect(valueFrom(other, 'unexplainedWeightLoss', resources)).toBe(true);
  });

  it('the facts that are news after a study', () => {
    const resources = [procedure('cpt:72148')(40), observation('own:gait-change', yes)(2)];
    const other = cardsWith('changeSinceImaging', (computed) => ({ ...computed, news: ['positiveSlr'] }));
    expect(valueFrom(guideline.documents, 'changeSinceImaging', resources)).toBe(true);
    expect(valueFrom(other, 'changeSinceImaging', resources)).toBeUndefined();
  });
});
