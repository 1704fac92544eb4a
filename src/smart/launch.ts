import {
  AuthorizationResponseError,
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  type ClientAuth,
  calculatePKCECodeChallenge,
  customFetch,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  ResponseBodyError,
  validateAuthResponse,
} from 'oauth4webapi';
import { isObject, type JsonObject, numberOf, textOf } from '../core/values/json.js';

/** How the form is known to an authorization server, and how that is called. */
export interface SmartApp {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
  readonly scope: string;
  readonly fetch: (url: string, init: SmartCall) => Promise<Response>;
}

export interface SmartCall {
  readonly method: string;
  readonly headers: { readonly [header: string]: string };
  readonly body: string | undefined;
}

/** The endpoints of an authorization server, from its SMART configuration. */
export interface SmartServer {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
}

/** What only this side of a launch knows until the browser is back. */
export interface LaunchSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What came of a launch; `refused` carries a code of OAuth and nothing that the other side wrote in words. */
export type Launched =
  | {
      readonly kind: 'granted';
      readonly accessToken: string;
      readonly expiresInSeconds: number;
      readonly scope: string;
      /** reference of the user, such as `Practitioner/7`; undefined = the server does not say */
      readonly user: string | undefined;
      /** everything else that the token response carries: patient, encounter, appContext, messaging */
      readonly context: JsonObject;
    }
  | { readonly kind: 'refused'; readonly code: string };

const usualExpirySeconds = 300;

/** The endpoints in a SMART configuration; undefined when it names none that a browser and a server may be sent to. */
export function smartServerOf(configuration: unknown, iss: string): SmartServer | undefined {
  if (!isObject(configuration)) return undefined;
  const [authorizationEndpoint, tokenEndpoint] = [
    configuration.authorization_endpoint,
    configuration.token_endpoint,
  ].map(textOf);
  if (authorizationEndpoint === undefined || tokenEndpoint === undefined) return undefined;
  if (!isSecure(authorizationEndpoint, iss) || !isSecure(tokenEndpoint, iss)) return undefined;
  return { issuer: textOf(configuration.issuer) ?? iss, authorizationEndpoint, tokenEndpoint };
}

export function newLaunchSecrets(): LaunchSecrets {
  return { state: generateRandomState(), nonce: generateRandomNonce(), verifier: generateRandomCodeVerifier() };
}

/** Where the browser is sent to for a code. */
export async function authorizationUrl(
  app: SmartApp,
  server: SmartServer,
  secrets: LaunchSecrets,
  { iss, launch }: { readonly iss: string; readonly launch: string },
): Promise<string> {
  const url = new URL(server.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: app.scope,
    state: secrets.state,
    nonce: secrets.nonce,
    aud: iss,
    launch,
    code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Exchanges the code that the browser has brought back; never throws. */
export async function finishLaunch(
  app: SmartApp,
  server: SmartServer,
  { state, nonce, verifier }: LaunchSecrets,
  brought: URLSearchParams,
): Promise<Launched> {
  const known = toServer(server);
  const client: Client = { client_id: app.clientId };
  try {
    const parameters = validateAuthResponse(known, client, brought, state);
    const options = {
      [customFetch]: (url: string, { method, headers, body }: SentByLibrary) =>
        app.fetch(url, { method, headers, body: body === undefined || body === null ? undefined : String(body) }),
      [allowInsecureRequests]: server.tokenEndpoint.startsWith('http:'),
    };
    const response = await authorizationCodeGrantRequest(
      known,
      client,
      authOf(app),
      parameters,
      app.redirectUri,
      verifier,
      options,
    );
    const token = await processAuthorizationCodeResponse(
      known,
      client,
      response,
      (await hasIdToken(response)) ? { expectedNonce: nonce } : {},
    );
    const claims = getValidatedIdTokenClaims(token);
    return {
      kind: 'granted',
      accessToken: token.access_token,
      expiresInSeconds: numberOf(token.expires_in) ?? usualExpirySeconds,
      scope: token.scope ?? app.scope,
      user: userIn(claims?.fhirUser),
      context: { ...token },
    };
  } catch (error) {
    return { kind: 'refused', code: codeOf(error) };
  }
}

interface SentByLibrary {
  readonly method: string;
  readonly headers: { readonly [header: string]: string };
  readonly body?: unknown;
}

/** A server that does not say who the user is sends no id_token, and then there is no nonce to compare. */
async function hasIdToken(response: Response): Promise<boolean> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isObject(body) && body.id_token !== undefined;
}

function toServer({ issuer, authorizationEndpoint, tokenEndpoint }: SmartServer): AuthorizationServer {
  return { issuer, authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint };
}

/**
 * A confidential client shows its secret as the example of SMART App Launch does. The library would escape hyphens too, which
 * RFC 6749 allows and servers that compare the header as it is take for another client.
 */
function authOf({ clientId, clientSecret }: SmartApp): ClientAuth {
  if (clientSecret === undefined) return None();
  const credentials = Buffer.from([clientId, clientSecret].map(formEncoded).join(':')).toString('base64');
  return (_server, _client, _body, headers) => headers.set('authorization', `Basic ${credentials}`);
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice('='.length);
}

/** The code of OAuth where there is one: what is written beside it is somebody else's text. */
function codeOf(error: unknown): string {
  const code =
    error instanceof AuthorizationResponseError || error instanceof ResponseBodyError ? error.error : 'launch-failed';
  return /^[a-z_-]{1,40}$/.test(code) ? code : 'launch-failed';
}

function userIn(fhirUser: unknown): string | undefined {
  return /([A-Z][A-Za-z]+\/[\w.-]{1,64})$/.exec(textOf(fhirUser) ?? '')?.[1];
}

/** https, or http on this machine for an EHR that stands there itself. */
function isSecure(address: string, iss: string): boolean {
  if (URL.canParse(address) && new URL(address).protocol === 'https:') return true;
  return isHere(address) && isHere(iss);
}

function isHere(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
}
