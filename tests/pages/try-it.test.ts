import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../http/test-app.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { startRegisteredApp } from './registered-app.js';
import { requestFor } from './requests.js';

describe('what the page "Try it" calls', () => {
  let app: RealApp;
  let page: string;
  beforeAll(async () => {
    app = await startRealApp();
    page = await (await fetch(app.url)).text();
  });
  afterAll(() => app.close());

  const optionsOf = (select: string): readonly string[] => {
    const [, options = ''] = new RegExp(`<select id="${select}"[^>]*>([\\s\\S]*?)</select>`).exec(page) ?? [];
    return [...options.matchAll(/<option [^>]*>/g)].map(([option]) => option);
  };
  const attribute = (option: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(option)?.[1] ?? '';

  it('offers studies that the service rates, each by a code', async () => {
    const studies = optionsOf('study');
    expect(studies.length).toBeGreaterThan(20);
    for (const study of studies) {
      const coding = { system: attribute(study, 'data-system'), code: attribute(study, 'data-code') };
      const answer = await app.ask(
        requestFor({ coding, reason: { coding: [codingOf(optionsOf('reason')[0] ?? '')] } }),
      );
      expect([study, answer.cards.length]).toEqual([study, 1]);
    }
  });

  it('offers reasons for which the criteria apply', async () => {
    const [study = ''] = optionsOf('study');
    for (const reason of optionsOf('reason').slice(0, -1)) {
      const answer = await app.ask(requestFor({ coding: codingOf(study), reason: { coding: [codingOf(reason)] } }));
      expect([reason, JSON.stringify(answer.cards[0]?.extension)]).not.toEqual([
        reason,
        expect.stringContaining('"no-criteria-apply"'),
      ]);
    }
  });

  const codingOf = (option: string) => ({
    system: attribute(option, 'data-system'),
    code: attribute(option, 'data-code'),
  });

  it('offers a tick for each red flag, and each one that is ticked is read as said', async () => {
    const codes = [
      ...new Set([...page.matchAll(/data-finding="([^"]+)" data-kind="flag"/g)].map(([, code = '']) => code)),
    ];
    expect(codes.length).toBeGreaterThan(50);
    const request = requestFor({ findings: codes });
    const why = await (await post(`${app.url}/try/why`, request)).text();
    const unread = codes.filter((code) => !why.includes(`Observation/stated-${code}`));
    expect(unread).toEqual([]);
  });

  it('reads every patient that it offers, and no other file', async () => {
    const ids = optionsOf('patient')
      .map((option) => attribute(option, 'value'))
      .filter((id) => !['new', 'pasted', 'server'].includes(id));
    expect(ids.length).toBeGreaterThan(5);
    for (const id of ids) {
      const response = await fetch(`${app.url}/try/patients/${id}`);
      const record: unknown = await response.json();
      expect([id, response.status, record]).toEqual([
        id,
        200,
        { patientId: expect.any(String), prefetch: expect.any(Object) },
      ]);
      expect(JSON.stringify(record)).not.toContain('{{');
    }
    for (const id of ['..%2Fpackage', 'new', '__proto__', 'requests'])
      expect([id, (await fetch(`${app.url}/try/patients/${id}`)).status]).toEqual([id, 404]);
  });

  it.each([
    ['{"cards": 7}', 200],
    ['{"cards": [null, 1, {"summary": 3, "suggestions": {"label": []}, "links": "x", "source": 1}]}', 200],
    ['{"systemActions": [{"resource": {"extension": [{"valueCodeableConcept": {"coding": 1}}]}}], "cards": [{}]}', 200],
    ['[]', 400],
    ['null', 400],
    ['{', 400],
  ])('draws %s without fault', async (body, status) => {
    expect((await post(`${app.url}/try/draw`, body)).status).toBe(status);
  });

  it('draws hostile text and addresses as text', async () => {
    const hostile = '"><img src=x onerror=hit()><script>hit()</script>';
    const card = {
      uuid: hostile,
      summary: hostile,
      indicator: hostile,
      detail: `${hostile} ![x](https://evil.example/x.png) [a](javascript:hit()) [b](data:text/html,x) <b onclick=hit()>`,
      source: { label: hostile, url: 'javascript:hit()' },
      suggestions: [{ label: hostile, actions: [{ description: hostile }] }],
      overrideReasons: [{ code: hostile, display: hostile }],
      links: ['javascript:hit()', '//evil.example', '/\\evil.example', 'data:text/html,x', hostile].map((url) => ({
        url,
        label: hostile,
      })),
    };
    const coding = [{ code: hostile, display: hostile }];
    const resource = { extension: [{ valueCodeableConcept: { coding } }] };
    const drawn = await (await post(`${app.url}/try/draw`, { cards: [card], systemActions: [{ resource }] })).text();
    expect(drawn).not.toMatch(/<img|<script|<b |href="(?!http)/i);
    expect(drawn.replace(/="[^"]*"/g, '').match(/<[a-z]+ [^>]*\son[a-z]+/gi)).toBeNull();
    expect(drawn).toContain('&lt;img src=x');
  });

  it('is closed to a service with registered clients', async () => {
    const closed = await startRegisteredApp();
    try {
      expect(await (await fetch(closed.url)).text()).not.toContain('<form');
      expect((await post(`${closed.url}/try/draw`, { cards: [] })).status).toBe(404);
      expect((await post(`${closed.url}/try/why`, {})).status).toBe(404);
      expect((await fetch(`${closed.url}/try/patients/acute`)).status).toBe(404);
    } finally {
      await closed.close();
    }
  });
});
