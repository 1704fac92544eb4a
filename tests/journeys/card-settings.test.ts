import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../src/core/contract/client.js';
import type { Attestation } from '../../src/core/contract/consult-record.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { criterionOf, onlyCard } from './answers.js';
import { consulted } from './consulted.js';
import { daysAgo, order, request, screenNormal, stated, study } from './requests.js';

const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20, 0)];

describe('what a client has agreed about its cards', () => {
  it('`detail: full` keeps the whole card, and brief leaves the why to a link', async () => {
    const body = request({ resources: acute });
    expect(onlyCard(await consulted(body, { detail: 'full' })).detail).toContain('### Why');
    const brief = onlyCard(await consulted(body, {}, { pagesUrl: 'https://cds.example.org' }));
    expect(brief.detail).not.toContain('### ');
    expect(brief.links?.map(({ url }) => url)).toEqual([
      'https://cds.example.org/criteria/acute-no-red-flags',
      'https://cds.example.org/criteria/acute-no-red-flags/leaflet',
    ]);
  });

  it('`noCriteria: silent` gets no card for an order without criteria, but every card that holds a red flag', async () => {
    const neck = request({ drafts: [order(study.cervicalMri)], resources: screenNormal });
    expect((await consulted(neck)).cards).toHaveLength(1);
    expect((await consulted(neck, { noCriteria: 'silent' })).cards).toEqual([]);
    const child = { resourceType: 'Patient', id: 'p1', birthDate: daysAgo(4_000) };
    const flagged = request({ patient: child, resources: [stated('saddle-anesthesia', true)] });
    expect((await consulted(flagged, { noCriteria: 'silent' })).cards).toHaveLength(1);
    expect((await consulted(request({ resources: acute }), { noCriteria: 'silent' })).cards).toHaveLength(1);
  });

  it('`answersCountDays` ends answers before the window of their fact does', async () => {
    const given = (fact: string): Attestation => ({
      fact,
      value: false,
      time: `${daysAgo(10)}T10:00:00.000Z`,
      userHash: 'u',
      consult: 'c',
      suggestion: randomUUID(),
    });
    const answers = ['bladderDysfunction', 'bowelDysfunction', 'saddleAnesthesia', 'motorWeakness'].map(given);
    const attestationsOf = async () => ({ kind: 'read', answers }) as const;
    const body = request({ resources: [stated('symptom-days', 20, 0)] });
    const criterion = async (client: Partial<Client>) => criterionOf(await consulted(body, client, { attestationsOf }));
    expect(await criterion({})).toBe('acute-no-red-flags');
    expect(await criterion({ answersCountDays: 11 })).toBe('acute-no-red-flags');
    expect(await criterion({ answersCountDays: 9 })).toBe('red-flag-screen-missing');
  });

  it('`language` chooses the words, before what the call accepts; the decision is the same', async () => {
    const body = request({ resources: [stated('saddle-anesthesia', true, 0)] });
    const german = onlyCard(await consulted(body, { language: 'de' }, { acceptLanguage: 'en' }));
    expect(german.summary).toMatch(/^Mögliches Cauda-equina-Syndrom/);
    expect(german.detail).toMatch(/^\*\*MRT ohne Kontrastmittel, Lendenwirbelsäule: angemessen\.\*\*/);
    expect(criterionOf({ cards: [german] })).toBe('cauda-equina-red-flags');
    const accepted = onlyCard(await consulted(body, {}, { acceptLanguage: 'de-AT,de;q=0.9' }));
    expect(accepted.summary).toBe(german.summary);
    expect(onlyCard(await consulted(body, {}, { acceptLanguage: 'fr' })).summary).toMatch(/^Possible cauda equina/);
  });

  it.each([
    ['constructor', 'en'],
    ['__proto__', 'en'],
    ['*', 'en'],
    [',;q=,,=', 'en'],
    ['de;q=0', 'en'],
    ['de;q=1.0.0', 'en'],
    ['x'.repeat(10_000), 'en'],
    ['zz, DE-ch ; q=0.2', 'de'],
  ])('`Accept-Language: %.20s` is answered in a language that there is', async (acceptLanguage, language) => {
    const body = request({ resources: [stated('saddle-anesthesia', true, 0)] });
    const { summary } = onlyCard(await consulted(body, {}, { acceptLanguage }));
    expect(summary).toMatch(language === 'de' ? /^Mögliches/ : /^Possible/);
  });

  it('another language asks about the same words with the same clicks, and keeps the capitals of its nouns', async () => {
    const drafts = [order(study.mri, { note: [{ text: 'urinary retention' }] })];
    const asked = async (language: string | undefined) =>
      onlyCard(await consulted(request({ drafts, resources: acute }), { language }));
    const [german, english] = [await asked('de'), await asked(undefined)];
    expect(german.summary).toBe(
      'Nicht bewertbar, ungeklärt: neue Blasenstörung – vor der Bildgebung erneut untersuchen',
    );
    expect((german.suggestions ?? []).slice(0, 2).map(({ label }) => label)).toEqual([
      'Heute vorhanden: neue Blasenstörung',
      'Heute nicht vorhanden: neue Blasenstörung',
    ]);
    expect(criterionOf({ cards: [german] })).toBe(criterionOf({ cards: [english] }));
    expect(german.suggestions).toHaveLength(english.suggestions?.length ?? 0);
    const { detail } = onlyCard(await consulted(request({ resources: acute }), { language: 'de' }));
    expect(detail).toContain('**Weil:** Dauer dieser Schmerzepisode: 20 Tage');
  });

  it('`detail: full` offers every answer with its whole label', async () => {
    const body = request({ resources: [stated('symptom-days', 98, 0)] });
    const labels = async (detail: Client['detail']) =>
      (onlyCard(await consulted(body, { detail })).suggestions ?? []).map(({ label }) => label);
    expect((await labels('full')).length).toBeGreaterThan(6);
    expect(await labels('full')).toContain('Today: exam normal, PT and medicines 6 weeks or more, no better');
    expect(await labels('brief')).toContain('Today: exam normal; 6 weeks of PT and medicine, no better');
  });
});
