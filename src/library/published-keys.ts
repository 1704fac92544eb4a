import { readFileSync } from 'node:fs';
import { isObject, objectsOf, textOf } from '../core/values/json.js';

/** A signing key that is no secret, because its private half is published somewhere. */
export interface PublishedKey {
  readonly name: string;
  /** RFC 7638 thumbprint, SHA-256 */
  readonly thumbprint: string;
  /** who signs with it */
  readonly iss: string | undefined;
}

const file = new URL('../../config/published-keys.json', import.meta.url);

/** Reads the list of keys that must never count as proof of who calls. */
export function readPublishedKeys(): readonly PublishedKey[] {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return objectsOf(isObject(document) ? document.keys : undefined).map((key) => ({
    name: textOf(key.name) ?? '',
    thumbprint: textOf(key.thumbprint) ?? '',
    iss: textOf(key.iss),
  }));
}
