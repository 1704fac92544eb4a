import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Environment, localUrl, readConfigWith } from './config.js';
import { createFhirServer } from './demo/fhir-server.js';
import { toDemoRecords } from './demo/fixture-records.js';
import { AuthoringError, SettingError } from './errors.js';
import { readFixturePatients } from './pages/fixture-patients.js';
import { startServer } from './server.js';

/** A demo that runs: the service, and a FHIR server with the patients of the fixtures beside it. */
export interface RunningDemo {
  readonly url: string;
  readonly fhirUrl: string;
  readonly patients: readonly { readonly patientId: string; readonly label: string }[];
  readonly stop: () => Promise<void>;
}

const loopback = '127.0.0.1';

/** Starts both on this machine only, whatever HOST says; the FHIR server takes the port after that of the service. */
export async function startDemo(environment?: Environment): Promise<RunningDemo> {
  const config = readConfigWith(
    { HOST: loopback, PUBLIC_URL: '', CLIENTS_FILE: '', NODE_ENV: '', WORKERS: '', COMPANION_LINKS: 'on' },
    environment,
  );
  const fixtures = readFixturePatients(() => new Date());
  const records = toDemoRecords(
    fixtures.list().flatMap(({ id, label }) => {
      const text = fixtures.read(id);
      return text === undefined ? [] : [{ id, label, text }];
    }),
  );
  let origin = '';
  const server = createServer(createFhirServer(records, () => origin));
  server.listen(config.port === 0 ? 0 : config.port + 1, loopback);
  await once(server, 'listening').catch((error: unknown) => {
    throw new SettingError('PORT', `the port after it is not free for the FHIR server (${String(error)})`);
  });
  const address = server.address();
  origin = localUrl(loopback, typeof address === 'object' && address !== null ? address.port : config.port + 1);
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const service = await startServer(config).catch((error: unknown) => {
    close();
    throw error;
  });
  return {
    url: service.url,
    fhirUrl: `${origin}/fhir`,
    patients: records,
    stop: async () => {
      close();
      await service.stop();
    },
  };
}

/** What a person who started the demo wants to know. */
export function demoBanner({ url, fhirUrl, patients }: Omit<RunningDemo, 'stop'>): string {
  const [first] = patients;
  const link = new URLSearchParams({ patient: 'server', server: fhirUrl, 'server-patient': first?.patientId ?? '' });
  const width = Math.max(...patients.map(({ patientId }) => patientId.length));
  return [
    'spine-imaging-cds, demo on this machine: no authentication; do not send real patient data',
    `  try it       ${url}/`,
    `  with FHIR    ${url}/#${link}`,
    `  discovery    ${url}/cds-services`,
    `  FHIR server  ${fhirUrl}`,
    '  patients',
    ...patients.map(({ patientId, label }) => `    ${patientId.padEnd(width)}  ${label}`),
    `  guide        ${url}/docs/integrate/sandbox`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  try {
    const demo = await startDemo();
    process.stdout.write(`${demoBanner(demo)}\n`);
    const stop = (): void => {
      void demo.stop().then(() => process.exit(0));
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  } catch (error) {
    if (!(error instanceof SettingError || error instanceof AuthoringError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
