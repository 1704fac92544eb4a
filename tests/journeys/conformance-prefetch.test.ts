import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordParts } from '../../src/core/contract/patient-record.js';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { typeOfPart } from '../../src/fhir/record-parts.js';
import { issueOf, post } from '../http/test-app.js';
import { criterionOf, decisionOf, onlyCard, outcomeOf, sectionOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { adult, request, screenNormal, stated } from './requests.js';

describe('prefetch', () => {
  let app: RealApp;
  let templates: readonly JsonObject[];

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
    const body: unknown = await (await fetch(`${app.url}/cds-services`)).json();
    const services = isObject(body) ? objectsOf(body.services) : [];
    templates = services.flatMap(({ prefetch }) => objectsOf(prefetch));
  });
  afterAll(() => app.close());

  const acute = [...screenNormal, stated('symptom-days', 20)];
  const queries = (): readonly string[] => templates.flatMap((one) => Object.values(one).map(String));

  it('P-1 every key that the service reads is advertised, for both hooks', () => {
    expect(templates).toHaveLength(2);
    for (const template of templates) expect(Object.keys(template).sort()).toEqual([...recordParts].sort());
  });

  it('P-2 every template is a relative read or type search', () => {
    for (const query of queries()) expect(query).toMatch(/^[A-Z][A-Za-z]+(\/\{\{context\.patientId\}\}|\?[^/#]+)$/);
  });

  it('P-3 P-4 the only token is the patient', () => {
    const tokens = queries().flatMap((query) => [...query.matchAll(/\{\{(.*?)\}\}/g)].map((match) => match[1]));
    expect([...new Set(tokens)]).toEqual(['context.patientId']);
  });

  it('P-5 the user id, which holds a type, stands in no search', () => {
    expect(queries().filter((query) => query.includes('userId'))).toEqual([]);
  });

  it('P-6 only portable parameters are used', () => {
    for (const query of queries().filter((one) => one.includes('?')))
      for (const [name, value] of new URLSearchParams(query.split('?')[1])) {
        expect(['patient', '_count', '_sort']).toContain(name);
        if (name === '_count') expect(value).toMatch(/^\d+$/);
        if (name === '_sort') expect(value).toMatch(/^-[a-z]+$/);
      }
  });

  it('P-7 nothing in a template needs percent-encoding, and braces stay raw', () => {
    for (const query of queries()) expect(query.replace(/[{}]/g, '')).toMatch(/^[A-Za-z0-9/?=&_.-]+$/);
  });

  it('P-8 no template depends on the encounter', () => {
    expect(queries().filter((query) => query.includes('encounter'))).toEqual([]);
  });

  it.each(recordParts)('P-10 without the key %s the answer is right for what is known, and says so', async (part) => {
    const answer = await app.ask(request({ resources: acute, prefetch: { [part]: undefined } }));
    const card = onlyCard(answer);
    const rating = decisionOf(card).rating;
    expect(['not-indicated', 'insufficient-information', 'may-be-appropriate']).toContain(rating);
    if (part === 'conditions' || part === 'observations') expect(rating).toBe('insufficient-information');
    expect(sectionOf(card, 'Not documented')).toContain('Could not be read: ');
  });

  it('P-10 a screen that is documented is not called missing when something else could not be read', async () => {
    const card = onlyCard(await app.ask(request({ resources: acute, prefetch: { conditions: undefined } })));
    expect([decisionOf(card).criterion, card.summary]).toEqual([
      'red-flag-screen-missing',
      'Cannot rate: bladder, bowel, saddle and strength are documented, but other red flags are open: not all could be read',
    ]);
    expect(sectionOf(card, 'Not documented')).toContain('Could not be read: problems and diagnoses.');
  });

  it('P-10 without any prefetch there is a card that asks for the screen and gives no rating', async () => {
    const answer = await app.ask(request({ envelope: { prefetch: undefined } }));
    expect(outcomeOf(answer)).toBe('red-flag-screen-missing / unrated');
    expect(sectionOf(onlyCard(answer), 'Not documented')).toContain('No part of the patient record could be read.');
    expect(answer.systemActions).toBeUndefined();
  });

  it.each(recordParts.filter((part) => part !== 'patient'))(
    'P-12 an empty %s (null, empty Bundle, total 0) is a known absence',
    async (part) => {
      const keys = [null, { resourceType: 'Bundle', type: 'searchset' }, { resourceType: 'Bundle', total: 0 }];
      for (const value of keys) {
        const others = acute.filter(({ resourceType }) => resourceType !== typeOfPart(part));
        const answer = await app.ask(request({ resources: others, prefetch: { [part]: value } }));
        expect(sectionOf(onlyCard(answer), 'Not documented')).not.toContain('Could not be read');
      }
    },
  );

  it('P-12 facts that are lacking are said on a card, never 412', async () => {
    const prefetch = Object.fromEntries(recordParts.map((part) => [part, null]));
    expect(criterionOf(await app.ask(request({ prefetch })))).toBe('red-flag-screen-missing');
  });

  it.each(recordParts)('P-13 an OperationOutcome under %s is no data', async (part) => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] };
    const answer = await app.ask(request({ resources: acute, prefetch: { [part]: outcome } }));
    expect(sectionOf(onlyCard(answer), 'Not documented')).toContain('Could not be read: ');
  });

  it('P-14 a first page alone is said to be one', async () => {
    const observations = {
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'next', url: 'https://ehr.example.org/next' }],
      entry: acute.map((resource) => ({ resource })),
    };
    const answer = await app.ask(request({ prefetch: { observations } }));
    expect(decisionOf(onlyCard(answer)).rating).toBe('insufficient-information');
    expect(sectionOf(onlyCard(answer), 'Not documented')).toContain('Read in part only: observations.');
  });

  it.each(recordParts)('P-15 a resource of another patient under %s is refused', async (part) => {
    const type = typeOfPart(part);
    const resource =
      part === 'patient'
        ? { ...adult, id: 'somebody-else' }
        : {
            resourceType: type,
            id: 'x',
            subject: { reference: 'Patient/somebody-else' },
            patient: { reference: 'Patient/somebody-else' },
          };
    const value = part === 'patient' ? resource : { resourceType: 'Bundle', entry: [{ resource }] };
    const response = await post(app.hookUrl, request({ prefetch: { [part]: value } }));
    expect(response.status).toBe(400);
    expect((await issueOf(response)).slice(0, 2)).toEqual(['value', `prefetch.${part}`]);
  });

  it('P-16 keys that were never advertised are ignored, whosever data they hold', async () => {
    const prefetch = {
      item1: { ...adult, id: 'somebody-else' },
      serviceRequestBundle: { resourceType: 'Bundle', entry: [{ resource: stated('saddle-anesthesia', true) }] },
      junk: [1, null],
    };
    expect(outcomeOf(await app.ask(request({ resources: acute, prefetch })))).toBe(
      'acute-no-red-flags / not-appropriate',
    );
  });

  it('P-17 entries of other types and outcomes in a Bundle are no data of the key', async () => {
    const observations = {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        ...acute.map((resource) => ({ resource, search: { mode: 'match' } })),
        { resource: adult, search: { mode: 'include' } },
        {
          resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational' }] },
          search: { mode: 'outcome' },
        },
      ],
    };
    expect(outcomeOf(await app.ask(request({ prefetch: { observations } })))).toBe(
      'acute-no-red-flags / not-appropriate',
    );
  });
});
