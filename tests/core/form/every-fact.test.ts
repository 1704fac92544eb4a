import { describe, expect, it } from 'vitest';
import { type Consultation, consult } from '../../../src/consult.js';
import { demoClient } from '../../../src/core/contract/client.js';
import type { Attestation, StatedFact } from '../../../src/core/contract/consult-record.js';
import { type FormQuestion, questionsOf } from '../../../src/core/form/form.js';
import { readFormAnswers } from '../../../src/core/form/form-answers.js';
import { answeredObservation, statedObservation } from '../../../src/core/suggest/stated-observation.js';
import { type JsonObject, objectsOf } from '../../../src/core/values/json.js';
import { gatherRecord } from '../../../src/fhir/gather-record.js';
import { toHookRequest } from '../../../src/http/endpoints/hook-envelope.js';
import { guideline } from '../../guideline.js';
import { resourcesOf } from '../../journeys/answers.js';
import { request } from '../../journeys/requests.js';

const now = new Date();
const moment = {
  context: toHookRequest(request(), ['order-select', 'order-sign']).context,
  now: now.toISOString(),
};

function consultWith(resources: readonly JsonObject[], answers: readonly StatedFact[]): Promise<Consultation> {
  const attested = answers.map(
    ({ fact, value }): Attestation => ({
      fact,
      value,
      time: now.toISOString(),
      userHash: 'user',
      consult: 'consult',
      suggestion: 'suggestion',
    }),
  );
  return consult(
    {
      guidelines: [guideline],
      gatherRecord: async (hookRequest) => (await gatherRecord(hookRequest, undefined)).record,
      attestationsOf: async () => ({ kind: 'read', answers: attested }),
      now: () => now,
      newId: () => '00000000-0000-4000-8000-000000000000',
    },
    toHookRequest(request({ resources }), ['order-select', 'order-sign']),
    { ...demoClient, detail: 'full' },
  );
}

/** What is made of a record: every fact, and what is possible but not settled. */
function factsOf({ decided }: Consultation): unknown {
  const facts = decided[0]?.rated.facts;
  return guideline.facts.map(({ name, index }) => [name, facts?.values[index], facts?.suspected[index]]);
}

const valuesOf = ({ kind, options }: FormQuestion): readonly (boolean | number | string)[] => {
  if (kind === 'flag') return [true, false];
  return options.length > 0 ? options.map(({ value }) => value) : [0, 13, 50];
};

/** Everything that a suggestion of the catalogue can state. */
const clicks = Object.values(guideline.documents.suggestions).flatMap((suggestion) =>
  suggestion.kind === 'document' ? suggestion.choices.flatMap(({ states }) => states) : [],
);
const questions = [...questionsOf(guideline).values()];

describe('an answer in the form', () => {
  it.each(questions.map((question) => [question.code, question] as const))(
    '%s is read like the Observation that says so, and changes what is known',
    async (code, question) => {
      const empty = factsOf(await consultWith([], []));
      const seen: unknown[] = [empty];
      for (const value of valuesOf(question)) {
        const stated = readFormAnswers(guideline, { [code]: value });
        if ('wrong' in stated) throw new Error(stated.wrong);
        expect(stated).toEqual([{ fact: question.name, value }]);
        const observation = answeredObservation(guideline, moment, { fact: question.name, value }, 's1');
        const observed = factsOf(await consultWith([{ id: 'o', ...observation }], []));
        expect([value, factsOf(await consultWith([], stated))]).toEqual([value, observed]);
        seen.push(observed);
      }
      expect(new Set(seen.map((facts) => JSON.stringify(facts))).size).toBeGreaterThan(1);
    },
  );

  it('is the Observation that a click on a card creates', async () => {
    const codes = new Map(questions.map(({ code, name }) => [code, name]));
    let compared = 0;
    for (const resources of [[], screenOf(false), [...screenOf(false), days(20)], [...screenOf(false), days(80)]]) {
      const { response } = await consultWith(resources, []);
      for (const created of (response.cards[0]?.suggestions ?? []).flatMap(resourcesOf)) {
        if (created.resourceType !== 'Observation') continue;
        const own = JSON.stringify(created).match(/"urn:spine-imaging-cds:findings","code":"([^"]+)"/)?.[1] ?? '';
        const fact = codes.get(own);
        const value = saidIn(created);
        if (fact === undefined || value === undefined) continue;
        const [suggestion = ''] = String(objectsOf(created.identifier)[0]?.value).split('.');
        expect(answeredObservation(guideline, moment, { fact, value }, suggestion)).toEqual(created);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(8);
  });

  it.each(
    clicks.map((state) => [`${state.fact} ${state.atLeast === true ? 'at least ' : ''}${state.value}`, state] as const),
  )('is the Observation of the click that states %s, and is asked in the form', (_, { fact, value, atLeast, code }) => {
    const said = atLeast === true && typeof value === 'number' ? { atLeast: value } : value;
    const clicked = statedObservation(guideline, moment, { fact, value, atLeast, code }, { suggestion: 's1', fact });
    expect(answeredObservation(guideline, moment, { fact, value: said }, 's1')).toEqual(clicked);
    expect(questions.some(({ name }) => name === fact)).toBe(true);
  });

  it('that is none is refused by its code', () => {
    for (const answers of [
      { 'saddle-anesthesia': 'yes' },
      { 'symptom-days': 1.5 },
      { 'pain-trend': 'odd' },
      { none: true },
    ])
      expect(readFormAnswers(guideline, answers)).toEqual({ wrong: Object.keys(answers)[0] });
    expect(readFormAnswers(guideline, [])).toEqual({ wrong: '' });
  });

  it('about a leg that is said not to be weak states nothing', () => {
    const answers = { 'motor-weakness': false, 'muscle-strength.hip-flexion.left': 3, 'foot-drop': true, fever: false };
    expect(readFormAnswers(guideline, answers)).toEqual([
      { fact: 'motorWeakness', value: false },
      { fact: 'fever', value: false },
    ]);
  });
});

function screenOf(value: boolean): readonly JsonObject[] {
  return ['bladderDysfunction', 'bowelDysfunction', 'saddleAnesthesia', 'motorWeakness'].map((fact) => ({
    id: fact,
    ...answeredObservation(guideline, moment, { fact, value }, 's1'),
  }));
}

function days(value: number): JsonObject {
  return { id: 'days', ...answeredObservation(guideline, moment, { fact: 'symptomDays', value }, 's1') };
}

function saidIn({ valueBoolean }: JsonObject): boolean | undefined {
  return typeof valueBoolean === 'boolean' ? valueBoolean : undefined;
}
