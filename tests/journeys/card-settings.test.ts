import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ConsultParts, consult } from '../../src/consult.js';
import { type Client, demoClient } from '../../src/core/contract/client.js';
import type { Attestation } from '../../src/core/contract/consult-record.js';
import { hookNames } from '../../src/core/contract/hook-request.js';
import type { HookResponse } from '../../src/core/contract/hook-response.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { readPrefetch } from '../../src/fhir/prefetch.js';
import { toHookRequest } from '../../src/http/endpoints/hook-envelope.js';
import { guideline } from '../guideline.js';
import { criterionOf, onlyCard } from './answers.js';
import { daysAgo, order, request, screenNormal, stated, study } from './requests.js';

async function answer(
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

const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20, 0)];

describe('what a client has agreed about its cards', () => {
  it('`detail: full` keeps the whole card, and brief leaves the why to a link', async () => {
    const body = request({ resources: acute });
    expect(onlyCard(await answer(body, { detail: 'full' })).detail).toContain('### Why');
    const brief = onlyCard(await answer(body, {}, { pagesUrl: 'https://cds.example.org' }));
    expect(brief.detail).not.toContain('### ');
    expect(brief.links?.map(({ url }) => url)).toEqual([
      'https://cds.example.org/criteria/acute-no-red-flags',
      'https://cds.example.org/criteria/acute-no-red-flags/leaflet',
    ]);
  });

  it('`noCriteria: silent` gets no card for an order without criteria, but every card that holds a red flag', async () => {
    const neck = request({ drafts: [order(study.cervicalMri)], resources: screenNormal });
    expect((await answer(neck)).cards).toHaveLength(1);
    expect((await answer(neck, { noCriteria: 'silent' })).cards).toEqual([]);
    const child = { resourceType: 'Patient', id: 'p1', birthDate: daysAgo(4_000) };
    const flagged = request({ patient: child, resources: [stated('saddle-anesthesia', true)] });
    expect((await answer(flagged, { noCriteria: 'silent' })).cards).toHaveLength(1);
    expect((await answer(request({ resources: acute }), { noCriteria: 'silent' })).cards).toHaveLength(1);
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
    const criterion = async (client: Partial<Client>) => criterionOf(await answer(body, client, { attestationsOf }));
    expect(await criterion({})).toBe('acute-no-red-flags');
    expect(await criterion({ answersCountDays: 11 })).toBe('acute-no-red-flags');
    expect(await criterion({ answersCountDays: 9 })).toBe('red-flag-screen-missing');
  });

  it('`language` chooses the words, before what the call accepts; the decision is the same', async () => {
    const body = request({ resources: [stated('saddle-anesthesia', true, 0)] });
    const german = onlyCard(await answer(body, { language: 'de' }, { acceptLanguage: 'en' }));
    expect(german.summary).toMatch(/^Mögliches Cauda-equina-Syndrom/);
    expect(german.detail).toMatch(/^\*\*MRT ohne Kontrastmittel, Lendenwirbelsäule: angemessen\.\*\*/);
    expect(criterionOf({ cards: [german] })).toBe('cauda-equina-red-flags');
    const accepted = onlyCard(await answer(body, {}, { acceptLanguage: 'de-AT,de;q=0.9' }));
    expect(accepted.summary).toBe(german.summary);
    expect(onlyCard(await answer(body, {}, { acceptLanguage: 'fr' })).summary).toMatch(/^Possible cauda equina/);
  });
});
