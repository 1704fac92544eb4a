import type { Guideline } from '../guideline/guideline.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import { readObservation } from './read-observation.js';
import type { Reading } from './reading.js';

/** How the status of a filled-in form lets its answers be used, as the status of an Observation. */
const statusOfAnswers: { readonly [status: string]: string } = {
  completed: 'final',
  amended: 'amended',
  'in-progress': 'preliminary',
};

const mostItems = 2_000;

/**
 * Reads a filled-in form: every answered item as an Observation of its question. The question is known by the code that
 * its `definition` or its `linkId` names (SDC); an answer that is a code by itself is read as the answer to its words.
 */
export function readQuestionnaire(reading: Reading, response: JsonObject): void {
  const status = statusOfAnswers[textOf(response.status) ?? 'completed'];
  if (status === undefined) return;
  const open: JsonObject[] = [...objectsOf(response.item)];
  for (let read = 0; open.length > 0 && read < mostItems; read += 1) {
    const item = open.shift();
    if (item === undefined) return;
    const answers = objectsOf(item.answer);
    open.push(...objectsOf(item.item), ...answers.flatMap((answer) => objectsOf(answer.item)));
    for (const answer of answers) {
      const value = answerValue(answer);
      if (value !== undefined) readObservation(reading, { ...shared(reading, response, status, item), ...value });
    }
  }
}

function shared(reading: Reading, response: JsonObject, status: string, item: JsonObject): JsonObject {
  return {
    resourceType: 'QuestionnaireResponse',
    id: response.id,
    status,
    code: { coding: questionCodes(reading.guideline, item), text: item.text },
    effectiveDateTime: response.authored ?? reading.today,
  };
}

/** The codes of a question: `definition` as `system#code` or `system/code`, `linkId` as a code of ours or of LOINC. */
function questionCodes({ documents }: Guideline, { definition, linkId }: JsonObject): readonly JsonObject[] {
  const codes: JsonObject[] = [];
  const url = textOf(definition);
  const [, system, code] = url === undefined ? [] : (/^(.+)[#/]([^#/]+)$/.exec(url) ?? []);
  if (system !== undefined) codes.push({ system, code });
  const link = textOf(linkId)?.split('/').at(-1);
  if (link !== undefined) for (const each of documents.linkIdSystems) codes.push({ system: each, code: link });
  return codes;
}

/** The answer as the value of an Observation; undefined for one that is empty. */
function answerValue(answer: JsonObject): JsonObject | undefined {
  const { valueCoding, valueBoolean, valueString, valueQuantity, valueInteger, valueDecimal } = answer;
  if (isObject(valueCoding)) return { valueCodeableConcept: { coding: [valueCoding] } };
  if (valueBoolean !== undefined) return { valueBoolean };
  if (valueString !== undefined) return { valueString };
  if (valueQuantity !== undefined) return { valueQuantity };
  if (valueInteger !== undefined) return { valueInteger };
  if (valueDecimal !== undefined) return { valueQuantity: { value: valueDecimal } };
  const date = answer.valueDate ?? answer.valueDateTime;
  return date === undefined ? undefined : { valueDateTime: date };
}
