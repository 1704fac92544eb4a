import type { Cue, Effect } from './cue-search.js';
import { boxesOf, type Ticked } from './forms.js';
import type { Lexicon, Subject } from './lexicon.js';
import type { Mention, Mentions } from './mentions.js';
import type { Scan } from './scan.js';
import { timesOf } from './times.js';
import { tickedBox } from './token.js';

/** What a text says of a fact. */
export type Outcome = 'suspected' | 'denied' | 'none';

/** A mention with what the words around it make of it. */
export interface Judged {
  readonly mention: Mention;
  readonly subject: Subject;
  readonly outcome: Outcome;
  /** the cue that decided; undefined = stated, or settled by a form, a heading or a date */
  readonly cue: Cue | undefined;
  readonly how:
    | Effect
    | 'stated'
    | 'empty box'
    | 'ticked box'
    | 'heading'
    | 'too old'
    | 'long-standing'
    | 'normal'
    | 'group'
    | 'exception';
}

/** A sign that came and went longer ago than this is no warning. */
const emergencyDays = 90;

type Verdict = Pick<Judged, 'outcome' | 'cue' | 'how'>;

/** Judges every mention of a segment; `today` is YYYY-MM-DD. */
export function judgeMentions(
  scan: Scan,
  { kept }: Mentions,
  cues: readonly Cue[],
  { lexicon, today }: { readonly lexicon: Lexicon; readonly today: string },
): readonly Judged[] {
  if (kept.length === 0) return [];
  const isLabel = ({ pattern }: Mention): boolean => lexicon.subjects[pattern.subject]?.kind !== 'group';
  const box = boxesOf(scan, kept.filter(isLabel));
  const times = timesOf(scan, lexicon, today);
  return kept.flatMap((mention) => {
    const subject = lexicon.subjects[mention.pattern.subject];
    if (subject === undefined) return [];
    const ticked = box(mention);
    const reached = strongest(mention, cues);
    const verdict =
      byBox(ticked, mention, reached, scan) ?? byHeading(scan, reached) ?? byCue(mention, subject, reached, scan);
    return [{ mention, subject, ...byTime(verdict, { mention, subject, scan, times }) }];
  });
}

function byBox(ticked: Ticked, { pattern }: Mention, cue: Cue | undefined, scan: Scan): Verdict | undefined {
  if (ticked === 'empty') return { outcome: 'none', cue: undefined, how: 'empty box' };
  if (ticked === 'refused') {
    // "bladder normal: [x] no", "no weakness: [x] no"
    const isTwice = pattern.role === 'denied' || cue?.effect === 'deny';
    const outcome = isTwice ? 'suspected' : pattern.role === 'points' ? 'none' : 'denied';
    return { outcome, cue: undefined, how: 'ticked box' };
  }
  const isTicked = ticked === 'ticked' && !isTickedDenial(scan, cue);
  return isTicked ? { outcome: 'suspected', cue: undefined, how: 'ticked box' } : undefined;
}

/** "[x] denies falls": the box ticks the denial. */
function isTickedDenial({ passage }: Scan, cue: Cue | undefined): boolean {
  return cue?.effect === 'deny' && !cue.isBackward && passage.tokens[cue.at - 1]?.text === tickedBox;
}

/** Advice before family, family before the nearer of question and denial, and so on. */
function strongest(mention: Mention, cues: readonly Cue[]): Cue | undefined {
  const nearest = new Map<Effect, Cue>();
  for (const cue of cues) {
    if (!reaches(cue, mention)) continue;
    const known = nearest.get(cue.effect);
    if (known === undefined || distance(cue, mention) < distance(known, mention)) nearest.set(cue.effect, cue);
  }
  const [maybe, deny] = [nearest.get('maybe'), nearest.get('deny')];
  const asks = maybe !== undefined && (deny === undefined || distance(maybe, mention) <= distance(deny, mention));
  return (
    nearest.get('advice') ??
    nearest.get('family') ??
    nearest.get('affirm') ??
    (asks ? maybe : undefined) ??
    deny ??
    nearest.get('noNew') ??
    nearest.get('over')
  );
}

function reaches({ isBackward, from, to }: Cue, { spans, from: first, to: end }: Mention): boolean {
  if (isBackward) return end > from && end <= to && first < to;
  return spans.some((span) => span.from >= from && span.from < to);
}

function distance({ isBackward, at, end }: Cue, mention: Mention): number {
  return isBackward ? at - mention.to : Math.abs(mention.from - end);
}

function byHeading({ segment }: Scan, cue: Cue | undefined): Verdict | undefined {
  if (segment.state === undefined || segment.state === 'history' || cue !== undefined) return undefined;
  return { outcome: segment.state === 'denied' ? 'denied' : 'none', cue: undefined, how: 'heading' };
}

function byCue({ pattern, from }: Mention, subject: Subject, cue: Cue | undefined, scan: Scan): Verdict {
  if (subject.kind === 'group') return { outcome: cue?.effect === 'deny' ? 'denied' : 'none', cue, how: 'group' };
  if (pattern.role === 'denied') {
    const isPlain =
      cue === undefined || cue.effect === 'over' || cue.effect === 'maybe' || isCommaBetween(cue, from, scan);
    return { outcome: isPlain ? 'denied' : 'none', cue, how: 'normal' };
  }
  if (cue === undefined) return { outcome: 'suspected', cue, how: 'stated' };
  switch (cue.effect) {
    case 'affirm':
      return { outcome: 'suspected', cue, how: 'affirm' };
    case 'advice':
    case 'family':
      return { outcome: 'none', cue, how: cue.effect };
    case 'maybe':
      return { outcome: 'suspected', cue, how: 'maybe' };
    case 'deny':
      return { outcome: pattern.role === 'points' ? 'none' : 'denied', cue, how: 'deny' };
    case 'noNew':
      return { outcome: subject.isNew && pattern.role !== 'points' ? 'denied' : 'none', cue, how: 'noNew' };
    case 'over':
      return {
        outcome: subject.meaning.isHistory || subject.isEmergency ? 'suspected' : 'denied',
        cue,
        how: 'over',
      };
  }
}

/** "without difficulty, rectal tone intact": nobody denies what is normal at the end of a list. */
function isCommaBetween({ effect, isBackward, end }: Cue, from: number, { passage }: Scan): boolean {
  if (effect !== 'deny' || isBackward) return false;
  for (let at = end; at < from; at += 1) if (passage.tokens[at]?.text === ',') return true;
  return false;
}

interface TimedMention {
  readonly mention: Mention;
  readonly subject: Subject;
  readonly scan: Scan;
  readonly times: ReturnType<typeof timesOf>;
}

/** What is older than its fact's window, or has lasted for longer than is new, says nothing. */
function byTime(verdict: Verdict, { mention, subject, scan, times }: TimedMention): Verdict {
  if (verdict.outcome !== 'suspected') return verdict;
  const { from, to } = commaPhrase(scan, mention);
  const { window } = mention.pattern;
  const limit = typeof window === 'number' ? window : Number.POSITIVE_INFINITY;
  if ((times.daysAgo(from, to) ?? 0) > limit) return { ...verdict, outcome: 'none', how: 'too old' };
  if (verdict.how === 'over' && subject.isEmergency && verdict.cue !== undefined) {
    const { segment } = scan;
    const ago = times.daysAgo(Math.min(from, verdict.cue.at), verdict.cue.isBackward ? segment.to : to);
    if ((ago ?? 0) > emergencyDays) return { ...verdict, outcome: 'none', how: 'too old' };
  }
  const { longStanding } = subject.meaning;
  const isOld = longStanding !== undefined && times.lasting(from, to) > longStanding;
  return isOld ? { ...verdict, outcome: 'none', how: 'long-standing' } : verdict;
}

/** From the comma before a mention to the comma after it. */
export function commaPhrase({ passage, segment }: Scan, { from, to }: { readonly from: number; readonly to: number }) {
  let [first, last] = [from, to];
  while (first > segment.from && passage.tokens[first - 1]?.text !== ',') first -= 1;
  while (last < segment.to && passage.tokens[last]?.text !== ',') last += 1;
  return { from: first, to: last };
}
