import { startPostgresql } from '../tests/store/postgresql-server.js';
import { runInstances } from './instances-run.js';

const database = await startPostgresql();
try {
  for (const payload of ['small', 'realistic'])
    process.stdout.write(
      `${payload} ${JSON.stringify(await runInstances(database, { payload, secondsPerPhase: 10, connections: 16 }), undefined, 2)}\n`,
    );
} finally {
  await database.remove();
}
