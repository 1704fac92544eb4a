import { describe, expect, it } from 'vitest';
import type { StatedFact } from '../../../src/core/contract/consult-record.js';
import { type FormQuestion, questionsOf } from '../../../src/core/form/form.js';
import { questionnaireOf } from '../../../src/core/form/questionnaire.js';
import { questionnaireResponseOf } from '../../../src/core/form/questionnaire-response.js';
import { answeredObservation } from '../../../src/core/suggest/stated-observation.js';
import { isObject, type JsonObject, objectsOf } from '../../../src/core/values/json.js';
import { schemaFaults } from '../../fhir-schema.js';
import { guideline } from '../../guideline.js';

const publicUrl = 'https://cds.example.org';
const authored = '2026-11-26T10:00:00.000Z';
const occasion = { publicUrl, patientId: 'p1', author: 'Practitioner/dr', authored };

/** One answer to every question. */
const states = [...questionsOf(guideline).values()].map((question): StatedFact => {
  return { fact: question.name, value: firstValue(question) };
});
const response = questionnaireResponseOf(guideline, states, occasion);
const form = questionnaireOf(guideline, publicUrl);

function firstValue({ kind, options }: FormQuestion): boolean | string | number {
  if (kind === 'flag') return true;
  return options[0]?.value ?? 42;
}

function itemsOf(holder: JsonObject, path: string): readonly (readonly [path: string, item: JsonObject])[] {
  return objectsOf(holder.item).flatMap((item) => {
    const whole = `${path}/${String(item.linkId)}`;
    return [[whole, item] as const, ...itemsOf(item, whole)];
  });
}

const asked = new Map(itemsOf(form, ''));
const answered = itemsOf(response, '');

/** What a QuestionnaireResponse must be to belong to its Questionnaire; the constraints of R4 by their keys. */
const invariants: Readonly<Record<string, () => readonly unknown[]>> = {
  'qrs-1: an item has answers or items, not both': () =>
    answered.filter(([, item]) => item.item !== undefined && item.answer !== undefined),
  'every linkId stands where the Questionnaire has it': () => answered.filter(([path]) => !asked.has(path)),
  'every answer is of the type that is asked for': () =>
    answered.filter(([path, { answer }]) =>
      objectsOf(answer).some((given) => !Object.keys(given).every((key) => typesOf(asked.get(path)).includes(key))),
    ),
  'every answer is one of the options where there are some': () =>
    answered.filter(([path, { answer }]) => {
      const options = objectsOf(asked.get(path)?.answerOption).map((option) => JSON.stringify(option));
      return options.length > 0 && objectsOf(answer).some((given) => !options.includes(JSON.stringify(given)));
    }),
  'it names its Questionnaire with the version': () =>
    response.questionnaire === `${String(form.url)}|${String(form.version)}` ? [] : [response.questionnaire],
};

function typesOf(item: JsonObject | undefined): readonly string[] {
  if (item?.type === 'boolean') return ['valueBoolean'];
  return item?.type === 'integer' ? ['valueInteger'] : ['valueCoding', 'valueInteger'];
}

describe('the QuestionnaireResponse of a form', () => {
  it('with an answer to every question, is one by the official JSON schema of R4', () => {
    expect(answered.filter(([, { answer }]) => answer !== undefined)).toHaveLength(states.length);
    expect(schemaFaults(response)).toEqual([]);
    expect(schemaFaults({ ...response, identifier: { system: 'urn:a', value: 'b' }, status: 'sent' })).toEqual([
      expect.stringMatching(/^\/status/),
    ]);
  });

  it.each(Object.keys(invariants))('keeps %s', (key) => {
    expect(invariants[key]?.()).toEqual([]);
  });
});

describe('the Observations of a form', () => {
  it('are Observations by the official JSON schema of R4, for every question', () => {
    const context = {
      patientId: 'p1',
      userId: 'Practitioner/dr',
      encounterId: 'e1',
      selections: undefined,
      draftOrders: [],
    };
    const faults = states.flatMap((state) => {
      const observation = answeredObservation(guideline, { context, now: authored }, state, 's1');
      return isObject(observation) ? schemaFaults(observation).map((fault) => `${state.fact}${fault}`) : [state.fact];
    });
    expect(faults).toEqual([]);
  });
});
