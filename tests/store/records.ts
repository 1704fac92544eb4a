import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsultRecord } from '../../src/core/contract/consult-record.js';
import type { Feedback } from '../../src/core/contract/feedback.js';
import type { Log } from '../../src/core/contract/log.js';
import type { JsonObject } from '../../src/core/values/json.js';
import type { StoreOptions } from '../../src/store/open-store.js';
import type { TokenUse } from '../../src/store/used-tokens.js';

const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A log that keeps its lines. */
export function createKeptLog(): { readonly log: Log; readonly lines: JsonObject[] } {
  const lines: JsonObject[] = [];
  const keep = (fields: JsonObject): void => {
    lines.push(fields);
  };
  return { log: { info: keep, warn: keep, error: keep }, lines };
}

export const siteKey = 'a-site-key-of-more-than-32-characters';

/** Settings of a store that no test changes. */
export const usualOptions: Omit<StoreOptions, 'dataDir' | 'databaseUrl'> = {
  siteKey,
  spoolLimit: 10_000,
  retentionDays: undefined,
  purgePercent: 10,
  now: () => new Date(),
  log: silentLog,
};

export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'spine-imaging-cds-store-'));
}

/** A consult with one card that offers one answer, `saddleAnesthesia` = false. */
export function newConsult(changes: Partial<ConsultRecord> = {}): ConsultRecord {
  return {
    id: randomUUID(),
    time: new Date().toISOString(),
    client: 'demo',
    hook: 'order-select',
    hookInstance: randomUUID(),
    patientHash: 'patient',
    userHash: 'user',
    orderHash: randomUUID(),
    guideline: 'low-back-pain',
    guidelineVersion: '1.0.0',
    criterion: 'early-uncomplicated',
    rating: 'not-indicated',
    studyRating: 'not-appropriate',
    study: 'mri lumbar without',
    facts: { age: 44, symptomDays: { atLeast: 14 }, fever: false, painTrend: 'stable' },
    proofs: ['Condition/1'],
    cards: [{ uuid: randomUUID(), suggestions: [documentSaddle()] }],
    unreadParts: [],
    latencyMilliseconds: 12.5,
    ...changes,
  };
}

function documentSaddle() {
  return { uuid: randomUUID(), id: 'document-red-flags', states: [{ fact: 'saddleAnesthesia', value: false }] };
}

/** The uuid of the first card of a consult, and of that card's first suggestion. */
export function firstUuids(consult: ConsultRecord): { readonly card: string; readonly suggestion: string } {
  const card = consult.cards[0];
  const suggestion = card?.suggestions[0];
  if (card === undefined || suggestion === undefined) throw new Error('the consult has no card with a suggestion');
  return { card: card.uuid, suggestion: suggestion.uuid };
}

export function accept(consult: ConsultRecord, at = new Date().toISOString()): Feedback {
  const { card, suggestion } = firstUuids(consult);
  return { kind: 'accepted', card, suggestions: [suggestion], at };
}

export function override(card: string, code: string | undefined, at = new Date().toISOString()): Feedback {
  const reason =
    code === undefined ? undefined : { code, system: 'urn:spine-imaging-cds:override-reasons', display: 'x' };
  return { kind: 'overridden', card, reason, comment: undefined, at };
}

export const sender = { client: 'demo', remembersAnswers: true } as const;

/** A use of a token of one issuer, for a client that has not agreed to more. */
export function tokenUse(
  tokenId: string,
  expiresAtSeconds = Date.now() / 1_000 + 300,
  changes: Partial<TokenUse> = {},
): TokenUse {
  return { issuer: 'https://ehr', tokenId, expiresAtSeconds, isLenient: false, ...changes };
}
