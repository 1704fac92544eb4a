/** In: a guideline. Out: what its form asks, the same for the page, the Questionnaire and the answers that come back. */

import { factNamed } from '../guideline/fact-by-name.js';
import { toFindingCode } from '../guideline/finding-code.js';
import type { FormGroupDefinition } from '../guideline/form-document.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import { findPhrase } from '../guideline/phrase.js';
import { type SeriesAnswer, seriesAnswers } from '../guideline/series-answer.js';
import { memoByObject } from '../values/memo.js';
import { isStatable } from './is-statable.js';

/** One question: a fact, or a grade at a place and side. */
export interface FormQuestion {
  /** the fact that it states, or the name of the grade */
  readonly name: string;
  /** its code of our own, which is also its `linkId` */
  readonly code: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly kind: 'flag' | 'days' | 'number' | 'enum' | 'grade';
  readonly unit: string | undefined;
  readonly options: readonly FormOption[];
  /** where a grade is taken */
  readonly grade: SeriesAnswer | undefined;
}

export interface FormOption {
  readonly value: string | number;
  readonly label: string;
}

/** Questions that stand together. */
export interface FormGroup {
  readonly id: string;
  readonly title: string;
  /** the words of the button that records all its flags as absent */
  readonly normal: string | undefined;
  /** the flag without which it is not asked */
  readonly onlyIf: string | undefined;
  /** the flag that opens it where it stands folded away */
  readonly opensIf: string | undefined;
  readonly questions: readonly FormQuestion[];
}

/** The groups of a guideline's form in the order in which they are asked; every fact that can be stated stands in one. */
export const formOf = memoByObject((guideline: Guideline): readonly FormGroup[] => {
  const { form } = guideline.documents.guideline;
  const groups = (form?.groups ?? []).map((group) => groupOf(guideline, group));
  const taken = new Set(groups.flatMap(({ questions }) => questions.map(({ name }) => name)));
  const rest = guideline.facts.filter(({ name, definition }) => !taken.has(name) && isStatable(definition));
  const { id, title } = form?.rest ?? { id: 'findings', title: guideline.documents.guideline.title };
  const last: FormGroup = {
    id,
    title,
    normal: undefined,
    onlyIf: undefined,
    opensIf: undefined,
    questions: rest.map(questionFor(guideline)),
  };
  return rest.length === 0 ? groups : [...groups, last];
});

/** Every question of a guideline's form by the name of what it states. */
export const questionsOf = memoByObject(
  (guideline: Guideline): ReadonlyMap<string, FormQuestion> =>
    new Map(formOf(guideline).flatMap(({ questions }) => questions.map((question) => [question.name, question]))),
);

function groupOf(
  guideline: Guideline,
  { id, title, normal, onlyIf, opensIf = onlyIf, facts = [], series }: FormGroupDefinition,
): FormGroup {
  const grades = [...seriesAnswers(guideline.documents).values()].filter((grade) => grade.series === series);
  const asked = facts.flatMap((name) => factNamed(guideline, name) ?? []);
  return {
    id,
    title,
    normal,
    onlyIf,
    opensIf,
    questions: [...asked.map(questionFor(guideline)), ...grades.map(gradeQuestion)],
  };
}

function questionFor(guideline: Guideline): (fact: Fact) => FormQuestion {
  return ({ name, definition }) => {
    const { type, unit, values = [] } = definition;
    const options = values.map((value) => ({
      value,
      label: findPhrase(guideline, 'value', value) ?? value.replaceAll('-', ' '),
    }));
    return {
      name,
      code: toFindingCode(name),
      label: guideline.labelOf(name),
      help: definition.definition,
      kind: type === 'text' ? 'flag' : type,
      unit: type === 'days' ? 'days' : unit,
      options,
      grade: undefined,
    };
  };
}

function gradeQuestion(grade: SeriesAnswer): FormQuestion {
  const grades = Array.from({ length: grade.highest - grade.lowest + 1 }, (_, step) => grade.highest - step);
  return {
    name: grade.name,
    code: grade.code,
    label: grade.label,
    help: undefined,
    kind: 'grade',
    unit: undefined,
    options: grades.map((value) => ({ value, label: grade.grades[value] ?? String(value) })),
    grade,
  };
}
