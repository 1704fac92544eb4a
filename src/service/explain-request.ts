import { explainOrder, type OrderExplanation } from '../cli/explain/explain-decision.js';
import { consult } from '../consult.js';
import { hookNames } from '../core/contract/hook-request.js';
import { gatherRecord } from '../fhir/gather-record.js';
import { toHookRequest } from '../http/endpoints/hook-envelope.js';
import type { PagesParts } from './pages-parts.js';
import { newTimeOrderedId } from './time-ordered-id.js';

/** Explains a hook request as the demo client would be answered: nothing is remembered of it. */
export function createExplainRequest({ config, guidelines, store, clients, now }: PagesParts) {
  return async (posted: unknown): Promise<readonly OrderExplanation[]> => {
    const request = toHookRequest(posted, hookNames);
    const client = await clients.verifyClient({ path: '/', authorization: undefined });
    const patient = store.hash('patient', [client.name, request.context.patientId]);
    const access = clients.accessOf(client);
    const never = new AbortController().signal;
    const { decided, response } = await consult(
      {
        guidelines: guidelines(),
        gatherRecord: async () => {
          const limits = { budgetMilliseconds: config.answerBudgetMilliseconds, requireRecord: client.requireRecord };
          return (await gatherRecord(request, access, { ...limits, countCall: () => undefined, hungUp: () => never }))
            .record;
        },
        attestationsOf: () => store.attestationsOf(patient),
        now,
        newId: newTimeOrderedId,
      },
      request,
      client,
    );
    return decided.map(({ rated, card }) =>
      explainOrder(
        rated,
        response.cards.find(({ uuid }) => uuid === card?.uuid),
      ),
    );
  };
}
