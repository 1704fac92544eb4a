import type { CueKind } from './text-documents.js';

/** What a phrase of a language may be besides a finding; one bit each, so that a phrase may be several. */
export const signs = {
  pseudo: 1 << 0,
  denyList: 1 << 1,
  denyItem: 1 << 2,
  denyAfter: 1 << 3,
  noNew: 1 << 4,
  maybe: 1 << 5,
  maybeAfter: 1 << 6,
  advice: 1 << 7,
  adviceAfter: 1 << 8,
  family: 1 << 9,
  over: 1 << 10,
  history: 1 << 11,
  stop: 1 << 12,
  verb: 1 << 13,
  subject: 1 << 14,
  join: 1 << 15,
  carry: 1 << 16,
  yes: 1 << 17,
  no: 1 << 18,
  kin: 1 << 19,
  informant: 1 << 20,
  notAfter: 1 << 21,
  self: 1 << 22,
  ago: 1 << 23,
  since: 1 << 24,
  happened: 1 << 25,
  longAgo: 1 << 26,
  recent: 1 << 27,
  otherFinding: 1 << 28,
  except: 1 << 29,
  abnormal: 1 << 30,
  again: 1 << 31,
} as const satisfies { readonly [Kind in CueKind]: number } & { readonly [kind: string]: number };

/** The bits that change what a finding near them means; of these the longest phrase wins. */
export const cueBits = (1 << 12) - 1;

/** The bits of what ends the reach of a cue. */
export const stopBits = signs.stop | signs.verb | signs.subject;

/** What a single word may be. */
export const wordFlags = {
  filler: 1,
  plain: 2,
  finding: 4,
  title: 8,
  noEnd: 16,
  sign: 32,
  abbreviation: 64,
  side: 128,
  noSign: 1 << 8,
  inside: 1 << 9,
  partly: 1 << 10,
  care: 1 << 11,
  risk: 1 << 12,
  size: 1 << 13,
  measured: 1 << 14,
  grounds: 1 << 15,
  ofChildren: 1 << 16,
} as const;
