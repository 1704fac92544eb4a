const offset = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a over the characters of a patient's id, mixed once more so that ids that count up spread; 0 to 2³² − 1. */
function patientHash(id: string): number {
  let hash = offset;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), prime);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * The shard of a patient. Shards are ranges of the hash, so that shards one after the other hold the patients in the order
 * of `comparePatients`, however many shards there are.
 */
export function shardOf(id: string, shards: number): number {
  return Math.floor((patientHash(id) / 2 ** 32) * shards);
}

/** The order of patients in every output: by hash, then by id. */
export function comparePatients(left: string, right: string): number {
  return patientHash(left) - patientHash(right) || (left < right ? -1 : left > right ? 1 : 0);
}

/** A hash of 52 bits: among ten million texts two that are alike are not to be expected. */
export function wideHash(text: string): number {
  return patientHash(text) * 2 ** 20 + (patientHash(`${text}\0${text.length}`) >>> 12);
}
