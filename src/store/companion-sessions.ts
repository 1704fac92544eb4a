import type { JsonObject } from '../core/values/json.js';
import { isObject } from '../core/values/json.js';
import { type Connection, writeDurably, writeSoon } from './connection.js';
import type { Seal } from './seal.js';
import type { KeyedHash } from './site-key.js';

/** A link from a card into the form: whom it was made for, and what was ordered. */
export interface KeptHandle {
  /** the opaque text that the link carries */
  readonly id: string;
  readonly holds: JsonObject;
}

/** What a handle leads to. */
export type OpenedHandle =
  | { readonly kind: 'open'; readonly holds: JsonObject }
  /** never given out, or expired */
  | { readonly kind: 'unknown' }
  /** another session has used it */
  | { readonly kind: 'used' };

/** The sessions of the form and the handles that lead into it: keyed hashes of their names, and sealed contents. */
export interface CompanionSessions {
  /** takes a handle to be written soon; never fails and never waits */
  readonly keepHandle: (handle: KeptHandle) => void;
  /** a handle belongs to the first session that opens it */
  readonly openHandle: (id: string, session: string) => Promise<OpenedHandle>;
  /** `full` when more people are examined at once than the store is meant for */
  readonly saveSession: (id: string, holds: JsonObject) => Promise<'saved' | 'full'>;
  /** undefined once it has been idle for too long, was ended, or never was */
  readonly readSession: (id: string) => Promise<JsonObject | undefined>;
  readonly endSession: (id: string) => Promise<void>;
}

export interface CompanionSessionsParts {
  readonly connection: Connection;
  readonly hash: KeyedHash;
  readonly seal: Seal;
  readonly now: () => Date;
}

const minute = 60_000;
const handleMilliseconds = 30 * minute;
const idleMilliseconds = 15 * minute;
const mostSessions = 10_000;
const mostWaitingHandles = 1_000;

export function createCompanionSessions({ connection, hash, seal, now }: CompanionSessionsParts): CompanionSessions {
  const { db } = connection;
  const nameOf = (id: string): string => hash('companion', [id]);
  const after = (milliseconds: number): string => new Date(now().getTime() + milliseconds).toISOString();
  let waiting: KeptHandle[] = [];
  let writing: Promise<void> | undefined;

  async function writeHandles(): Promise<void> {
    await new Promise(setImmediate);
    const handles = waiting;
    waiting = [];
    writing = undefined;
    if (handles.length === 0) return;
    const rows = handles.map(({ id, holds }) => {
      return {
        id: nameOf(id),
        sealed: seal.seal(JSON.stringify(holds)),
        usedBy: '',
        expires: after(handleMilliseconds),
      };
    });
    // a link whose handle is lost still opens the form
    await writeSoon(connection, (transaction) =>
      transaction.insertInto('companionHandles').values(rows).execute(),
    ).catch(() => undefined);
  }

  async function openHandle(id: string, session: string): Promise<OpenedHandle> {
    await writing;
    const name = nameOf(id);
    const usedBy = nameOf(session);
    await db.updateTable('companionHandles').set({ usedBy }).where('id', '=', name).where('usedBy', '=', '').execute();
    const row = await db.selectFrom('companionHandles').selectAll().where('id', '=', name).executeTakeFirst();
    if (row === undefined || row.expires < now().toISOString()) return { kind: 'unknown' };
    if (row.usedBy !== usedBy) return { kind: 'used' };
    const holds = opened(seal, row.sealed);
    return holds === undefined ? { kind: 'unknown' } : { kind: 'open', holds };
  }

  async function saveSession(id: string, holds: JsonObject): Promise<'saved' | 'full'> {
    const row = { sealed: seal.seal(JSON.stringify(holds)), expires: after(idleMilliseconds) };
    return writeDurably(connection, async (transaction) => {
      const name = nameOf(id);
      const changed = await transaction
        .updateTable('companionSessions')
        .set(row)
        .where('id', '=', name)
        .executeTakeFirst();
      if (Number(changed.numUpdatedRows) > 0) return 'saved';
      const counted = await transaction
        .selectFrom('companionSessions')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('expires', '>=', now().toISOString())
        .executeTakeFirst();
      if (Number(counted?.count ?? 0) >= mostSessions) return 'full';
      await transaction
        .insertInto('companionSessions')
        .values({ id: name, ...row })
        .execute();
      return 'saved';
    });
  }

  return {
    keepHandle: (handle) => {
      if (waiting.length >= mostWaitingHandles) return;
      waiting.push(handle);
      writing ??= writeHandles();
    },
    openHandle,
    saveSession,
    readSession: async (id) => {
      const row = await db.selectFrom('companionSessions').selectAll().where('id', '=', nameOf(id)).executeTakeFirst();
      return row === undefined || row.expires < now().toISOString() ? undefined : opened(seal, row.sealed);
    },
    endSession: async (id) => {
      await writeDurably(connection, (transaction) =>
        transaction.deleteFrom('companionSessions').where('id', '=', nameOf(id)).execute(),
      );
    },
  };
}

function opened(seal: Seal, sealed: string): JsonObject | undefined {
  const text = seal.open(sealed);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return isObject(value) ? value : undefined;
}
