import type { Cue } from './cue-search.js';
import type { Judged } from './judge.js';
import type { Lexicon } from './lexicon.js';
import type { Scan } from './scan.js';
import { signs, wordFlags } from './signs.js';

/** A strength that a muscle should have. */
const fullStrength = 5;

/**
 * What is denied, or stated normal, and then has an exception or an abnormal other side, is suspected: "5/5 but for right hip
 * flexion", "intact on the left, blunted on the right". The other side takes its noun from what was denied.
 */
export function reopenCounterparts(
  scan: Scan,
  judged: readonly Judged[],
  cues: readonly Cue[],
  lexicon: Lexicon,
): readonly Judged[] {
  if (!judged.some(isReopenable)) return judged;
  const others = judged.filter(({ subject }) => subject.kind !== 'topic');
  const taken = new Set(others.flatMap(({ mention }) => mention.spans.flatMap(({ from, to }) => placesOf(from, to))));
  return judged.map((each) => {
    if (!isReopenable(each)) return each;
    const end = exceptionEnd(scan, each, others) ?? counterpartEnd(scan, each, { taken, cues, lexicon });
    if (end === undefined) return each;
    return { ...each, mention: { ...each.mention, to: end }, outcome: 'suspected', cue: undefined, how: 'exception' };
  });
}

/** A denial of what is past keeps its exception as it stands: "no surgery other than an appendix". */
function isReopenable({ outcome, subject, how }: Judged): boolean {
  if (outcome !== 'denied') return false;
  const { isHistory, longStanding } = subject.meaning;
  const isPast = subject.kind === 'fact' && (isHistory || (longStanding !== undefined && !subject.isEmergency));
  return how === 'normal' || (how === 'deny' && subject.kind !== 'group' && !isPast);
}

/** The parts of a sentence that was read. */
export interface ReadSegment {
  readonly scan: Scan;
  readonly cues: readonly Cue[];
  readonly judged: readonly Judged[];
}

/** The same over a full stop, where a sentence is the other side alone: "Intact on the left. Reduced on the right." */
export function reopenBefore(before: ReadSegment, next: ReadSegment, lexicon: Lexicon): readonly Judged[] {
  const { segment, passage } = next.scan;
  const isNormal = (each: Judged): boolean => each.how === 'normal' && isReopenable(each);
  const last = before.judged.findLast(isNormal)?.mention.from;
  if (last === undefined || next.judged.some(({ subject }) => subject.kind !== 'topic')) return before.judged;
  const isSided = passage.ids
    .slice(segment.from, segment.to)
    .some((id) => ((lexicon.flags[id] ?? 0) & wordFlags.side) !== 0);
  const around = { taken: new Set<number>(), cues: next.cues, lexicon };
  const { from, to } = segment;
  if (!isSided || readElided(next.scan, { since: last, from, to }, around) !== 'abnormal') return before.judged;
  return before.judged.map((each) =>
    isNormal(each) && each.mention.from === last
      ? { ...each, mention: { ...each.mention, to }, outcome: 'suspected', cue: undefined, how: 'exception' }
      : each,
  );
}

/** Where the exception to the last thing denied before it ends; undefined where it is said what it is. */
function exceptionEnd(scan: Scan, { mention }: Judged, others: readonly Judged[]) {
  const { segment, signsAt } = scan;
  // a phrase of the lexicon may hold its exception: "numbness save between the legs", and a normal may end in one: "everywhere but"
  const first = mention.pattern.role === 'denied' ? mention.to - 1 : mention.from;
  for (let at = first; at < segment.to; at += 1) {
    if (others.some((other) => other.mention.from >= mention.to && other.mention.from <= at)) return undefined;
    if (((signsAt[at - segment.from] ?? 0) & signs.except) === 0) continue;
    const isNamed = others.some((other) => other.mention.from > at && other.outcome === 'suspected');
    return isNamed ? undefined : endOfPhrase(scan, at + 1);
  }
  return undefined;
}

interface Around {
  /** words of something that is spoken of; a topic is no more than a word that was left over */
  readonly taken: ReadonlySet<number>;
  readonly cues: readonly Cue[];
  readonly lexicon: Lexicon;
}

/** Where an abnormal counterpart without a noun of its own ends: in the rest of the phrase, or in a phrase that follows at once. */
function counterpartEnd(scan: Scan, { mention }: Judged, around: Around): number | undefined {
  const { segment } = scan;
  let from = mention.to;
  for (let isRest = true; from < segment.to; isRest = false) {
    const to = endOfPhrase(scan, from);
    const elided = readElided(scan, { since: mention.from, from, to }, around);
    if (elided === 'abnormal') return to;
    if (elided === 'other' && !isRest) return undefined;
    from = to + 1;
  }
  return undefined;
}

function endOfPhrase({ passage, segment, signsAt }: Scan, from: number): number {
  let at = from;
  while (at < segment.to && passage.tokens[at]?.text !== ',') {
    if (at > from && ((signsAt[at - segment.from] ?? 0) & (signs.join | signs.stop)) !== 0) break;
    at += 1;
  }
  return at;
}

/** Whether a phrase says only that something is abnormal and where, has nothing of its own, or speaks of something else. */
function readElided(
  { passage, segment, signsAt }: Scan,
  { since, from, to }: { readonly since: number; readonly from: number; readonly to: number },
  { taken, cues, lexicon }: Around,
): 'abnormal' | 'nothing' | 'other' {
  let isAbnormal = false;
  const isRepeated = (text: string): boolean => passage.tokens.slice(since, from).some((other) => other.text === text);
  for (let at = from; at < to; at += 1) {
    const token = passage.tokens[at];
    const sign = signsAt[at - segment.from] ?? 0;
    const flags = lexicon.flags[passage.ids[at] ?? 0] ?? 0;
    if (token === undefined || taken.has(at)) return 'other';
    // what denies says nothing of another side: "numbness absent"
    if (cues.some((cue) => cue.effect === 'deny' && cue.at <= at && at < cue.end)) continue;
    if ((sign & signs.abnormal) !== 0 && !cues.some((cue) => cue.effect === 'deny' && cue.from <= at && at < cue.to))
      isAbnormal = true;
    else if (token.kind === 'grade') isAbnormal ||= token.scale === fullStrength && token.value < fullStrength;
    else if (
      token.kind === 'word' &&
      (flags & wordFlags.filler) === 0 &&
      (sign & passing) === 0 &&
      !lexicon.units.has(token.text) &&
      !isRepeated(token.text)
    )
      return 'other';
  }
  return isAbnormal ? 'abnormal' : 'nothing';
}

/** Words that are no noun: since, now, but. */
const passing = signs.since | signs.ago | signs.recent | signs.join | signs.stop | signs.except | signs.abnormal;

function placesOf(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
