import { isPositiveMark } from './answers.js';
import type { Cue, Search } from './cue-search.js';
import { signs, wordFlags } from './signs.js';

interface Phrase {
  readonly at: number;
  readonly end: number;
}

/** What a phrase such as "return if" or "risk of" covers; nothing where what it warns of has happened. */
export function adviceCues({ at, end }: Phrase, search: Search): readonly Cue[] {
  const most = adviceEnd({ at, end }, search);
  const happened = happenedAt(end, search);
  // "told to come back for retention, which she now has", but "warned about retention and now has a foot drop"
  if (happened !== undefined && happened <= most && !isSpokenOfAfter(happened, search)) return [];
  const to = Math.min(most, happened ?? most);
  return [{ effect: 'advice', at, end, from: at + 1, to, isBackward: false, isList: false }];
}

/** Where it is said that something has happened to the patient. */
export function happenedAt(from: number, { scan: { segment }, bits }: Search): number | undefined {
  for (let at = from; at < segment.to; at += 1) if ((bits(at) & signs.happened) !== 0) return at;
  return undefined;
}

function isSpokenOfAfter(from: number, { mentions, lexicon }: Search): boolean {
  return mentions.kept.some((each) => each.from >= from && lexicon.subjects[each.pattern.subject]?.kind === 'fact');
}

function adviceEnd({ at, end }: Phrase, search: Search): number {
  const { segment, stopAt } = search.scan;
  let isRisk = false;
  for (let place = at; place < end; place += 1) isRisk ||= (search.flags(place) & wordFlags.risk) !== 0;
  for (let place = end; place < segment.to; place += 1) {
    if (((stopAt[place - segment.from] ?? 0) & (signs.stop | signs.verb)) !== 0) return place;
    if (isPositiveMark(place, search) || (isRisk && isGround(place, search))) return place;
  }
  return segment.to;
}

/** "risk of infection given drug use", "risk of CES: retention". */
function isGround(at: number, { text, flags }: Search): boolean {
  return [':', '-'].includes(text(at)) || (flags(at) & wordFlags.grounds) !== 0;
}
