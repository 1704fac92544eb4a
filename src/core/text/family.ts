import { happenedAt } from './advice.js';
import type { Cue, Search } from './cue-search.js';
import { signs, wordFlags } from './signs.js';

/** Words between "with" or "per" and a relative: "lives with his wife". */
const mostBefore = 2;
/** Words after a relative among which "and found" is looked for. */
const mostOfInformant = 7;

/** What is said of the family ends where the patient is named. */
export function endOfFamily(from: number, most: number, bits: Search['bits']): number {
  for (let at = from; at < most; at += 1) if ((bits(at) & signs.self) !== 0) return at;
  return most;
}

/** Relatives of whom something is said, unless they only bring, tell or accompany. */
export function findKin(search: Search): readonly Cue[] {
  const { scan, bits, flags, text, mentions } = search;
  const { from, to } = scan.segment;
  const cues: Cue[] = [];
  for (let at = from; at < to; at += 1) {
    if ((bits(at) & signs.kin) === 0 || mentions.isUsed(at) || isInformant(at, search) || isToldOf(at, search))
      continue;
    if (isPatient(at, search)) continue;
    cues.push(familyCue(at, at, endOfItem(at + 1, search)));
    if (text(at - 1) === '(' || (flags(at - 1) & wordFlags.inside) !== 0)
      cues.push({ ...familyCue(at, startOfItem(at - 1, search), at), isBackward: true });
  }
  return cues;
}

function familyCue(at: number, from: number, to: number): Cue {
  return { effect: 'family', at, end: at + 1, from, to, isBackward: false, isList: false };
}

function isInformant(at: number, search: Search): boolean {
  const { bits } = search;
  if (isInformantLater(at, search)) return true;
  if (((bits(at + 1) | bits(at + 2)) & signs.informant) !== 0) return true;
  for (let back = 1; back <= mostBefore; back += 1) if ((bits(at - back) & signs.notAfter) !== 0) return true;
  return false;
}

/** "mother of 3" is the patient; "mother had osteoporosis and so does she" says it of both. */
function isPatient(at: number, search: Search): boolean {
  const isOf = (search.flags(at + 1) & wordFlags.ofChildren) !== 0;
  return (isOf && search.scan.passage.tokens[at + 2]?.kind === 'number') || happenedAt(at, search) !== undefined;
}

/** "wife is a nurse and found": a relative who is not spoken of in between. */
function isInformantLater(at: number, { bits, mentions }: Search): boolean {
  for (let place = at + 1; place < at + mostOfInformant; place += 1) {
    if (mentions.isUsed(place)) return false;
    if ((bits(place) & signs.join) !== 0 && (bits(place + 1) & signs.informant) !== 0) return true;
  }
  return false;
}

/** "Daughter says Mum leaks": told by one relative of another is told of the patient. */
function isToldOf(at: number, { bits }: Search): boolean {
  for (let back = 1; back <= mostBefore; back += 1)
    if ((bits(at - back) & signs.informant) !== 0 && (bits(at - back - 1) & signs.kin) !== 0) return true;
  return false;
}

/** Up to the comma, over it only behind a colon; never past a word for the patient. */
function endOfItem(from: number, { scan, text, bits }: Search): number {
  const { to } = scan.segment;
  if (text(from) === ':') return endOfFamily(from, to, bits);
  let at = from;
  while (at < to && text(at) !== ',' && text(at) !== ')') at += 1;
  return endOfFamily(from, at, bits);
}

function startOfItem(from: number, { scan, text }: Search): number {
  let at = from;
  while (at > scan.segment.from && text(at - 1) !== ',' && text(at - 1) !== ':') at -= 1;
  return at;
}
