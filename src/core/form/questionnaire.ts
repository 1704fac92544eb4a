import type { Questionnaire, QuestionnaireItem } from 'fhir/r4.js';
import { factNamed } from '../guideline/fact-by-name.js';
import { findingsSystem, toFindingCode } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import type { JsonObject } from '../values/json.js';
import { type FormGroup, type FormQuestion, formOf } from './form.js';

const structure = 'http://hl7.org/fhir/StructureDefinition';
const itemControl = 'http://hl7.org/fhir/questionnaire-item-control';

/** The form of a guideline as an R4 Questionnaire, so that an EHR with a renderer of its own can show it too. */
export function questionnaireOf(guideline: Guideline, publicUrl: string): JsonObject {
  const { id, title, reviewedOn, status } = guideline.documents.guideline;
  return {
    resourceType: 'Questionnaire',
    id,
    url: questionnaireUrl(guideline, publicUrl),
    version: guideline.version,
    name: `Form_${id.replaceAll('-', '_')}`,
    title,
    status: status === undefined ? 'active' : 'draft',
    experimental: status !== undefined,
    subjectType: ['Patient'],
    date: reviewedOn,
    description: guideline.documents.guideline.scope,
    item: formOf(guideline).map((group) => toGroup(guideline, group)),
  } satisfies Questionnaire & JsonObject;
}

/** The canonical URL of the form of a guideline. */
export function questionnaireUrl({ id }: Pick<Guideline, 'id'>, publicUrl: string): string {
  return `${publicUrl}/fhir/Questionnaire/${id}`;
}

function toGroup(guideline: Guideline, { id, title, onlyIf, questions }: FormGroup): QuestionnaireItem {
  const isGrid = questions.every(({ kind }) => kind === 'grade');
  return {
    linkId: `group.${id}`,
    text: title,
    type: 'group',
    ...(isGrid ? { extension: [control('grid')] } : {}),
    ...(onlyIf === undefined
      ? {}
      : { enableWhen: [{ question: toFindingCode(onlyIf), operator: '=', answerBoolean: true }] }),
    item: isGrid ? rowsOf(questions) : questions.map((question) => toItem(guideline, question)),
  };
}

/** A grid asks row by row: a place, and in it each side. */
function rowsOf(questions: readonly FormQuestion[]): QuestionnaireItem[] {
  const rows = new Map<string, QuestionnaireItem>();
  for (const question of questions) {
    const { grade } = question;
    if (grade === undefined) continue;
    const linkId = `row.${grade.series}.${grade.place}`;
    const row = rows.get(linkId) ?? { linkId, text: grade.placeLabel, type: 'group', item: [] };
    rows.set(linkId, row);
    row.item?.push({
      linkId: question.code,
      code: [{ system: findingsSystem, code: question.code, display: question.label }],
      text: grade.side ?? grade.placeLabel,
      type: 'choice',
      answerOption: question.options.map(({ value }) => ({ valueInteger: Number(value) })),
    });
  }
  return [...rows.values()];
}

function toItem(
  guideline: Guideline,
  { name, code, label, help, kind, unit, options }: FormQuestion,
): QuestionnaireItem {
  const standard = factNamed(guideline, name)?.definition.code;
  const own = { system: findingsSystem, code, display: label };
  return {
    linkId: code,
    code: standard === undefined ? [own] : [standard, own],
    text: label,
    ...typeOf(kind),
    ...(kind === 'enum'
      ? {
          answerOption: options.map(({ value, label: display }) => ({
            valueCoding: { system: findingsSystem, code: String(value), display },
          })),
        }
      : {}),
    ...(unit === undefined ? {} : { extension: [unitOf(unit)] }),
    ...(help === undefined
      ? {}
      : { item: [{ linkId: `${code}.help`, text: help, type: 'display', extension: [control('help')] }] }),
  };
}

function typeOf(kind: FormQuestion['kind']): Pick<QuestionnaireItem, 'type'> {
  switch (kind) {
    case 'flag':
      return { type: 'boolean' };
    case 'days':
    case 'number':
      return { type: 'integer' };
    case 'enum':
    case 'grade':
      return { type: 'choice' };
  }
}

function unitOf(unit: string) {
  return {
    url: `${structure}/questionnaire-unit`,
    valueCoding: { system: 'http://unitsofmeasure.org', code: unit === 'days' ? 'd' : unit, display: unit },
  };
}

function control(code: string) {
  return {
    url: `${structure}/questionnaire-itemControl`,
    valueCodeableConcept: { coding: [{ system: itemControl, code }] },
  };
}
