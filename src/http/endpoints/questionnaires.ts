import { type JsonObject, textOf } from '../../core/values/json.js';
import { RequestError } from '../../errors.js';
import type { Endpoint } from '../endpoint.js';
import { briefCaching } from './discovery.js';

/** `GET /fhir/Questionnaire/{guideline}`: the form of a guideline, or 404. */
export function createQuestionnaireRead(questionnaires: () => readonly JsonObject[]): Endpoint {
  return ({ id }) => {
    const found = questionnaires().find((form) => textOf(form['id']) === id);
    if (found !== undefined) return { status: 200, body: JSON.stringify(found), headers: briefCaching };
    const known = questionnaires().map((form) => textOf(form['id']) ?? '');
    const message = `no such form; there is one for each guideline: ${known.join(', ')}`;
    throw new RequestError({ code: 'not-found', status: 404, message });
  };
}
