import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cookieOf, formOf, normalForDays as normal, openForm, ratingIn } from './companion-form.js';
import {
  clientId,
  type EhrDouble,
  type ServiceOfEhr,
  startEhr,
  startServiceFor,
  usualBehaviour,
} from './ehr-double.js';
import { get, type LaunchSteps, launchSteps, to } from './launch-steps.js';
import { startRealApp } from './real-app.js';
import { order, request } from './requests.js';

let ehr: EhrDouble;
let service: ServiceOfEhr;
let steps: LaunchSteps;
beforeAll(async () => {
  ehr = await startEhr();
  service = await startServiceFor(ehr);
  steps = launchSteps(ehr, service);
});
afterAll(async () => {
  await service.close();
  await ehr.close();
});
beforeEach(() => {
  Object.assign(ehr.behaviour, usualBehaviour);
  ehr.written.length = 0;
});

describe('a launch from an EHR', () => {
  it('asks for a code with a challenge, and keeps the session in a cookie for frames', async () => {
    const started = await steps.begin();
    const url = new URL(to(started));
    expect([started.status, url.origin, url.pathname]).toEqual([302, ehr.origin, '/auth']);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: clientId,
      redirect_uri: `${service.url}/app/callback`,
      aud: ehr.fhir,
      launch: 'launch-1',
      code_challenge_method: 'S256',
      scope: 'launch openid fhirUser patient/*.read patient/Observation.write patient/QuestionnaireResponse.write',
    });
    expect(started.headers.get('set-cookie')).toMatch(
      /^__Host-companion=[\w-]{32}; Path=\/; Secure; HttpOnly; SameSite=None; Partitioned$/,
    );
  });

  it('opens the order of the link that led there, with the record of the EHR', async () => {
    const { appContext, url } = await steps.linkFor();
    expect([url, appContext]).toEqual([`${service.url}/app/launch`, expect.stringMatching(/^[\w-]{32}$/)]);
    ehr.behaviour.context = { appContext };
    const { back } = await steps.launch();
    expect([back.status, to(back)]).toEqual([303, '/app']);
    const form = await formOf(service.url, cookieOf(back));
    expect(form.page).toContain('Double, born 1979-03-14');
    expect(form.page).toContain('MRI without contrast, lumbar spine');
    expect(form.page).not.toContain('the-secret-token');
    expect(ratingIn((await form.preview(normal)).outlook)).toBe('not-indicated');
  });

  it('that has lost its link takes the drafts of the record, or only asks', async () => {
    ehr.behaviour.drafts = [order()];
    const first = await steps.launch();
    expect((await formOf(service.url, cookieOf(first.back))).page).toContain('MRI without contrast, lumbar spine');
    ehr.behaviour.drafts = [];
    const second = await steps.launch();
    const form = await formOf(service.url, cookieOf(second.back));
    expect(form.page).toContain('No order: answers are recorded, nothing is rated');
    expect((await form.post('/app/send', normal)).status).toBe(200);
  });

  it('writes answers back where the EHR allows it, and says so where it does not', async () => {
    const send = async (): Promise<string> => {
      ehr.behaviour.context = { appContext: (await steps.linkFor()).appContext };
      const form = await formOf(service.url, cookieOf((await steps.launch()).back));
      return (await form.post('/app/send', normal)).text();
    };
    expect(await send()).toContain('Observation: not written into the record; the EHR has not allowed it.');
    ehr.behaviour.scope = 'launch patient/*.read patient/Observation.write patient/QuestionnaireResponse.c';
    expect(await send()).toContain('Observation: 5 written into the record.');
    expect(ehr.written.map(({ resourceType }) => resourceType)).toEqual([
      ...Array(5).fill('Observation'),
      'QuestionnaireResponse',
    ]);
    expect(ehr.written[5]).toMatchObject({
      questionnaire: expect.stringMatching(/\/fhir\/Questionnaire\/low-back-pain\|/),
      subject: { reference: `Patient/${ehr.behaviour.patient}` },
      author: { reference: 'Practitioner/dr' },
    });
    ehr.behaviour.refusesWrites = true;
    expect(await send()).toContain('Observation: the EHR refused 5 of 5');
  });

  it('whose token has expired reads nothing and takes nothing for absent', async () => {
    ehr.behaviour.context = { appContext: (await steps.linkFor()).appContext };
    const { back } = await steps.launch();
    ehr.behaviour.isExpired = true;
    const form = await formOf(service.url, cookieOf(back));
    expect(form.page).toContain('Patient: not named in the record');
    expect(ratingIn((await form.preview(normal)).outlook)).toBe('insufficient-information');
  });
});

describe('a launch is refused', () => {
  it.each(['https://evil.example/fhir', '', `http://127.0.0.1:1/fhir`])(
    'from a server that is not registered: %s',
    async (iss) => {
      const response = await steps.begin(iss);
      expect([response.status, response.headers.get('set-cookie')]).toEqual([400, null]);
      expect((await steps.begin(`${ehr.fhir}/`)).status).toBe(400);
      expect((await steps.begin(`${ehr.fhir}?x`)).status).toBe(400);
    },
  );

  it('with a state that is wrong, missing, or used already', async () => {
    const { callback, cookie } = await steps.launch();
    expect(await steps.problemAt(await get(callback, cookie))).toEqual([303, 'state', true]);
    const again = await steps.begin();
    const fresh = new URL(to(await get(to(again))));
    fresh.searchParams.set('state', 'forged');
    expect(await steps.problemAt(await get(fresh.href, cookieOf(again)))).toEqual([303, 'state', true]);
    fresh.searchParams.delete('state');
    expect(await steps.problemAt(await get(fresh.href, cookieOf(await steps.begin())))).toEqual([303, 'state', true]);
  });

  it('in a browser that did not begin it', async () => {
    const callback = to(await get(to(await steps.begin())));
    expect(await steps.problemAt(await get(callback))).toEqual([303, 'state', true]);
    expect(await steps.problemAt(await get(callback, cookieOf(await steps.begin())))).toEqual([303, 'state', true]);
  });

  it('when the EHR refuses the scope or the token, in words of its own', async () => {
    ehr.behaviour.refusesCode = 'invalid_scope';
    expect(await steps.problemAt((await steps.launch()).back)).toEqual([303, 'refused', true]);
    ehr.behaviour.refusesCode = undefined;
    ehr.behaviour.refusesToken = 'invalid_client';
    expect(await steps.problemAt((await steps.launch()).back)).toEqual([303, 'refused', true]);
  });

  it('with a link of another patient, and shows nothing', async () => {
    ehr.behaviour.context = { appContext: (await steps.linkFor()).appContext };
    ehr.behaviour.patient = 'p2';
    expect(await steps.problemAt((await steps.launch()).back)).toEqual([303, 'patient', true]);
  });
});

describe('a link', () => {
  it('that is forged or used is as good as none', async () => {
    const { appContext } = await steps.linkFor();
    ehr.behaviour.context = { appContext };
    await steps.launch();
    for (const lost of [appContext, 'x'.repeat(32)]) {
      ehr.behaviour.context = { appContext: lost };
      const form = await formOf(service.url, cookieOf((await steps.launch()).back));
      expect(form.page).toContain('No order: answers are recorded, nothing is rated');
    }
  });

  it('of the demo mode opens the form once, where links are switched on', async () => {
    const app = await startRealApp({ COMPANION_LINKS: 'on' });
    const { cards } = await app.ask(request());
    const { appContext = '' } = cards[0]?.links?.find(({ type }) => type === 'smart') ?? {};
    const url = `${app.url}/app/launch?appContext=${appContext}`;
    const first = await get(url);
    expect([first.status, to(first)]).toEqual([303, '/app']);
    expect((await formOf(app.url, cookieOf(first))).page).toContain('MRI without contrast, lumbar spine');
    expect((await get(url)).status).toBe(400);
    await app.close();
  });

  it.each([
    ['has no id', { ...order(), id: undefined }, 'urn:uuid:draft'],
    [
      'stands inside of a group',
      { resourceType: 'RequestGroup', id: 'group', status: 'draft', intent: 'order', contained: [order()] },
      'RequestGroup/group',
    ],
  ])('of the demo mode opens for an order that %s', async (_, resource, selection) => {
    const app = await startRealApp({ COMPANION_LINKS: 'on' });
    const draftOrders = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'urn:uuid:draft', resource }],
    };
    const { cards } = await app.ask(request({ context: { draftOrders, selections: [selection] } }));
    const { appContext = '' } = cards[0]?.links?.find(({ type }) => type === 'smart') ?? {};
    const first = await get(`${app.url}/app/launch?appContext=${appContext}`);
    expect((await formOf(app.url, cookieOf(first))).page).toContain('MRI without contrast, lumbar spine');
    await app.close();
  });

  it('is on no card of the demo mode otherwise, and the form of a demo opens for nobody else', async () => {
    const app = await startRealApp();
    expect(JSON.stringify((await app.ask(request())).cards)).not.toContain('/app/launch');
    await app.close();
    await expect(openForm(service, request())).rejects.toThrow('404');
  });
});
