import type { AnswerKey, StatedFact } from '../core/contract/consult-record.js';
import { questionnaireResponseOf } from '../core/form/questionnaire-response.js';
import { answerIdentifier, reviewState } from '../core/guideline/finding-code.js';
import { phrase } from '../core/guideline/phrase.js';
import { reviewObservation } from '../core/suggest/review-observation.js';
import { answeredObservation } from '../core/suggest/stated-observation.js';
import { withdrawnObservation } from '../core/suggest/withdraw-answers.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';
import { mayCreate } from '../fhir/scopes.js';
import { matchServer } from '../fhir/server-url.js';
import type { Outlook } from './companion-outlook.js';
import type { CompanionSession } from './companion-session.js';
import { factsIn, reviewsIn } from './form-states.js';
import type { PagesParts } from './pages-parts.js';

const callMilliseconds = 5_000;

/** What is written: the answers of one sending, and those that they correct. */
export interface Writing {
  readonly session: CompanionSession;
  readonly outlook: Outlook;
  readonly suggestion: string;
  readonly states: readonly StatedFact[];
  readonly corrected: readonly AnswerKey[];
}

/** What came of it, in words, and whether everything that the EHR allows was written. */
export interface Written {
  readonly lines: readonly string[];
  readonly isWhole: boolean;
}

/** Writes answers into the record as far as the EHR allows it. */
export function createWriteAnswers(parts: PagesParts) {
  const write = createWrite(parts);
  return async (writing: Writing): Promise<Written> => {
    const { grant } = writing.session;
    if (grant === undefined || writing.states.length === 0) return { lines: [], isWhole: true };
    const authored = parts.now().toISOString();
    const lines: string[] = [];
    let isWhole = true;
    for (const [type, resources] of [
      ['Observation', observationsOf(writing, authored)],
      ['QuestionnaireResponse', responsesOf(writing, authored, parts.config.publicUrl)],
    ] as const) {
      if (resources.length === 0) continue;
      if (!mayCreate(grant.scope, type)) {
        lines.push(`${type}: not written into the record; the EHR has not allowed it.`);
        continue;
      }
      const done = await Promise.all(resources.map((resource) => write(writing.outlook, grant, resource)));
      const written = done.filter(Boolean).length;
      isWhole &&= written === resources.length;
      lines.push(
        written === resources.length
          ? `${type}: ${written} written into the record.`
          : `${type}: the EHR refused ${resources.length - written} of ${resources.length}; write them by hand.`,
      );
    }
    return { lines, isWhole };
  };
}

/** Creates one resource, unless the EHR has one of this identifier: what is sent twice is there once. */
function createWrite({ clients }: PagesParts) {
  return async (
    { client }: Outlook,
    grant: NonNullable<CompanionSession['grant']>,
    resource: JsonObject,
  ): Promise<boolean> => {
    const type = String(resource.resourceType);
    const base = matchServer(grant.iss, client.fhirServers);
    if (base === undefined) return false;
    const signal = AbortSignal.timeout(callMilliseconds);
    const headers = {
      authorization: `Bearer ${grant.accessToken}`,
      'content-type': 'application/fhir+json',
      ...conditionOf(resource),
    };
    try {
      const sent = { method: 'POST', headers, body: JSON.stringify(resource), signal };
      const response = await clients.accessOf(client).send(new URL(type, base), sent);
      await response.body?.cancel();
      return response.status === 200 || response.status === 201;
    } catch {
      return false;
    }
  };
}

/** A correction stands beside what it corrects, under the same identifier. */
function conditionOf({ identifier, status }: JsonObject): { readonly [header: string]: string } {
  const [first] = isObject(identifier) ? [identifier] : objectsOf(identifier);
  const [system, value] = [textOf(first?.system), textOf(first?.value)];
  if (system === undefined || value === undefined || status === 'entered-in-error') return {};
  return { 'if-none-exist': new URLSearchParams({ identifier: `${system}|${value}` }).toString() };
}

function observationsOf({ outlook, states, suggestion, corrected }: Writing, now: string): readonly JsonObject[] {
  const { guideline, request } = outlook;
  const moment = { context: request.context, now };
  const reviews = reviewsIn(states);
  const review = (): JsonObject => ({
    ...reviewObservation(moment, phrase(guideline, 'reviewEntries'), reviews),
    identifier: [answerIdentifier({ suggestion, fact: reviewState })],
  });
  return [
    ...corrected.map((key) => withdrawnObservation(guideline, moment, key)),
    ...factsIn(states).map((state) => answeredObservation(guideline, moment, state, suggestion)),
    ...(reviews.length === 0 ? [] : [review()]),
  ];
}

function responsesOf(
  { outlook, states, suggestion }: Writing,
  authored: string,
  publicUrl: string,
): readonly JsonObject[] {
  const { guideline, request } = outlook;
  const { patientId, userId } = request.context;
  const author = /^[A-Z][A-Za-z]+\/[\w.-]+$/.test(userId) ? userId : undefined;
  const answered = factsIn(states);
  if (answered.length === 0) return [];
  const response = questionnaireResponseOf(guideline, answered, { publicUrl, patientId, author, authored });
  return [{ ...response, identifier: answerIdentifier({ suggestion, fact: 'form' }) }];
}
