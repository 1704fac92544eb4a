import type { Config } from '../config.js';
import type { Report, ReportQuery } from '../core/report/tally.js';
import { SettingError } from '../errors.js';
import { errorCodeOf } from '../store/failure.js';
import { openStore } from '../store/open-store.js';

/**
 * What the store of an environment remembers, read while no service need run.
 * @throws SettingError when it cannot be read
 */
export async function readReportOfStore(config: Config, query: ReportQuery): Promise<Report> {
  const quiet = (): void => undefined;
  const log = { info: quiet, warn: quiet, error: quiet };
  const now = (): Date => new Date();
  const store = await openStore({ ...config, spoolLimit: 1, retentionDays: undefined, now, log });
  try {
    return await store.report(query);
  } catch (error) {
    const setting = config.databaseUrl === undefined ? 'DATA_DIR' : 'DATABASE_URL';
    throw new SettingError(setting, `the store there cannot be read (${errorCodeOf(error)})`);
  } finally {
    await store.close();
  }
}
