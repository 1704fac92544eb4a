import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { cookieOf, formOf, normalForDays as normal, ratingIn } from './companion-form.js';
import { type EhrDouble, type ServiceOfEhr, startEhr, startServiceFor, usualBehaviour } from './ehr-double.js';
import { get, type LaunchSteps, launchSteps, to } from './launch-steps.js';
import { bundleOf, order } from './requests.js';

const writing = 'launch patient/*.read patient/Observation.write patient/QuestionnaireResponse.write';

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

const writtenOf = (type: string): readonly JsonObject[] =>
  ehr.written.filter(({ resourceType }) => resourceType === type);

/** The same call with what the EHR has stored of the patient by now. */
function withStored(body: JsonObject): JsonObject {
  const { prefetch } = body;
  const observations = bundleOf(writtenOf('Observation'));
  return { ...body, hookInstance: randomUUID(), prefetch: { ...(isObject(prefetch) ? prefetch : {}), observations } };
}

describe('what is sent to an EHR that takes it', () => {
  it('is written once, however often a broken connection has it sent', async () => {
    const { appContext } = await steps.linkFor();
    Object.assign(ehr.behaviour, { context: { appContext }, scope: writing });
    const form = await steps.open();
    const twice = await Promise.all([form.post('/app/send', normal), form.post('/app/send', normal)]);
    const again = await form.post('/app/send', normal);
    const texts = await Promise.all([...twice, again].map((response) => response.text()));
    expect(new Set(texts).size).toBe(1);
    expect([writtenOf('Observation').length, writtenOf('QuestionnaireResponse').length]).toEqual([5, 1]);
  });

  it('is corrected in the record as in what is remembered', async () => {
    const body = steps.newPatient();
    Object.assign(ehr.behaviour, { scope: writing, drafts: [draftOf(body)] });
    await (await steps.open()).post('/app/send', { ...normal, 'saddle-anesthesia': true });
    expect(decisionOf(onlyCard(await service.ask(withStored(body)))).rating).toBe('indicated-emergency');
    const form = await steps.open();
    expect(ratingIn((await form.preview(normal)).outlook)).toBe('not-indicated');
    await form.post('/app/send', normal);
    const wrong = writtenOf('Observation').filter(({ status }) => status === 'entered-in-error');
    const [first] = writtenOf('Observation').filter(({ valueBoolean }) => valueBoolean === true);
    expect(wrong.map(({ identifier }) => identifier)).toEqual([first?.identifier]);
    expect(decisionOf(onlyCard(await service.ask(withStored(body)))).rating).toBe('not-indicated');
  });

  it('is written when it is sent again after a refusal', async () => {
    const body = steps.newPatient();
    Object.assign(ehr.behaviour, { scope: writing, drafts: [draftOf(body)], refusesWrites: true });
    const form = await steps.open();
    expect(await (await form.post('/app/send', normal)).text()).toContain('the EHR refused 5 of 5');
    ehr.behaviour.refusesWrites = false;
    expect(await (await form.post('/app/send', normal)).text()).toContain('Observation: 5 written');
    expect(writtenOf('Observation')).toHaveLength(5);
  });

  it('is said not to be written when the token has expired meanwhile, and is remembered all the same', async () => {
    const body = steps.newPatient();
    Object.assign(ehr.behaviour, { scope: writing, drafts: [draftOf(body)] });
    const form = await steps.open();
    ehr.behaviour.isExpired = true;
    const sent = await (await form.post('/app/send', normal)).text();
    expect(sent).toContain('the EHR refused 5 of 5');
    expect(sent).toContain('5 answers are remembered');
    expect(decisionOf(onlyCard(await service.ask(body))).rating).toBe('not-indicated');
  });

  it('names whoever has signed in, not whoever called the card up, and nobody where the EHR does not say', async () => {
    for (const [user, reference] of [
      ['Practitioner/dr', 'Practitioner/dr'],
      [undefined, 'Practitioner/dr-of-the-hook'],
    ] as const) {
      const body = steps.newPatient();
      const context = isObject(body.context) ? { ...body.context, userId: 'Practitioner/dr-of-the-hook' } : {};
      const { cards } = await service.ask({ ...body, context });
      const appContext = cards[0]?.links?.find(({ type }) => type === 'smart')?.appContext;
      Object.assign(ehr.behaviour, { context: { appContext }, scope: writing, user });
      ehr.written.length = 0;
      await (await steps.open()).post('/app/send', normal);
      expect(writtenOf('Observation').map(({ performer }) => performer)).toEqual(Array(5).fill([{ reference }]));
    }
    const body = steps.newPatient();
    Object.assign(ehr.behaviour, { scope: writing, user: undefined, context: {}, drafts: [draftOf(body)] });
    ehr.written.length = 0;
    await (await steps.open()).post('/app/send', normal);
    expect(ehr.written.map(({ performer, author }) => performer ?? author)).toEqual(Array(6).fill(undefined));
  });
});

describe('several drafts of a record', () => {
  it('are chosen from where the link is lost', async () => {
    const body = steps.newPatient();
    const first = draftOf(body);
    ehr.behaviour.drafts = [first, { ...first, ...order('72131'), id: 'draft-2', subject: first.subject }];
    const form = await steps.open();
    expect(form.page).toContain('Which order do you examine for?');
    const chosen = await form.choose('ServiceRequest/draft-2');
    const sent: unknown = await (await chosen.post('/app/send', normal)).json();
    expect(sent).toMatchObject({ order: { id: 'draft-2' } });
  });
});

describe('a record that is odd', () => {
  it('with a draft of another patient shows nothing of it, and says so in words', async () => {
    const draft = draftOf(steps.newPatient());
    ehr.behaviour.drafts = [{ ...draft, subject: { reference: 'Patient/canary' } }];
    const cookie = cookieOf((await steps.launch()).back);
    const page = await get(`${service.url}/app`, cookie);
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    expect(text).toContain('it may belong to another patient');
    expect(text).not.toContain('canary');
  });

  it('with an id that is a path is not asked for', async () => {
    ehr.behaviour.patient = '../Practitioner/dr';
    const cookie = cookieOf((await steps.launch()).back);
    expect((await get(`${service.url}/app`, cookie)).status).toBe(400);
  });

  it('takes for drafts what is one', async () => {
    const draft = draftOf(steps.newPatient());
    const { id: _, ...nameless } = draft;
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'informational' }] };
    ehr.behaviour.drafts = [outcome, { resourceType: 'Practitioner', id: 'included' }, nameless, draft];
    expect((await steps.open()).page).toContain('<h1>MRI without contrast, lumbar spine</h1>');
  });
});

describe('a browser', () => {
  it('that is sent to the callback by somebody else keeps the form that is open', async () => {
    const { back } = await steps.launch();
    const cookie = cookieOf(back);
    const stray = await get(`${service.url}/app/callback?code=1&state=2`, cookie);
    expect([to(stray), stray.headers.get('set-cookie')]).toEqual(['/app?problem=state', null]);
    expect((await get(`${service.url}/app`, cookie)).status).toBe(200);
  });

  it('is told in the frame of the EHR, and of nobody else, why a form was not opened', async () => {
    for (const path of ['/app?problem=refused', '/app', '/app/launch?iss=https://evil.example']) {
      const policy = (await get(service.url + path)).headers.get('content-security-policy');
      expect([path, /frame-ancestors ([^;]*)/.exec(policy ?? '')?.[1]]).toEqual([path, ehr.origin]);
    }
  });
});

describe('launches', () => {
  it('are counted and logged by what became of them, and by nothing of theirs', async () => {
    const lines: JsonObject[] = [];
    const write = (fields: JsonObject): void => void lines.push(fields);
    const own = await startServiceFor(ehr, { log: { info: write, warn: write, error: write } });
    const { begin, launch, linkFor } = launchSteps(ehr, own);
    ehr.behaviour.context = { appContext: (await linkFor()).appContext };
    const { callback, cookie } = await launch();
    await get(callback, cookie);
    await launch();
    ehr.behaviour.context = { appContext: (await linkFor()).appContext };
    ehr.behaviour.patient = 'canary-patient';
    await launch();
    ehr.behaviour.refusesCode = 'access_denied';
    await launch();
    await begin('https://canary-iss.example/fhir');
    const metrics = await (await fetch(`${own.url}/metrics`)).text();
    const counted = [...metrics.matchAll(/form_launches_total\{outcome="([^"]+)"\} (\d+)/g)];
    expect(Object.fromEntries(counted.map(([, outcome, count]) => [outcome, Number(count)]))).toEqual({
      begun: 4,
      opened: 1,
      'opened-without-link': 1,
      state: 1,
      patient: 1,
      refused: 1,
      iss: 1,
    });
    expect(lines.flatMap(({ launch: outcome }) => outcome ?? []).sort()).toEqual(
      [
        'begun',
        'begun',
        'begun',
        'begun',
        'opened',
        'state',
        'opened-without-link',
        'patient',
        'refused',
        'iss',
      ].sort(),
    );
    const [, state = ''] = /state=([\w-]+)/.exec(callback) ?? [];
    expect(JSON.stringify(lines)).not.toMatch(
      new RegExp(`canary|launch-1|the-secret-token|code-\\d|hit\\(|${state}|${cookie.split('=')[1]}`),
    );
    await own.close();
  });

  it('are let in as often as agreed with the client, and not to the EHR after that', async () => {
    const own = await startServiceFor(ehr, { client: '    rateLimit: 3\n' });
    const { begin } = launchSteps(ehr, own);
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) statuses.push((await begin()).status);
    expect(statuses).toEqual([302, 302, 302, 503, 503]);
    expect((await begin('https://evil.example')).status).toBe(400);
    await own.close();
  });
});

describe('a confidential client', () => {
  it.each([
    ['with the secret that was agreed', 'a-secret-of-the-agreement', 303, '/app'],
    ['not with another', 'another-secret-altogether', 303, '/app?problem=refused'],
  ])('signs in %s', async (_, secret, status, location) => {
    const lines: string[] = [];
    const write = (fields: JsonObject): void => void lines.push(JSON.stringify(fields));
    const log = { info: write, warn: write, error: write };
    const own = await startServiceFor(ehr, { companion: `      clientSecret: ${secret}\n`, log });
    ehr.behaviour.secret = 'a-secret-of-the-agreement';
    const { back } = await launchSteps(ehr, own).launch();
    expect([back.status, to(back)]).toEqual([status, location]);
    if (location === '/app') expect((await formOf(own.url, cookieOf(back))).page).toContain('Double, born 1979-03-14');
    expect(lines.join()).not.toContain(secret);
    await own.close();
  });
});

describe('behind a proxy that shows the service under a path', () => {
  it('the form finds its way there and back', async () => {
    const own = await startServiceFor(ehr, { path: '/imaging' });
    const { launch, newPatient } = launchSteps(ehr, own);
    ehr.behaviour.drafts = [draftOf(newPatient())];
    const { back, callback } = await launch();
    expect([callback.startsWith(`${own.url}/app/callback?`), to(back)]).toEqual([true, '/imaging/app']);
    const form = await formOf(own.url, cookieOf(back));
    expect(form.page).toContain('data-root="/imaging"');
    expect(form.page).not.toMatch(/(?:href|src)="\/(?!imaging\/|")/);
    expect(ratingIn((await form.preview(normal)).outlook)).toBe('not-indicated');
    await own.close();
  });
});

function draftOf(body: JsonObject): JsonObject {
  const { context } = body;
  const bundle = isObject(context) && isObject(context.draftOrders) ? context.draftOrders : {};
  const [entry] = Array.isArray(bundle.entry) ? bundle.entry : [];
  return isObject(entry) && isObject(entry.resource) ? entry.resource : {};
}
