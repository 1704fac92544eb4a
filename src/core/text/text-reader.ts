/**
 * In: one text, where and when it was written. Out: the facts that its words suspect or deny, each with its quote, and what was
 * not understood. Text may raise a question and never answers one.
 *
 *   const reader = createTextReader(lexicon, factsOfTerm)
 *   reader.read(text, { where, today })        one text, any length; see TextReading
 *   reader.explain(text, { where, today })     the same with tokens, mentions and cues, for authors
 *   readTexts(reader, texts)                   (read-texts.ts) the texts of a request within its limits
 *
 * The same text gives the same answer at any load: nothing here looks at a clock, and what a long text costs is bounded
 * by its tokens. tokenise → expand → segmentsOf → scanSegment → findMentions → findCues → judgeMentions
 * → reopenCounterparts.
 */

import { reopenBefore, reopenCounterparts } from './counterpart.js';
import type { Cue } from './cue-search.js';
import { findCues } from './cues.js';
import { expand, type Passage } from './expand.js';
import { commaPhrase, type Judged, judgeMentions } from './judge.js';
import type { Lexicon } from './lexicon.js';
import { mayBeMeasured } from './measured.js';
import { findMentions } from './mentions.js';
import {
  eachQuoteOnce,
  groupsLeftOpen,
  type NotUnderstood,
  phrasesLeftOpen,
  topicsLeftOpen,
} from './not-understood.js';
import { type PlaceRules, rulesOf, type TextPlace } from './places.js';
import { endOfWordBefore, quoteOf, widestThatFits } from './quote.js';
import { scanSegment } from './scan.js';
import { type Segment, segmentsOf } from './segments.js';
import type { Token } from './token.js';
import { tokenise } from './tokenise.js';

/** Where and when a text was written. */
export interface TextContext {
  readonly where: TextPlace;
  /** the day to which "in 2016" and "3 weeks ago" are counted back, YYYY-MM-DD: when the text was written */
  readonly today: string;
  /** what is asked, when the text is its answer: "Saddle sensation" */
  readonly label?: string;
  /** a chart text about the back: bare words such as "weakness" count; every order text is */
  readonly isAboutBack?: boolean;
}

/** What a text says of one fact. */
export interface TextFact {
  readonly fact: string;
  readonly outcome: 'suspected' | 'denied';
  /** the text's own words, on one line, at most 120 characters */
  readonly quote: string;
  /** stated, asked (r/o, ?), denied, over, or the text is the name of a code that says it */
  readonly says: 'stated' | 'asked' | 'denied' | 'over' | 'term';
  /** the cue's own words; empty when there is none */
  readonly cue: string;
  /** where the mention begins in the text, in UTF-16 units */
  readonly at: number;
  /** whether a number within a limit is part of what says it */
  readonly hasLimit: boolean;
}

export interface TextReading {
  /** each fact once; emergency facts first, then in order of place */
  readonly facts: readonly TextFact[];
  /** only of the order's own texts; at most three */
  readonly notUnderstood: readonly NotUnderstood[];
  /** words and marks that were read: what a reading costs */
  readonly tokenCount: number;
  /** characters that were read, when the text is too long to be read whole; else undefined */
  readonly readUpTo: number | undefined;
}

/** Each step of a reading, for authors. */
export interface TextTrace extends TextReading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly segments: readonly SegmentTrace[];
}

export interface SegmentTrace {
  readonly segment: Segment;
  readonly cues: readonly Cue[];
  readonly judged: readonly Judged[];
}

export interface TextReader {
  readonly read: (text: string, context: TextContext) => TextReading;
  readonly explain: (text: string, context: TextContext) => TextTrace;
  /** whether a number behind these words may say what they do not say alone */
  readonly mayBeMeasured: (words: string) => boolean;
}

/** The facts of the codes that have this as a display or designation; the text comes normalised (`normalisedTerm`). */
export type FactsOfTerm = (normalised: string) => readonly string[];

/** The most characters of one text that are read. */
export const longestText = 10_240;
const mostQuoted = 3;

/** A reader of one guideline's lexicon; pure, and made once. */
export function createTextReader(lexicon: Lexicon, factsOfTerm: FactsOfTerm = () => []): TextReader {
  const explain: TextReader['explain'] = (given, context) => {
    const readUpTo = given.length > longestText ? endOfWordBefore(given, longestText) : undefined;
    const text = readUpTo === undefined ? given : given.slice(0, readUpTo);
    const rules = rulesOf(context.where);
    const passage = passageOf(text, context.label, lexicon);
    const traced = traceSegments(passage, lexicon, context);
    const term = text.length <= longestTerm ? factsOfTerm(normalisedTerm(text)) : [];
    const facts =
      term.length > 0 ? term.map((fact) => termFact(fact, text)) : factsOf(passage, traced, { lexicon, rules });
    const open = rules.isOrder && !rules.isAdvice && term.length === 0 ? traced.flatMap(({ open }) => open) : [];
    const cut =
      rules.isOrder && readUpTo !== undefined
        ? [{ quote: '', why: 'length', topic: undefined, at: readUpTo } as const]
        : [];
    return {
      facts,
      notUnderstood: [...cut, ...eachQuoteOnce(open)].slice(0, mostQuoted),
      tokenCount: passage.tokens.length,
      readUpTo,
      text,
      tokens: passage.tokens,
      segments: traced,
    };
  };
  return {
    explain,
    mayBeMeasured: (words) => mayBeMeasured(words, lexicon),
    read: (text, context) => {
      const { facts, notUnderstood, tokenCount, readUpTo } = explain(text, context);
      return { facts, notUnderstood, tokenCount, readUpTo };
    },
  };
}

/** The longest text that is looked up as the name of a code: a line, the longest that is known has 317 characters. */
const longestTerm = 350;

/** A text as names of codes are compared: words in lower case with single blanks, marks left out. */
export function normalisedTerm(text: string): string {
  return tokenise(text, () => false)
    .filter(({ kind }) => kind !== 'mark' && kind !== 'newline')
    .map((token) => token.text)
    .join(' ');
}

/** A label is put before its answer, as a form would have it. */
function passageOf(text: string, label: string | undefined, lexicon: Lexicon): Passage {
  const whole = label === undefined || label === '' ? text : `${label}: ${text}`;
  return expand(whole, tokenise(whole, lexicon.isJoined), lexicon);
}

function traceSegments(passage: Passage, lexicon: Lexicon, context: TextContext) {
  const rules = rulesOf(context.where);
  const isBare = rules.isOrder || context.isAboutBack === true;
  const { unknown } = rules;
  let isOpen = false;
  const read = segmentsOf(passage, lexicon).map((segment) => {
    const scan = scanSegment(passage, segment, lexicon);
    const mentions = findMentions(scan, lexicon, isBare);
    const cues = findCues(scan, mentions, lexicon, {
      isOpen: isOpen && segment.goesOn,
      isReport: rules.isReport === true,
    });
    isOpen = cues.some(({ isList, isBackward, to }) => isList && !isBackward && to === segment.to);
    const stated = judgeMentions(scan, mentions, cues, { lexicon, today: context.today });
    return { segment, scan, mentions, cues, judged: reopenCounterparts(scan, stated, cues, lexicon) };
  });
  return read.map((each, index) => {
    const next = read[index + 1];
    const judged = next === undefined ? each.judged : reopenBefore(each, next, lexicon);
    const { segment, scan, mentions, cues } = each;
    const open = rules.isOrder
      ? [
          ...groupsLeftOpen(scan, judged),
          ...topicsLeftOpen(scan, judged),
          ...phrasesLeftOpen(scan, cues, mentions, { lexicon, unknown }),
        ]
      : [];
    return { segment, scan, cues, judged, open };
  });
}

type Traced = ReturnType<typeof traceSegments>;

/** Each fact once: suspected if any mention of it is, else denied if any is. */
function factsOf(
  passage: Passage,
  traced: Traced,
  { lexicon, rules }: { readonly lexicon: Lexicon; readonly rules: PlaceRules },
): readonly TextFact[] {
  if (rules.isAdvice) return [];
  const only = rules.only === undefined ? undefined : lexicon.places[rules.only];
  const left = lexicon.places[rules.leaves ?? ''] ?? [];
  const found = new Map<string, TextFact>();
  for (const { scan, judged } of traced)
    for (const each of judged) {
      const { subject, outcome } = each;
      if (outcome === 'none' || subject.kind === 'topic') continue;
      for (const fact of subject.kind === 'group' ? subject.facts : [subject.name]) {
        const known = found.get(fact);
        if (known?.outcome === 'suspected' || (known !== undefined && outcome === 'denied')) continue;
        if (!left.includes(fact) && (only === undefined || only.includes(fact)))
          found.set(fact, toFact(fact, outcome, each, { scan, passage, lexicon }));
      }
    }
  const emergencies = new Set(lexicon.subjects.filter(({ isEmergency }) => isEmergency).map(({ name }) => name));
  return [...found.values()].sort(
    (left, right) => rank(left, emergencies) - rank(right, emergencies) || left.at - right.at,
  );
}

function rank({ fact }: TextFact, emergencies: ReadonlySet<string>): number {
  return emergencies.has(fact) ? 0 : 1;
}

function toFact(
  fact: string,
  outcome: TextFact['outcome'],
  { mention, cue, how }: Judged,
  { scan, passage, lexicon }: Pick<Traced[number], 'scan'> & { readonly passage: Passage; readonly lexicon: Lexicon },
): TextFact {
  const narrow = {
    from: Math.min(mention.from, cue?.at ?? mention.from),
    to: Math.max(mention.to, cue?.end ?? mention.to),
  };
  const quote = quoteOf(passage, widestThatFits(passage, narrow, commaPhrase(scan, narrow)));
  return {
    fact,
    outcome,
    quote,
    says: outcome === 'denied' ? 'denied' : how === 'maybe' ? 'asked' : how === 'over' ? 'over' : 'stated',
    cue: cue === undefined ? '' : quoteOf(passage, { from: cue.at, to: cue.end }),
    at: passage.tokens[mention.from]?.start ?? 0,
    hasLimit: mention.pattern.terms.some((term) => lexicon.limits.has(term)),
  };
}

function termFact(fact: string, text: string): TextFact {
  const quote = text.trim().slice(0, 120);
  return { fact, outcome: 'suspected', quote, says: 'term', cue: '', at: 0, hasLimit: false };
}
