import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import type { Client, VerifyClient } from '../../src/core/contract/client.js';
import type { HookResponse } from '../../src/core/contract/hook-response.js';
import type { Log } from '../../src/core/contract/log.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { createHttpServer } from '../../src/http/connections.js';
import type { Admission } from '../../src/http/load-limit.js';
import { loadService } from '../../src/service/load-service.js';
import { responseProblems } from '../http/response-schema.js';
import { post } from '../http/test-app.js';

/** The service as it is deployed, with the shipped cards, on a port and a data directory of its own. */
export interface RealApp {
  readonly url: string;
  readonly hookUrl: string;
  readonly feedbackUrl: string;
  /** posts a hook call and gives the answer; fails unless it is a 200 that the response schema accepts */
  readonly ask: (body: unknown) => Promise<HookResponse>;
  readonly close: () => Promise<void>;
}

/**
 * `agreed` is what has been agreed with its only client beside what is usual in the demo mode; without a `log` it keeps
 * silent.
 */
export async function startRealApp(
  environment: { readonly [name: string]: string } = {},
  { agreed = {}, log = silent }: { readonly agreed?: Partial<Client>; readonly log?: Log } = {},
): Promise<RealApp> {
  const directory = mkdtempSync(join(tmpdir(), 'spine-imaging-'));
  // told that it listens to the outside, the demo mode calls no FHIR server on this machine
  const config = readConfig({ DATA_DIR: directory, LOG_LEVEL: 'silent', HOST: '0.0.0.0', ...environment });
  const service = await loadService(config, log);
  const verifyClient: VerifyClient = async (...given) => ({
    ...(await service.parts.verifyClient(...given)),
    ...agreed,
  });
  const parts = { ...service.parts, verifyClient, isLate: () => false, admit: admitAlways };
  const server = createHttpServer(createApp(parts)).listen(
    environment.PORT === undefined ? 0 : config.port,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const hookUrl = `${url}/cds-services/spine-imaging`;
  const ask = async (body: unknown): Promise<HookResponse> => {
    const response = await post(hookUrl, body);
    const answer: unknown = await response.json();
    if (response.status !== 200) throw new Error(`${response.status}: ${JSON.stringify(answer)}`);
    if (!isAnswer(answer)) throw new Error(`not a valid answer: ${responseProblems(answer).join('; ')}`);
    return answer;
  };
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    await service.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { url, hookUrl, feedbackUrl: `${hookUrl}/feedback`, ask, close };
}

function isAnswer(value: unknown): value is HookResponse {
  return responseProblems(value).length === 0;
}

/** A busy machine must not turn a call away in the middle of a test. */
function admitAlways(): Admission {
  return { kind: 'admitted', leave: () => undefined };
}

function ignore(_fields: JsonObject): void {}

const silent: Log = { info: ignore, warn: ignore, error: ignore };
