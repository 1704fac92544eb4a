import { randomUUID } from 'node:crypto';
import { type ConsultParts, consult } from '../../src/consult.js';
import { type Client, demoClient } from '../../src/core/contract/client.js';
import { hookNames } from '../../src/core/contract/hook-request.js';
import type { HookResponse } from '../../src/core/contract/hook-response.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { readPrefetch } from '../../src/fhir/prefetch.js';
import { toHookRequest } from '../../src/http/endpoints/hook-envelope.js';
import { guideline } from '../guideline.js';

/** The answer to a hook call without HTTP and storage, as a client that has agreed on something gets it. */
export async function consulted(
  body: JsonObject,
  client: Partial<Client> = {},
  parts: Partial<ConsultParts> = {},
): Promise<HookResponse> {
  const hookRequest = toHookRequest(body, hookNames);
  const { response } = await consult(
    {
      guidelines: [guideline],
      gatherRecord: async () => readPrefetch(hookRequest).record,
      attestationsOf: async () => ({ kind: 'read', answers: [] }),
      now: () => new Date(),
      newId: randomUUID,
      ...parts,
    },
    hookRequest,
    { ...demoClient, ...client },
  );
  return response;
}

/** The words of a card that are read: marks alone are none. */
export function countedWords(texts: readonly string[]): number {
  return texts
    .join('\n')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
