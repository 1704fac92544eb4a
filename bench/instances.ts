import { parseArgs } from 'node:util';
import { startPostgresql } from '../tests/store/postgresql-server.js';
import { runInstances } from './instances-run.js';
import { startCommand } from './server-process.js';

const { values: flags } = parseArgs({ options: { 'cpu-share': { type: 'string' } } });
const usual = {
  program: startCommand(),
  warmUpSeconds: 20,
  secondsPerPhase: 10,
  connections: 8,
  cpuShare: flags['cpu-share'] === undefined ? undefined : Number(flags['cpu-share']),
};
const database = await startPostgresql();
try {
  for (const payload of ['small', 'realistic']) {
    const result = await runInstances(database, { ...usual, payload });
    process.stdout.write(`${payload} ${JSON.stringify(result, undefined, 2)}\n`);
  }
} finally {
  await database.remove();
}
