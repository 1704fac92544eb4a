import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Document, parseDocument } from 'yaml';
import { isObject, type JsonObject } from '../core/values/json.js';
import { SettingError } from '../errors.js';
import { readClients } from './clients-file.js';

const setting = 'CLIENTS_FILE';
const namePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The files that a new client was written to. */
export interface NewClientFiles {
  readonly clientsFile: string;
  readonly publicKeys: string;
  readonly privateKey: string;
}

/**
 * Adds a client for tests to a clients file, or makes the file, and writes its keys beside it; the private one can be
 * read by its owner only. @throws SettingError when the name or the file cannot be used, before anything is written
 */
export function addTestClient(
  clientsFile: string,
  name: string,
  { publicKey, privateKey }: { readonly publicKey: object; readonly privateKey: object },
): NewClientFiles {
  if (!namePattern.test(name)) throw new SettingError(setting, `"${name}" is not a name such as try-it`);
  const known = existsSync(clientsFile) ? readClients(clientsFile, []) : [];
  if (known.some((client) => client.name === name))
    throw new SettingError(setting, `${clientsFile} has a client "${name}" already; choose another name`);
  const keySet = `${name}.jwks.json`;
  const files = { clientsFile, publicKeys: beside(clientsFile, keySet), privateKey: privateKeyFile(clientsFile, name) };
  for (const path of [files.publicKeys, files.privateKey])
    if (existsSync(path)) throw new SettingError(setting, `${path} is there already; choose another name, or move it`);
  const entry = { name, iss: `https://${name}.test`, jwks: keySet };
  writeFileSync(files.publicKeys, toText({ keys: [publicKey] }), { flag: 'wx' });
  writeFileSync(files.privateKey, toText(privateKey), { flag: 'wx', mode: 0o600 });
  writeFileSync(clientsFile, withEntry(known.length === 0 ? undefined : readFileSync(clientsFile, 'utf8'), entry));
  return files;
}

/** The text of a clients file with one entry more; what people wrote in it, comments too, stays. */
function withEntry(text: string | undefined, entry: JsonObject): string {
  const document = text === undefined ? new Document({ clients: [] }) : parseDocument(text);
  document.addIn(['clients'], document.createNode(entry));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The private key that `addTestClient` wrote. @throws SettingError when there is none */
export function readTestKey(clientsFile: string, name: string): JsonObject {
  const path = privateKeyFile(clientsFile, name);
  if (!existsSync(path))
    throw new SettingError(
      setting,
      `there is no ${path}; only clients made with "clients new" have a private key here`,
    );
  const key: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isObject(key)) throw new SettingError(setting, `${path} is not a JSON Web Key`);
  return key;
}

/** The first client whose private key lies beside the clients file. */
export function findTestClient(clientsFile: string): string | undefined {
  const names = readClients(clientsFile, []).map(({ name }) => name);
  return names.find((name) => existsSync(privateKeyFile(clientsFile, name)));
}

function privateKeyFile(clientsFile: string, name: string): string {
  return beside(clientsFile, `${name}.private.json`);
}

function beside(clientsFile: string, name: string): string {
  return join(dirname(clientsFile), name);
}

function toText(key: object): string {
  return `${JSON.stringify(key, undefined, 2)}\n`;
}
