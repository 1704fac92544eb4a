import { fileURLToPath } from 'node:url';
import { SettingError } from './errors.js';

/** Everything that can be set from outside. Every setting is optional; the README lists them. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** base URL under which clients reach the service, without a slash at the end; never taken from a request */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly cardsDir: string;
  readonly logLevel: (typeof logLevels)[number];
  /** who may call; undefined = the demo mode, where everybody may */
  readonly clientsFile: string | undefined;
  /** production never runs as a demo */
  readonly isProduction: boolean;
  /** PostgreSQL instead of the embedded store */
  readonly databaseUrl: string | undefined;
  /** secret behind the keyed hashes of patients and users */
  readonly siteKey: string | undefined;
  readonly retentionDays: number;
  /** largest share of what is kept that one purge may remove */
  readonly purgePercent: number;
  readonly workers: number;
  /** how much a card says in the demo mode; each client of the clients file has its own setting */
  readonly cardDetail: (typeof cardDetails)[number];
  /** whether cards of the demo mode lead into the form; those of registered clients do where it is registered with them */
  readonly companionLinks: boolean;
  /** time for reading from an EHR before the best answer so far goes out */
  readonly answerBudgetMilliseconds: number;
  /** how the site's proxy says who is signed in to reports and traces; undefined = nobody is, but in the demo mode */
  readonly operator: { readonly header: string; readonly proxies: readonly string[] } | undefined;
}

/** The environment as Node gives it. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const cardDetails = ['brief', 'full'] as const;
const sixYearsInDays = 2_190;

/** The cards that come with the program, wherever it is started from. */
const shippedCards = fileURLToPath(new URL('../cards', import.meta.url));

/** Reads the settings from the environment; an empty value counts as not set. Throws a SettingError naming the setting. */
export function readConfig(environment: Environment = process.env): Config {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const integer = (name: string, range: Range): number => toInteger(name, read(name), range);
  const port = integer('PORT', { least: 0, most: 65_535, otherwise: 3_000 });
  const host = toHost(read('HOST'));
  return {
    port,
    host,
    publicUrl: toPublicUrl(read('PUBLIC_URL')) ?? localUrl(host, port),
    dataDir: read('DATA_DIR') ?? 'data',
    cardsDir: read('CARDS_DIR') ?? shippedCards,
    logLevel: toLogLevel(read('LOG_LEVEL')),
    cardDetail: toCardDetail(read('CARD_DETAIL')),
    clientsFile: read('CLIENTS_FILE'),
    isProduction: read('NODE_ENV') === 'production',
    databaseUrl: toDatabaseUrl(read('DATABASE_URL')),
    siteKey: read('SITE_KEY'),
    retentionDays: integer('RETENTION_DAYS', { least: 1, most: 36_500, otherwise: sixYearsInDays }),
    purgePercent: integer('PURGE_PERCENT', { least: 1, most: 100, otherwise: 10 }),
    workers: integer('WORKERS', { least: 1, most: 256, otherwise: 1 }),
    companionLinks: read('COMPANION_LINKS') === 'on',
    answerBudgetMilliseconds: integer('ANSWER_BUDGET_MS', { least: 0, most: 60_000, otherwise: 2_000 }),
    operator: toOperator(read('OPERATOR_HEADER'), read('OPERATOR_PROXIES')),
  };
}

/** The same, with some settings that are given whatever the environment says. */
export function readConfigWith(given: Environment, environment: Environment = process.env): Config {
  return readConfig({ ...environment, ...given });
}

/** The URL at which a server listening on this host and port is reached from the same machine. */
export function localUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly otherwise: number;
}

function toInteger(name: string, text: string | undefined, { least, most, otherwise }: Range): number {
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new SettingError(name, `"${text}" is not a whole number from ${least} to ${most}`);
}

function toHost(text = '127.0.0.1'): string {
  if (/^[\w.:-]+$/.test(text)) return text;
  throw new SettingError('HOST', `"${text}" is not a host name or address to listen on, such as 127.0.0.1 or 0.0.0.0`);
}

function toPublicUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !isWeb || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new SettingError('PUBLIC_URL', `"${text}" is not a base URL such as https://cds.example.org`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function toLogLevel(text = 'info'): Config['logLevel'] {
  const level = logLevels.find((known) => known === text);
  if (level !== undefined) return level;
  throw new SettingError('LOG_LEVEL', `"${text}" is not one of ${logLevels.join(', ')}`);
}

function toCardDetail(text = 'brief'): Config['cardDetail'] {
  const detail = cardDetails.find((known) => known === text);
  if (detail !== undefined) return detail;
  throw new SettingError('CARD_DETAIL', `"${text}" is not one of ${cardDetails.join(', ')}`);
}

function toDatabaseUrl(text: string | undefined): string | undefined {
  // the value may hold a password and is not repeated
  if (text === undefined || /^postgres(ql)?:\/\/./.test(text)) return text;
  throw new SettingError('DATABASE_URL', 'must start with postgres:// or postgresql://');
}

/** Both or neither: a header that anybody may send says nothing. */
function toOperator(header: string | undefined, proxies: string | undefined): Config['operator'] {
  if (header === undefined && proxies === undefined) return undefined;
  if (header === undefined || !/^[\w-]+$/.test(header))
    throw new SettingError('OPERATOR_HEADER', `"${header ?? ''}" is not the name of a header such as X-Forwarded-User`);
  const addresses = (proxies ?? '').split(/[\s,]+/).filter((address) => address !== '');
  const wrong = addresses.find((address) => !/^[\d.]+$|^[\da-f:.]+$/i.test(address));
  if (addresses.length === 0 || wrong !== undefined)
    throw new SettingError(
      'OPERATOR_PROXIES',
      `"${wrong ?? ''}" is not an address such as 10.0.0.5; list those of the proxy`,
    );
  return { header: header.toLowerCase(), proxies: addresses };
}
