import { createRequire } from 'node:module';

/**
 * Kysely as CommonJS: its ES build is 279 modules, which cost half a second of start-up when a TypeScript loader looks
 * at each of them. Types come from `kysely` itself.
 */
const kysely: typeof import('kysely') = createRequire(import.meta.url)('kysely');

export const { Kysely, PostgresDialect, SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler, sql } =
  kysely;
