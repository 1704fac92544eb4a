import { isObject, type JsonObject, numberOf, textOf } from '../core/values/json.js';
import type { LaunchSecrets, SmartServer } from '../smart/launch.js';

/** One examination in the form: for whom, in which order, and what has been answered so far. */
export interface CompanionSession {
  /** the client whose EHR it was opened from */
  readonly client: string;
  /** what every change of this session must carry */
  readonly token: string;
  /** the hook request in which the question stands; its draft orders may be none */
  readonly request: JsonObject;
  /** answers by code, as they were last sent */
  readonly draft: JsonObject;
  /** reference of the draft that is examined for, where there are several; undefined = not chosen yet */
  readonly order: string | undefined;
  /** what was sent last; undefined = nothing yet */
  readonly sent: SentBefore | undefined;
  readonly messaging: Messaging | undefined;
  readonly grant: Grant | undefined;
}

/** What was sent from a session, so that a connection that breaks on the way back does not have it sent twice. */
export interface SentBefore {
  /** how often something has been sent */
  readonly count: number;
  /** the answers, as text */
  readonly answers: string;
  /** whether all of it was recorded: then there is nothing to do again */
  readonly isWhole: boolean;
  /** what the page was told */
  readonly told: JsonObject;
}

/** Where messages for the EHR go. */
export interface Messaging {
  readonly origin: string;
  /** of the standard form of messages; undefined = the EHR gave none, and takes messages without */
  readonly handle: string | undefined;
}

/** What the EHR lets this session do. */
export interface Grant {
  readonly iss: string;
  readonly accessToken: string;
  readonly scope: string;
  /** milliseconds since 1970 */
  readonly expiresAt: number;
}

/** A launch that has not come back from the EHR yet. */
export interface PendingLaunch {
  readonly client: string;
  readonly iss: string;
  readonly secrets: LaunchSecrets;
  readonly server: SmartServer;
}

/** What is kept of a launch; undefined for anything else. */
export function toPendingLaunch(kept: JsonObject | undefined): PendingLaunch | undefined {
  if (kept === undefined || kept.kind !== 'launch' || !isObject(kept.secrets) || !isObject(kept.server))
    return undefined;
  const text = (holder: JsonObject, name: string): string => textOf(holder[name]) ?? '';
  const { secrets, server } = kept;
  return {
    client: text(kept, 'client'),
    iss: text(kept, 'iss'),
    secrets: { state: text(secrets, 'state'), nonce: text(secrets, 'nonce'), verifier: text(secrets, 'verifier') },
    server: {
      issuer: text(server, 'issuer'),
      authorizationEndpoint: text(server, 'authorizationEndpoint'),
      tokenEndpoint: text(server, 'tokenEndpoint'),
    },
  };
}

/** What is kept of a session, as it was or undefined for anything else. */
export function toSession(kept: JsonObject | undefined): CompanionSession | undefined {
  if (kept === undefined || kept.kind !== 'session') return undefined;
  const [client, token] = [textOf(kept.client), textOf(kept.token)];
  if (client === undefined || token === undefined || !isObject(kept.request)) return undefined;
  return {
    client,
    token,
    request: kept.request,
    draft: isObject(kept.draft) ? kept.draft : {},
    order: textOf(kept.order),
    sent: toSent(kept.sent),
    messaging: toMessaging(kept.messaging),
    grant: toGrant(kept.grant),
  };
}

function toSent(kept: unknown): SentBefore | undefined {
  if (!isObject(kept) || !isObject(kept.told)) return undefined;
  const [count, answers] = [numberOf(kept.count), textOf(kept.answers)];
  return count === undefined || answers === undefined
    ? undefined
    : { count, answers, isWhole: kept.isWhole === true, told: kept.told };
}

function toMessaging(kept: unknown): Messaging | undefined {
  const origin = isObject(kept) ? textOf(kept.origin) : undefined;
  return origin === undefined || !isObject(kept) ? undefined : { origin, handle: textOf(kept.handle) };
}

function toGrant(kept: unknown): Grant | undefined {
  if (!isObject(kept)) return undefined;
  const [iss, accessToken, expiresAt] = [textOf(kept.iss), textOf(kept.accessToken), numberOf(kept.expiresAt)];
  if (iss === undefined || accessToken === undefined || expiresAt === undefined) return undefined;
  return { iss, accessToken, scope: textOf(kept.scope) ?? '', expiresAt };
}
