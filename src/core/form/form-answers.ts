import type { StatedFact } from '../contract/consult-record.js';
import type { Guideline } from '../guideline/guideline.js';
import type { FactValue } from '../values/fact.js';
import { isObject } from '../values/json.js';
import { type FormQuestion, formOf, questionsOf } from './form.js';

const longestDays = 36_500;

/**
 * What the answers of a form state: `{"saddle-anesthesia": false, "symptom-days": 42}` by code. A group whose flag is
 * answered with no states nothing, whatever was tapped in it before.
 * @returns the code of the first answer that is none, where there is one
 */
export function readFormAnswers(
  guideline: Guideline,
  answers: unknown,
): readonly StatedFact[] | { readonly wrong: string } {
  if (!isObject(answers)) return { wrong: '' };
  const byCode = new Map([...questionsOf(guideline).values()].map((question) => [question.code, question]));
  const stated = new Map<string, FactValue>();
  for (const [code, value] of Object.entries(answers)) {
    if (value === null || value === '') continue;
    const question = byCode.get(code);
    const read = question === undefined ? undefined : valueIn(question, value);
    if (question === undefined || read === undefined) return { wrong: code };
    stated.set(question.name, read);
  }
  for (const { onlyIf, questions } of formOf(guideline))
    if (onlyIf !== undefined && stated.get(onlyIf) === false) for (const { name } of questions) stated.delete(name);
  return [...stated].map(([fact, value]) => ({ fact, value }));
}

function valueIn({ kind, options }: FormQuestion, value: unknown): FactValue | undefined {
  switch (kind) {
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'days':
    case 'number':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= longestDays
        ? value
        : undefined;
    case 'enum':
    case 'grade':
      return options.find((option) => option.value === value)?.value;
  }
}
