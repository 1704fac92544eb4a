import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localUrl, readConfig } from '../src/config.js';
import { SettingError } from '../src/errors.js';

describe('the settings', () => {
  it('are all optional', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      dataDir: 'data',
      cardsDir: join(process.cwd(), 'cards'),
      logLevel: 'info',
      clientsFile: undefined,
      isProduction: false,
      databaseUrl: undefined,
      siteKey: undefined,
      retentionDays: 2190,
      purgePercent: 10,
      workers: 1,
      cardDetail: 'brief',
      companionLinks: false,
      answerBudgetMilliseconds: 2000,
    });
  });

  it('come from the environment', () => {
    const environment = {
      PORT: '8080',
      CARD_DETAIL: 'full',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://cds.example.org/spine/',
      DATA_DIR: '/var/lib/spine',
      CARDS_DIR: '/etc/cards',
      LOG_LEVEL: 'warn',
      CLIENTS_FILE: 'clients.yaml',
      DATABASE_URL: 'postgresql://db/spine',
      SITE_KEY: 'k',
      RETENTION_DAYS: '30',
      PURGE_PERCENT: '25',
      WORKERS: '2',
      COMPANION_LINKS: 'on',
      ANSWER_BUDGET_MS: '500',
      OPERATOR_HEADER: 'X-Forwarded-User',
      OPERATOR_PROXIES: '10.0.0.5, fd00::5',
      NODE_ENV: 'production',
    };
    expect(readConfig(environment)).toEqual({
      port: 8080,
      host: '0.0.0.0',
      publicUrl: 'https://cds.example.org/spine',
      dataDir: '/var/lib/spine',
      cardsDir: '/etc/cards',
      logLevel: 'warn',
      clientsFile: 'clients.yaml',
      isProduction: true,
      databaseUrl: 'postgresql://db/spine',
      siteKey: 'k',
      retentionDays: 30,
      purgePercent: 25,
      workers: 2,
      cardDetail: 'full',
      companionLinks: true,
      answerBudgetMilliseconds: 500,
      operator: { header: 'x-forwarded-user', proxies: ['10.0.0.5', 'fd00::5'] },
    });
  });

  it('count as not set when they are empty', () => {
    expect(readConfig({ PORT: '', HOST: ' ', PUBLIC_URL: '', CLIENTS_FILE: '' })).toEqual(readConfig({}));
  });

  it.each([
    ['PORT', '70000', 'PORT: "70000" is not a whole number from 0 to 65535'],
    ['PORT', '80.5', 'PORT: "80.5" is not a whole number from 0 to 65535'],
    ['PORT', '-1', 'PORT: "-1" is not a whole number from 0 to 65535'],
    ['HOST', 'a b', 'HOST: "a b" is not a host name or address to listen on, such as 127.0.0.1 or 0.0.0.0'],
    [
      'PUBLIC_URL',
      'cds.example.org',
      'PUBLIC_URL: "cds.example.org" is not a base URL such as https://cds.example.org',
    ],
    ['PUBLIC_URL', 'ftp://x', 'PUBLIC_URL: "ftp://x" is not a base URL such as https://cds.example.org'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL: "loud" is not one of fatal, error, warn, info, debug, trace, silent'],
    ['CARD_DETAIL', 'short', 'CARD_DETAIL: "short" is not one of brief, full'],
    ['DATABASE_URL', 'mysql://u:canary@x', 'DATABASE_URL: must start with postgres:// or postgresql://'],
    ['RETENTION_DAYS', '0', 'RETENTION_DAYS: "0" is not a whole number from 1 to 36500'],
    ['WORKERS', 'many', 'WORKERS: "many" is not a whole number from 1 to 256'],
    ['OPERATOR_HEADER', 'X User', 'OPERATOR_HEADER: "X User" is not the name of a header such as X-Forwarded-User'],
    ['OPERATOR_HEADER', 'X-User', 'OPERATOR_PROXIES: "" is not an address such as 10.0.0.5; list those of the proxy'],
    ['OPERATOR_PROXIES', '10.0.0.5', 'OPERATOR_HEADER: "" is not the name of a header such as X-Forwarded-User'],
    ['ANSWER_BUDGET_MS', '2s', 'ANSWER_BUDGET_MS: "2s" is not a whole number from 0 to 60000'],
  ])('%s=%s is refused with what to do', (name, value, message) => {
    const attempt = () => readConfig({ [name]: value });
    expect(attempt).toThrow(SettingError);
    expect(attempt).toThrow(message);
  });

  it('name a URL that this machine can reach', () => {
    expect(['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].map((host) => localUrl(host, 80))).toEqual([
      'http://127.0.0.1:80',
      'http://127.0.0.1:80',
      'http://[::1]:80',
      'http://[::1]:80',
      'http://localhost:80',
    ]);
  });
});
