import type { Link } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { cookieOf, formOf, type OpenForm } from './companion-form.js';
import type { EhrDouble, ServiceOfEhr } from './ehr-double.js';
import { request } from './requests.js';

/** A launch that is back from the EHR: the answer to the callback, its address, and the cookie of the browser. */
export interface Returned {
  readonly back: Response;
  readonly callback: string;
  readonly cookie: string;
}

/** What a browser does to come from an order into the form. */
export interface LaunchSteps {
  readonly begin: (iss?: string) => Promise<Response>;
  /** there and back, as a browser goes */
  readonly launch: () => Promise<Returned>;
  readonly open: () => Promise<OpenForm>;
  /** a hook call for a patient of whom nothing is known, who is then the one that is open in the EHR */
  readonly newPatient: () => JsonObject;
  /** the link of the card of such a call */
  readonly linkFor: () => Promise<Link>;
  /** status, reason and whether a page explains it */
  readonly problemAt: (response: Response) => Promise<readonly unknown[]>;
}

export const get = (url: string, cookie = ''): Promise<Response> =>
  fetch(url, { redirect: 'manual', headers: { cookie } });

export const to = (response: Response): string => response.headers.get('location') ?? '';

let patients = 0;

export function launchSteps(ehr: EhrDouble, service: ServiceOfEhr): LaunchSteps {
  const begin = (iss = ehr.fhir): Promise<Response> =>
    get(`${service.url}/app/launch?${new URLSearchParams({ iss, launch: 'launch-1' })}`);
  const launch = async (): Promise<Returned> => {
    const started = await begin();
    const cookie = cookieOf(started);
    const callback = to(await get(to(started)));
    return { back: await get(callback, cookie), callback, cookie };
  };
  const newPatient = (): JsonObject => {
    patients += 1;
    const patient = `patient-${patients}`;
    Object.assign(ehr.behaviour, { patient });
    const body: unknown = JSON.parse(
      JSON.stringify(request()).replaceAll('"Patient/p1"', `"Patient/${patient}"`).replaceAll('"p1"', `"${patient}"`),
    );
    return isObject(body) ? body : {};
  };
  return {
    begin,
    launch,
    newPatient,
    open: async () => formOf(service.url, cookieOf((await launch()).back)),
    linkFor: async () => {
      const { cards } = await service.ask(newPatient());
      const link = cards[0]?.links?.find(({ type }) => type === 'smart');
      if (link === undefined) throw new Error('the card has no link into the form');
      return link;
    },
    problemAt: async (response) => {
      const [, reason] = /\/app\?problem=(\w+)$/.exec(to(response)) ?? [];
      const page = await (await get(new URL(to(response), service.url).href)).text();
      return [response.status, reason, page.includes('could not be opened')];
    },
  };
}
