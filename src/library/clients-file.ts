import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { Client, KeySource } from '../core/contract/client.js';
import type { RecordPart } from '../core/contract/patient-record.js';
import { type AuthoringProblem, SettingError } from '../errors.js';
import type { PublishedKey } from './published-keys.js';
import { matchesSchema, schemaProblems } from './schema-check.js';
import { parseYaml, type SourceFile } from './source-file.js';

/** A client as the clients file spells it, defaults filled in. */
interface ClientEntry extends Omit<Client, 'kind' | 'keys' | 'requireRecord'> {
  readonly jwks?: string;
  readonly requireRecord: boolean | readonly RecordPart[];
}

interface ClientsDocument {
  readonly clients: readonly ClientEntry[];
}

/** What `requireRecord: true` asks for: without these nearly every fact is unknown. */
const usuallyRequired: readonly RecordPart[] = ['patient', 'conditions', 'observations'];

const setting = 'CLIENTS_FILE';

/**
 * Reads the clients file. Issuers whose private key is published are refused, so pass no `publishedKeys` in the demo mode
 * only.
 * @throws SettingError naming every problem with file, line and column
 */
export function readClients(path: string, publishedKeys: readonly PublishedKey[]): readonly Client[] {
  const source = parseYaml(path, readText(path));
  const { value } = source;
  if (source.problems.length > 0) throw rejected(source.problems);
  if (!matchesSchema<ClientsDocument>('clients', value)) throw rejected(schemaProblems('clients', source, value));
  const problems = value.clients.flatMap((entry, index) => [
    ...repeatProblems(source, value.clients, index),
    ...keyProblems(source, entry, index),
    ...networkProblems(source, entry, index),
    ...publishedProblems({ source, entry, index, publishedKeys }),
  ]);
  if (problems.length > 0) throw rejected(problems);
  return value.clients.map((entry) => toClient(entry, dirname(path)));
}

/** Reads a key set from a file; what is in it is checked by whoever verifies tokens with it. */
export function readKeyFile(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingError(setting, `${path} is not JSON; it must be a JWK Set, {"keys": [...]}`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new SettingError(setting, `${path} cannot be read (${code}); give the path of a readable file`);
  }
}

function repeatProblems(
  source: SourceFile,
  clients: readonly ClientEntry[],
  index: number,
): readonly AuthoringProblem[] {
  return (['name', 'iss'] as const).flatMap((field) => {
    const value = clients[index]?.[field];
    const isRepeated = clients.slice(0, index).some((earlier) => earlier[field] === value);
    const message = `${field}: another client above has the same; give each client its own`;
    return isRepeated ? [source.problemAt(['clients', index, field], message)] : [];
  });
}

function keyProblems(source: SourceFile, entry: ClientEntry, index: number): readonly AuthoringProblem[] {
  if (entry.jwks !== undefined || entry.jku !== undefined) return [];
  return [source.problemAt(['clients', index], 'neither "jwks" nor "jku" says where the public keys are; give one')];
}

function networkProblems(source: SourceFile, entry: ClientEntry, index: number): readonly AuthoringProblem[] {
  return entry.networks.flatMap((network, place) => {
    const [address = '', bits] = network.split('/');
    const version = isIP(address);
    if (version !== 0 && Number(bits) <= (version === 4 ? 32 : 128)) return [];
    const message = `networks: "${network}" is not an address range such as 10.20.0.0/16`;
    return [source.problemAt(['clients', index, 'networks', place], message)];
  });
}

function publishedProblems(options: {
  readonly source: SourceFile;
  readonly entry: ClientEntry;
  readonly index: number;
  readonly publishedKeys: readonly PublishedKey[];
}): readonly AuthoringProblem[] {
  const { source, entry, index, publishedKeys } = options;
  const published = publishedKeys.find(({ iss }) => iss === entry.iss);
  if (published === undefined) return [];
  const message = `iss: the private key of this issuer is published (${published.name}), so anybody can be it; leave the client out`;
  return [source.problemAt(['clients', index, 'iss'], message)];
}

function toClient(entry: ClientEntry, directory: string): Client {
  const { jwks, requireRecord, ...rest } = entry;
  return {
    ...rest,
    kind: 'registered',
    keys: toKeySource(jwks ?? entry.jku ?? '', directory),
    jku: entry.jku,
    tenants: entry.tenants,
    answersCountDays: entry.answersCountDays,
    language: entry.language,
    companion: entry.companion,
    requireRecord: requireRecord === true ? usuallyRequired : requireRecord === false ? [] : requireRecord,
  };
}

function toKeySource(place: string, directory: string): KeySource {
  return /^https?:/i.test(place) ? { kind: 'url', url: place } : { kind: 'file', path: resolve(directory, place) };
}

function rejected(problems: readonly AuthoringProblem[]): SettingError {
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return new SettingError(setting, `the file cannot be used\n${lines.join('\n')}`);
}
