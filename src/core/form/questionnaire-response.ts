import type { QuestionnaireResponse, QuestionnaireResponseItem, QuestionnaireResponseItemAnswer } from 'fhir/r4.js';
import type { StatedFact } from '../contract/consult-record.js';
import { findingsSystem } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { type FactValue, isAtLeast } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { type FormQuestion, formOf } from './form.js';
import { questionnaireUrl } from './questionnaire.js';

/** Of whom, when and by whom a form was answered. */
export interface FormOccasion {
  readonly publicUrl: string;
  readonly patientId: string;
  /** reference of who answered */
  readonly author: string | undefined;
  /** ISO-8601 UTC */
  readonly authored: string;
}

/** The answers of a form as a QuestionnaireResponse, in the groups of its Questionnaire. */
export function questionnaireResponseOf(
  guideline: Guideline,
  states: readonly StatedFact[],
  { publicUrl, patientId, author, authored }: FormOccasion,
): JsonObject {
  const values = new Map(states.map(({ fact, value }) => [fact, value]));
  const item = formOf(guideline).flatMap(({ id, title, questions }): QuestionnaireResponseItem[] => {
    const answered = questions.flatMap((question) => {
      const value = values.get(question.name);
      return value === undefined ? [] : [{ question, value }];
    });
    return answered.length === 0 ? [] : [{ linkId: `group.${id}`, text: title, item: itemsOf(answered) }];
  });
  return {
    resourceType: 'QuestionnaireResponse',
    questionnaire: `${questionnaireUrl(guideline, publicUrl)}|${guideline.version}`,
    status: 'completed',
    subject: { reference: `Patient/${patientId}` },
    authored,
    ...(author === undefined ? {} : { author: { reference: author } }),
    item,
  } satisfies QuestionnaireResponse & JsonObject;
}

interface Answered {
  readonly question: FormQuestion;
  readonly value: FactValue;
}

/** Grades stand in the row of their place. */
function itemsOf(answered: readonly Answered[]): QuestionnaireResponseItem[] {
  const items = new Map<string, QuestionnaireResponseItem>();
  for (const { question, value } of answered) {
    const { grade, code, label } = question;
    const own: QuestionnaireResponseItem = { linkId: code, text: label, answer: [answerOf(question, value)] };
    if (grade === undefined) {
      items.set(code, own);
      continue;
    }
    const linkId = `row.${grade.series}.${grade.place}`;
    const row = items.get(linkId) ?? { linkId, text: grade.placeLabel, item: [] };
    row.item?.push(own);
    items.set(linkId, row);
  }
  return [...items.values()];
}

function answerOf({ options }: FormQuestion, value: FactValue): QuestionnaireResponseItemAnswer {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'number') return { valueInteger: value };
  if (isAtLeast(value)) return { valueInteger: value.atLeast };
  const display = options.find((option) => option.value === value)?.label ?? value;
  return { valueCoding: { system: findingsSystem, code: value, display } };
}
