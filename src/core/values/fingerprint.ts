/**
 * A fingerprint of some texts in whatever order, as 32 hexadecimal digits: the same texts give the same one, and any
 * change another. Not meant against somebody who looks for two texts with one fingerprint.
 */
export function fingerprint(texts: readonly string[]): string {
  const all = [...texts].sort().join('\u0000');
  return seeds.map((seed) => hash(all, seed).toString(16).padStart(8, '0')).join('');
}

const seeds = [0x811c9dc5, 0x9747b28c, 0x85ebca6b, 0xc2b2ae35] as const;

/** FNV-1a over UTF-16 units, mixed at the end so that close texts do not stay close. */
function hash(text: string, seed: number): number {
  let state = seed;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
