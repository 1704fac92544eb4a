import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';

/** A family of codes as FHIR defines it. */
export interface FamilyGroup {
  readonly system?: string;
  readonly filter?: readonly { readonly property: string; readonly op: string; readonly value: string }[];
}

export interface ListedCode {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** All pages of a server's answer, with what it says of the releases that it used; or why there is none. */
export type ServerAnswer = ListedCodes | Refusal;

export interface ListedCodes {
  readonly kind: 'listed';
  readonly codes: readonly ListedCode[];
  readonly identifier: string;
  readonly timestamp: string;
  readonly parameter: readonly { readonly name: string; readonly valueString?: string; readonly valueUri?: string }[];
}

interface Refusal {
  readonly kind: 'refused';
  readonly why: string;
}

export interface ServerAccess {
  /** base of a FHIR terminology server, such as https://tx.example.org/r4 */
  readonly server: string;
  readonly fetch: typeof fetch;
}

const pageSize = 1_000;
const mostPages = 500;
const pageMilliseconds = 60_000;

/** Asks a FHIR terminology server for the codes of some families, page by page. */
export async function expandOnServer(access: ServerAccess, include: readonly FamilyGroup[]): Promise<ServerAnswer> {
  const codes = new Map<string, ListedCode>();
  for (let page = 0; page < mostPages; page += 1) {
    const offset = page * pageSize;
    const answer = await fetchPage(access, include, offset);
    if (answer.kind === 'refused') return answer;
    const { expansion } = answer;
    const rows = listedIn(expansion);
    for (const row of rows) codes.set(`${row.system}|${row.code}`, row);
    const { total } = expansion;
    // a server that does not page answers everything at once, and one that counts nothing ends with a short page
    const isLast = rows.length < pageSize || (typeof total === 'number' && offset + rows.length >= total);
    if (isLast || rows.length > pageSize) return toAnswer(expansion, [...codes.values()]);
  }
  return refused(`the server did not come to an end after ${mostPages} pages of ${pageSize} codes`);
}

async function fetchPage(
  { server, fetch: send }: ServerAccess,
  include: readonly FamilyGroup[],
  offset: number,
): Promise<{ readonly kind: 'page'; readonly expansion: JsonObject } | Refusal> {
  const body = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'valueSet', resource: { resourceType: 'ValueSet', status: 'active', compose: { include } } },
      { name: 'offset', valueInteger: offset },
      { name: 'count', valueInteger: pageSize },
    ],
  };
  const url = `${server.replace(/\/+$/, '')}/ValueSet/$expand`;
  const headers = { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' };
  const signal = AbortSignal.timeout(pageMilliseconds);
  const answer = await send(url, { method: 'POST', headers, body: JSON.stringify(body), signal }).catch(
    () => undefined,
  );
  if (answer === undefined) return refused(`no answer from ${url}`);
  const resource: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) return refused(refusal(answer.status, resource));
  const expansion = isObject(resource) ? resource['expansion'] : undefined;
  return isObject(expansion)
    ? { kind: 'page', expansion }
    : refused('the server answered no ValueSet with an expansion');
}

function refused(why: string): Refusal {
  return { kind: 'refused', why };
}

/** What the server said of itself, and what can be done about it. */
function refusal(status: number, resource: unknown): string {
  const [issue] = isObject(resource) ? objectsOf(resource['issue']) : [];
  const code = textOf(issue?.['code']);
  if (code === 'too-costly')
    return 'the server finds the expansion too costly; raise its limit, or leave this set as shipped';
  if (status === 401 || status === 403)
    return `the server wants a token (${status}); give this machine access without one`;
  return `the server refused (${status}${code === undefined ? '' : `, ${code}`})`;
}

function listedIn(expansion: JsonObject): readonly ListedCode[] {
  return flatten(objectsOf(expansion['contains'])).flatMap((row) => {
    const [system, code, display] = [textOf(row['system']), textOf(row['code']), textOf(row['display'])];
    if (system === undefined || code === undefined || row['abstract'] === true) return [];
    return [display === undefined ? { system, code } : { system, code, display }];
  });
}

function flatten(rows: readonly JsonObject[]): readonly JsonObject[] {
  return rows.flatMap((row) => [row, ...flatten(objectsOf(row['contains']))]);
}

function toAnswer(expansion: JsonObject, codes: readonly ListedCode[]): ListedCodes {
  const parameter = objectsOf(expansion['parameter']).flatMap((each) => {
    const [name, uri, text] = [textOf(each['name']), textOf(each['valueUri']), textOf(each['valueString'])];
    if (name === undefined || !/version|used-codesystem/.test(name)) return [];
    return [
      { name, ...(uri === undefined ? {} : { valueUri: uri }), ...(text === undefined ? {} : { valueString: text }) },
    ];
  });
  return {
    kind: 'listed',
    codes,
    identifier: textOf(expansion['identifier']) ?? 'not stated',
    timestamp: textOf(expansion['timestamp']) ?? 'not stated',
    parameter,
  };
}
