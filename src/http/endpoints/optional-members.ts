import type { FhirAuthorization } from '../../core/contract/hook-request.js';
import { isObject, type JsonObject } from '../../core/values/json.js';

/** What of a hook request may be missing; a member that is wrong is missing too, and is named in `ignored`. */
export interface OptionalMembers {
  readonly fhirServer: string | undefined;
  readonly fhirAuthorization: FhirAuthorization | undefined;
  readonly encounterId: string | undefined;
  readonly prefetch: JsonObject;
  readonly ignored: readonly string[];
}

/** A token whose life is not stated is taken to last for the answer and a little more. */
const assumedTokenLifeSeconds = 60;

const longestText = 2_000;
/** Characters of what is sent on in a header. */
const longestHeader = 4_096;
const longestId = 256;

/** One member as it is read: undefined when it is wrong. */
type Read<Value> = (value: unknown) => Value | undefined;

/**
 * Reads the optional members of a body: each is as it should be, or in a form that can mean one thing only, or is left
 * out. `null`, `''` and `[]` count as absent (row Q-9). Spec: docs/requests.md, which lists what is lost with each.
 */
export function readOptionalMembers(body: JsonObject): OptionalMembers {
  const ignored: string[] = [];
  const read = <Value>(holder: JsonObject, path: string, reader: Read<Value>): Value | undefined => {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const sent = Object.hasOwn(holder, name) ? holder[name] : undefined;
    if (sent === undefined || sent === null || sent === '' || (Array.isArray(sent) && sent.length === 0))
      return undefined;
    const value = reader(sent);
    if (value === undefined) ignored.push(path);
    return value;
  };
  const context = isObject(body['context']) ? body['context'] : {};
  const fhirServer = read(body, 'fhirServer', readServer);
  const authorization = read(body, 'fhirAuthorization', readObject);
  return {
    fhirServer,
    fhirAuthorization: authorization === undefined ? undefined : readAuthorization(authorization, fhirServer, read),
    encounterId: read(context, 'context.encounterId', (value) => readId(value, 'Encounter')),
    prefetch: read(body, 'prefetch', readObject) ?? {},
    ignored,
  };
}

/** A token without a server to use it at (row Q-5), or of a patient who cannot be told, is no access. */
function readAuthorization(
  authorization: JsonObject,
  fhirServer: string | undefined,
  read: <Value>(holder: JsonObject, path: string, reader: Read<Value>) => Value | undefined,
): FhirAuthorization | undefined {
  const at = 'fhirAuthorization';
  const accessToken = read(authorization, `${at}.access_token`, readHeader);
  const expiresInSeconds = read(authorization, `${at}.expires_in`, readSeconds) ?? assumedTokenLifeSeconds;
  const scope = read(authorization, `${at}.scope`, readScope) ?? '';
  const subject = read(authorization, `${at}.subject`, readShortText) ?? '';
  let isUsable = fhirServer !== undefined;
  const patient = read(authorization, `${at}.patient`, (value) => {
    const id = readId(value, 'Patient');
    if (id === undefined) isUsable = false;
    return id;
  });
  if (!isUsable || accessToken === undefined) return undefined;
  return { accessToken, expiresInSeconds, scope, subject, patient };
}

function readObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function readHeader(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= longestHeader ? value : undefined;
}

function readShortText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= longestText ? value : undefined;
}

function readServer(value: unknown): string | undefined {
  const text = readShortText(value);
  return text !== undefined && /^https?:\/\/[^\s/]/.test(text) ? text : undefined;
}

function readSeconds(value: unknown): number | undefined {
  const isNumeral = typeof value === 'string' && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(value);
  const seconds = isNumeral ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}

/** The scopes of a token, also as a list; what is no text in it grants nothing. */
function readScope(value: unknown): string | undefined {
  if (!Array.isArray(value)) return readHeader(value);
  const scopes = value.filter((scope) => typeof scope === 'string');
  return scopes.length === 0 ? undefined : readHeader(scopes.join(' '));
}

/** A bare id, also as a number or behind its type. */
function readId(value: unknown, type: string): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  if (typeof value !== 'string' || value.length > longestId) return undefined;
  const id = value.startsWith(`${type}/`) ? value.slice(type.length + 1) : value;
  return /^[^/\\?#%&\s]+$/.test(id) ? id : undefined;
}
