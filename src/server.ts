import cluster from 'node:cluster';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';
import { type Config, localUrl, readConfig } from './config.js';
import { AuthoringError, SettingError } from './errors.js';
import { createDrain, createHttpServer } from './http/connections.js';
import { createJsonLog } from './http/json-log.js';
import { loadService, type Service } from './service/load-service.js';
import { reportStart, startWorkers, type WorkerStart } from './service/workers.js';

/** A service that listens. */
export interface RunningService {
  readonly mode: Service['mode'];
  readonly url: string;
  /** finishes what is in flight, then closes; nothing is left open afterwards */
  readonly stop: () => Promise<void>;
}

/** A proxy gets this long to notice that it should go elsewhere: until its next request, or its next health check. */
const noticeMilliseconds = { demo: 500, production: 2_000 };
/** Requests in flight get this long to finish when the process is told to stop. */
const drainMilliseconds = 10_000;

const exampleRequest = 'fhir-fixtures/requests/lumbar-mri-saddle-numbness.json';

/** Loads the service and listens. Rejects with an AuthoringError or a SettingError that says what to change. */
export async function startServer(config: Config): Promise<RunningService> {
  const log = createJsonLog(config.logLevel);
  const service = await loadService(config, log);
  const server = createHttpServer((request, response) => app(request, response));
  const { isDraining, drain } = createDrain(server);
  const app = createApp({
    ...service.parts,
    readiness: async () => (isDraining() ? { ready: false, details: { draining: true } } : service.parts.readiness()),
  });
  const port = await listen(server, config).catch(async (error: unknown) => {
    await service.close();
    throw error;
  });
  const url = config.port === 0 ? localUrl(config.host, port) : config.publicUrl;
  log.info({ event: 'started', mode: service.mode, url });
  const stop = async (): Promise<void> => {
    await drain(drainMilliseconds, config.isProduction ? noticeMilliseconds.production : noticeMilliseconds.demo);
    await service.close();
    log.info({ event: 'stopped' });
    log.flush();
  };
  return { mode: service.mode, url, stop };
}

function listen(server: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(toListenError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function toListenError(error: Error, host: string, port: number): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new SettingError('PORT', `${port} is in use on ${host}; set PORT to a free port, or stop what uses it`);
  if (code === 'EACCES') return new SettingError('PORT', `${port} needs rights that this process does not have`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new SettingError('HOST', `${host} is not an address of this machine`);
  return error;
}

/** What a person who started the service wants to know; the log has it as JSON. */
function describe({ mode, url }: WorkerStart): string {
  const rules =
    mode === 'demo'
      ? 'demo: no authentication, any web origin, ratings in both places; do not send real patient data'
      : 'registered: only the clients of the clients file are let in';
  const call = `curl -s -X POST ${url}/cds-services/spine-imaging \\\n    -H 'Content-Type: application/json' --data @${exampleRequest}`;
  return `spine-imaging-cds\n  mode       ${rules}\n  pages      ${url}/\n  discovery  ${url}/cds-services\n  try it     ${call}\n`;
}

/** The whole service in this process, or, with WORKERS above 1, in processes of its own that this one looks after. */
async function start(): Promise<(WorkerStart & Pick<RunningService, 'stop'>) | undefined> {
  const config = readConfig();
  if (cluster.isPrimary && config.workers > 1) return startWorkers(config.workers, createJsonLog(config.logLevel));
  const running = await startServer(config);
  if (cluster.isWorker) reportStart(running);
  return running;
}

async function main(): Promise<void> {
  try {
    const running = await start();
    if (running === undefined) {
      process.exitCode = 1;
      return;
    }
    let isStopping = false;
    const stop = (): void => {
      // npm passes a signal on that the terminal has sent already
      if (isStopping) return;
      isStopping = true;
      void running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    if (cluster.isPrimary) process.stdout.write(`${describe(running)}\n`);
  } catch (error) {
    if (!(error instanceof SettingError || error instanceof AuthoringError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    // a worker would otherwise stay for the first process to talk to
    if (cluster.isWorker) process.exit();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
