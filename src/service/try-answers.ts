import { isObject } from '../core/values/json.js';
import { RequestError } from '../errors.js';
import type { PageAnswer, PageName, PageRequest } from '../http/endpoints/page.js';
import { drawAnswer } from '../pages/card-view.js';
import type { FixturePatients } from '../pages/fixture-patients.js';
import type { Html } from '../pages/html.js';
import { drawWhy } from '../pages/why-view.js';
import { createExplainRequest } from './explain-request.js';
import type { PagesParts } from './pages-parts.js';

export const jsonContent = 'application/json; charset=utf-8';

type TryName = Extract<PageName, `try-${string}`>;
type TryAnswer = (request: PageRequest) => PageAnswer | undefined | Promise<PageAnswer | undefined>;
type TryAnswers = { readonly [name in TryName]: TryAnswer };

/** What the page "Try it" calls besides the hook; there is nothing of it in a service with registered clients. */
export function createTryAnswers(parts: PagesParts, patients: FixturePatients): TryAnswers {
  const explain = createExplainRequest(parts);
  if (parts.clients.mode !== 'demo') return closed;
  return {
    'try-draw': ({ posted }) => piece(drawAnswer(objectIn(posted))),
    'try-why': async ({ posted }) => piece(drawWhy(await explain(posted))),
    'try-patient': ({ id }) => {
      const body = patients.read(id);
      return body === undefined ? undefined : { status: 200, body, contentType: jsonContent };
    },
    'try-reset': async ({ posted }) => {
      const { patientId } = objectIn(posted);
      const client = await parts.clients.verifyClient({ path: '/', authorization: undefined });
      await parts.store.forgetAnswers(parts.store.hash('patient', [client.name, String(patientId)]));
      return { status: 200, body: '{}', contentType: jsonContent };
    },
  };
}

const nothing: TryAnswer = () => undefined;
const closed: TryAnswers = { 'try-draw': nothing, 'try-why': nothing, 'try-patient': nothing, 'try-reset': nothing };

function piece({ text }: Html): PageAnswer {
  return { status: 200, body: text };
}

function objectIn(posted: unknown) {
  if (isObject(posted)) return posted;
  throw new RequestError({ code: 'value', status: 400, message: 'the body must be a JSON object' });
}
