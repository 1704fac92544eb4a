import type { StatedFact } from '../core/contract/consult-record.js';
import { questionnaireResponseOf } from '../core/form/questionnaire-response.js';
import { answerIdentifier } from '../core/guideline/finding-code.js';
import { answeredObservation } from '../core/suggest/stated-observation.js';
import type { JsonObject } from '../core/values/json.js';
import { mayCreate } from '../fhir/scopes.js';
import { matchServer } from '../fhir/server-url.js';
import type { Outlook } from './companion-outlook.js';
import type { CompanionSession } from './companion-session.js';
import type { PagesParts } from './pages-parts.js';

const callMilliseconds = 5_000;

/** Writes answers into the record as far as the EHR allows it; answers in words what was written and what was not. */
export function createWriteAnswers({ clients, config, now }: PagesParts) {
  const write = async (
    { client }: Outlook,
    grant: NonNullable<CompanionSession['grant']>,
    resource: JsonObject,
  ): Promise<boolean> => {
    const type = String(resource.resourceType);
    const base = matchServer(grant.iss, client.fhirServers);
    if (base === undefined) return false;
    const signal = AbortSignal.timeout(callMilliseconds);
    const headers = { authorization: `Bearer ${grant.accessToken}`, 'content-type': 'application/fhir+json' };
    try {
      const sent = { method: 'POST', headers, body: JSON.stringify(resource), signal };
      const response = await clients.accessOf(client).send(new URL(type, base), sent);
      await response.body?.cancel();
      return response.status === 200 || response.status === 201;
    } catch {
      return false;
    }
  };

  return async (
    outlook: Outlook,
    { grant }: CompanionSession,
    states: readonly StatedFact[],
    suggestion: string,
  ): Promise<readonly string[]> => {
    if (grant === undefined || states.length === 0) return [];
    const { guideline, request } = outlook;
    const authored = now().toISOString();
    const { patientId, userId } = request.context;
    const observations = states.map((state) => ({
      ...answeredObservation(guideline, { context: request.context, now: authored }, state),
      identifier: [answerIdentifier({ suggestion, fact: state.fact })],
    }));
    const author = /^[A-Z][A-Za-z]+\/[\w.-]+$/.test(userId) ? userId : undefined;
    const response = questionnaireResponseOf(guideline, states, {
      publicUrl: config.publicUrl,
      patientId,
      author,
      authored,
    });
    const lines: string[] = [];
    for (const [type, resources] of [
      ['Observation', observations],
      ['QuestionnaireResponse', [response]],
    ] as const) {
      if (!mayCreate(grant.scope, type)) {
        lines.push(`${type}: not written into the record; the EHR has not allowed it.`);
        continue;
      }
      const written = (await Promise.all(resources.map((resource) => write(outlook, grant, resource)))).filter(
        Boolean,
      ).length;
      lines.push(
        written === resources.length
          ? `${type}: ${written} written into the record.`
          : `${type}: the EHR refused ${resources.length - written} of ${resources.length}; write them by hand.`,
      );
    }
    return lines;
  };
}
