import { isObject, type JsonObject } from '../../src/core/values/json.js';
import type { RealApp } from './real-app.js';

/** The form as a browser has it: its cookie, its token, and what it was told last. */
export interface OpenForm {
  readonly cookie: string;
  readonly page: string;
  readonly post: (path: string, answers: JsonObject, headers?: Record<string, string>) => Promise<Response>;
  readonly preview: (answers: JsonObject) => Promise<Preview>;
  /** takes one of several drafts, as a tap on it does, and loads the page of that one */
  readonly choose: (order: string) => Promise<OpenForm>;
}

export interface Preview {
  readonly outlook: string;
  readonly asked: readonly string[];
}

/** The answers of a normal core screen, by code. */
export const normal = {
  'bladder-dysfunction': false,
  'bowel-dysfunction': false,
  'saddle-anesthesia': false,
  'motor-weakness': false,
};

/** The same of somebody whose pain has lasted for three weeks. */
export const normalForDays = { ...normal, 'symptom-days': 20 };

/** Opens the form for a hook request, as the page "Try it" does. */
export async function openForm({ url }: Pick<RealApp, 'url'>, request: JsonObject): Promise<OpenForm> {
  const opened = await fetch(`${url}/app/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(request),
  });
  if (opened.status !== 200) throw new Error(`${opened.status}: ${await opened.text()}`);
  return formOf(url, cookieOf(opened));
}

/** The form of a session that a cookie names. */
export async function formOf(url: string, cookie: string): Promise<OpenForm> {
  const page = await (await fetch(`${url}/app`, { headers: { cookie } })).text();
  const [, token = ''] = /data-token="([^"]+)"/.exec(page) ?? [];
  const post: OpenForm['post'] = (path, answers, headers = {}) => send(path, { answers }, headers);
  const send = (path: string, body: JsonObject, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: new URL(url).origin,
        'x-companion-token': token,
        cookie,
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const preview = async (answers: JsonObject): Promise<Preview> => {
    const body: unknown = await (await post('/app/preview', answers)).json();
    if (!isObject(body) || !Array.isArray(body.asked)) throw new Error(JSON.stringify(body));
    return { outlook: String(body.outlook), asked: body.asked.map(String) };
  };
  const choose = async (order: string): Promise<OpenForm> => {
    const chosen = await send('/app/preview', { answers: {}, order });
    if (chosen.status !== 200) throw new Error(`${chosen.status}: ${await chosen.text()}`);
    return formOf(url, cookie);
  };
  return { cookie, page, post, preview, choose };
}

export function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

/** The rating that an outlook shows; undefined = none. */
export function ratingIn(outlook: string): string | undefined {
  return /class="chip is-([a-z-]+)"/.exec(outlook)?.[1];
}
