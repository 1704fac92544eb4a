import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request as call, createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { HookResponse } from '../../src/core/contract/hook-response.js';
import type { Log } from '../../src/core/contract/log.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { startRealApp } from './real-app.js';

/** How an EHR behaves in one test; each launch takes the behaviour of its moment. */
export interface EhrBehaviour {
  patient: string;
  scope: string;
  /** further members of the token response */
  context: JsonObject;
  /** an OAuth error in place of a code, or of a token */
  refusesCode: string | undefined;
  refusesToken: string | undefined;
  /** answers 401 to every read, as when the token has expired */
  isExpired: boolean;
  refusesWrites: boolean;
  /** the user as the id_token names it; undefined = it does not */
  user: string | undefined;
  /** the secret without which it gives no token; undefined = the client is a public one */
  secret: string | undefined;
  /** drafts that the record holds */
  drafts: readonly JsonObject[];
}

/** An EHR on this machine: signs in, gives a token, is read and written. */
export interface EhrDouble {
  readonly origin: string;
  readonly fhir: string;
  readonly behaviour: EhrBehaviour;
  /** what has been written, in order */
  readonly written: JsonObject[];
  /** a page that holds the form in a frame and answers its messages */
  page: (request: IncomingMessage) => string;
  readonly close: () => Promise<void>;
}

export const usualBehaviour: EhrBehaviour = {
  patient: 'p1',
  scope: 'launch openid fhirUser patient/*.read',
  context: {},
  refusesCode: undefined,
  refusesToken: undefined,
  isExpired: false,
  refusesWrites: false,
  user: 'Practitioner/dr',
  secret: undefined,
  drafts: [],
};

export const clientId = 'form-at-ehr';

export async function startEhr(): Promise<EhrDouble> {
  const behaviour: EhrBehaviour = { ...usualBehaviour };
  const written: JsonObject[] = [];
  const challenges = new Map<string, { readonly challenge: string; readonly nonce: string }>();
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  const fhir = `${origin}/fhir`;
  const double: EhrDouble = {
    origin,
    fhir,
    behaviour,
    written,
    page: () => '',
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  const foundIn = (type: string, query: URLSearchParams): readonly JsonObject[] => {
    if (type === 'ServiceRequest') return query.get('status') === 'draft' ? behaviour.drafts : [];
    if (type !== 'Observation') return [];
    const subject = `Patient/${behaviour.patient}`;
    return written.filter(
      (resource) => resource.resourceType === type && JSON.stringify(resource.subject).includes(`"${subject}"`),
    );
  };

  const answer: RequestListener = async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const json = (status: number, body: unknown): void => {
      response
        .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(JSON.stringify(body));
    };
    if (url.pathname === '/fhir/.well-known/smart-configuration')
      json(200, {
        authorization_endpoint: `${origin}/auth`,
        token_endpoint: `${origin}/token`,
        capabilities: ['launch-ehr'],
      });
    else if (url.pathname === '/auth') {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      const code = `code-${challenges.size}`;
      challenges.set(code, {
        challenge: url.searchParams.get('code_challenge') ?? '',
        nonce: url.searchParams.get('nonce') ?? '',
      });
      if (behaviour.refusesCode === undefined) back.searchParams.set('code', code);
      else back.searchParams.set('error', behaviour.refusesCode);
      back.searchParams.set('error_description', '<script>hit()</script>');
      if (behaviour.refusesCode === undefined) back.searchParams.delete('error_description');
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === '/token') {
      const form = new URLSearchParams(text);
      const known = challenges.get(form.get('code') ?? '');
      challenges.delete(form.get('code') ?? '');
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const basic = Buffer.from(`${clientId}:${behaviour.secret}`).toString('base64');
      if (behaviour.secret !== undefined && request.headers.authorization !== `Basic ${basic}`)
        json(401, { error: 'invalid_client' });
      else if (behaviour.refusesToken !== undefined || known?.challenge !== proof)
        json(400, { error: behaviour.refusesToken ?? 'invalid_grant' });
      else {
        const { patient, scope, context } = behaviour;
        const token = { access_token: 'the-secret-token', token_type: 'Bearer', expires_in: 600, scope, patient };
        json(200, { ...token, id_token: idToken(fhir, known.nonce, behaviour.user), ...context });
      }
    } else if (url.pathname.startsWith('/fhir/')) {
      const [type = ''] = url.pathname.slice('/fhir/'.length).split('/');
      if (request.headers.authorization !== 'Bearer the-secret-token' || behaviour.isExpired) json(401, {});
      else if (request.method === 'POST') {
        if (!behaviour.refusesWrites) written.push({ id: `stored-${written.length}`, ...JSON.parse(text) });
        json(behaviour.refusesWrites ? 403 : 201, {});
      } else if (type === 'Patient')
        json(200, {
          resourceType: 'Patient',
          id: behaviour.patient,
          birthDate: '1979-03-14',
          gender: 'male',
          name: [{ family: 'Double' }],
        });
      else {
        const found = foundIn(type, url.searchParams);
        json(200, {
          resourceType: 'Bundle',
          type: 'searchset',
          total: found.length,
          entry: found.map((resource) => ({ resource })),
        });
      }
    } else response.writeHead(200, { 'content-type': 'text/html' }).end(double.page(request));
  };
  return double;
}

/** Signed by nobody: it comes straight from the token endpoint. */
function idToken(issuer: string, nonce: string, user: string | undefined): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: issuer,
    aud: clientId,
    sub: 'user',
    iat: now,
    exp: now + 600,
    nonce,
    ...(user === undefined ? {} : { fhirUser: `${issuer}/${user}` }),
  };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${Buffer.from('signature').toString('base64url')}`;
}

/** The service with an EHR as its only client, under the URL that it really has; `ask` calls its hook as that client. */
export interface ServiceOfEhr {
  readonly url: string;
  readonly ask: (body: JsonObject) => Promise<HookResponse>;
  readonly close: () => Promise<void>;
}

export interface ServiceSettings {
  /** further lines of the agreement on the form, and of the client */
  readonly companion?: string;
  readonly client?: string;
  /** the path under which a proxy in front shows the service */
  readonly path?: string;
  readonly log?: Log;
}

export async function startServiceFor(
  { fhir, origin }: Pick<EhrDouble, 'fhir' | 'origin'>,
  { companion = '', client = '', path = '', log }: ServiceSettings = {},
): Promise<ServiceOfEhr> {
  const folder = mkdtempSync(join(tmpdir(), 'ehr-'));
  const file = join(folder, 'clients.yaml');
  const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES384', use: 'sig' };
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [key] }));
  writeFileSync(
    file,
    `clients:
  - name: hospital
    iss: https://ehr.example.org
    jwks: keys.json
    fhirServers: ['${fhir}']
    origins: ['${origin}']
    companion:
      clientId: ${clientId}
      writeScopes: [patient/Observation.write, patient/QuestionnaireResponse.write]
${companion}${client}`,
  );
  const port = await freePort();
  const proxy = path === '' ? undefined : await startProxy(path, port);
  const url = proxy?.url ?? `http://localhost:${port}`;
  const environment = { CLIENTS_FILE: file, HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: url };
  const app = await startRealApp(environment, { log });
  const hookUrl = `${url}/cds-services/spine-imaging`;
  return {
    url,
    close: async () => {
      await proxy?.close();
      await app.close();
    },
    ask: async (body) => {
      const token = await new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: 'ES384', kid: 'key', typ: 'JWT' })
        .setIssuer('https://ehr.example.org')
        .setAudience(hookUrl)
        .setIssuedAt()
        .setExpirationTime('4m')
        .sign(privateKey);
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const response = await fetch(hookUrl, {
        method: 'POST',
        headers,
        body: JSON.stringify({ ...body, hookInstance: randomUUID() }),
      });
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      return JSON.parse(await response.text());
    },
  };
}

/** A proxy that shows the service on a port under a path, and takes the path off. */
async function startProxy(path: string, port: number): Promise<Pick<ServiceOfEhr, 'url' | 'close'>> {
  const proxy = createServer((request, response) => {
    const { url = '', method, headers } = request;
    if (!url.startsWith(`${path}/`)) {
      response.writeHead(404).end();
      return;
    }
    const forward = { host: '127.0.0.1', port, path: url.slice(path.length), method, headers };
    request.pipe(
      call(forward, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const close = async (): Promise<void> => {
    proxy.close();
    proxy.closeAllConnections();
    await once(proxy, 'close');
  };
  return { url: `http://localhost:${typeof address === 'object' ? address?.port : ''}${path}`, close };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
