import { recordParts } from '../contract/patient-record.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { factNamed, isSuspected, valueNamed } from '../guideline/fact-by-name.js';
import { phrase, phraseOf } from '../guideline/phrase.js';
import { answerableFacts } from '../suggest/document-asked.js';
import { isAtLeast } from '../values/fact.js';
import { escapeMarkdown } from '../values/markdown.js';
import { briefDoubt, briefValue } from './brief-finding.js';
import { cutWords, firstClauses, type Piece } from './brief-fit.js';
import { withheldLine } from './card-missing.js';
import { screenItem } from './overlays.js';

const mostItems = 3;
const mostParts = 4;
const mostReasonWords = 10;

/** One item of what is missing, and the facts in it. */
export interface MissingItem {
  readonly text: string;
  /** the same without any words of the record */
  readonly plain: string;
  readonly facts: readonly string[];
}

/** What the card asks for: at most three items, the open part of the core screen as one. */
export function missingItems(rated: RatedOrder): readonly MissingItem[] {
  const { guideline, facts } = rated;
  const { screen } = guideline.documents.guideline.safety;
  const isDoubtful = (name: string): boolean => isSuspected(facts, name);
  // a red flag in doubt has a line of its own
  const asked = answerableFacts(rated).filter(
    (name) => !isDoubtful(name) || factNamed(guideline, name)?.isRedFlag !== true,
  );
  const open = screen.filter((name) => asked.includes(name) && !isDoubtful(name));
  const items: MissingItem[] = [];
  for (const name of asked) {
    if (open.length > 0 && name === asked.find((one) => open.includes(one)))
      items.push(itemOf(open.map((one) => screenItem(rated, one)).join(', '), open));
    if (open.includes(name)) continue;
    const plain = nameOfMissing(rated, name);
    items.push(isDoubtful(name) ? { text: briefDoubt(rated, name), plain, facts: [name] } : itemOf(plain, [name]));
  }
  return items.slice(0, mostItems);
}

/** What is asked; of a number of days that is known to be reached, what lies beyond. */
function nameOfMissing(rated: RatedOrder, name: string): string {
  const { guideline, facts } = rated;
  const label = screenItem(rated, name);
  const value = valueNamed(facts, name);
  if (!isAtLeast(value) || value.atLeast === 0) return label;
  return phrase(guideline, 'briefMissingBeyond', { label, span: briefValue(guideline, name, value.atLeast) });
}

function itemOf(plain: string, facts: readonly string[]): MissingItem {
  return { text: plain, plain, facts };
}

export function missingPieces(rated: RatedOrder): readonly Piece[] {
  const { decision } = rated;
  const unsettled = decision.kind === 'withheld' ? decision.unsettled : [];
  return missingItems(rated).map(({ text, facts }, at): Piece => {
    const isWhatItHangsOn = facts.some((name) => unsettled.includes(name));
    return { block: 'missing', text, weight: isWhatItHangsOn ? 0 : (missingWeights[at] ?? 7) };
  });
}

const missingWeights = [2, 5, 7];

/** What could not be read or judged, as counts; and the answer that is held back for it. Never left out. */
export function openPieces(rated: RatedOrder, session: RequestContext): readonly Piece[] {
  const { guideline, facts } = rated;
  const texts: string[] = [];
  texts.push(...withheldLine(rated, session).map((line) => firstClauses(line, mostReasonWords * 2)));
  let count = 0;
  const places: string[] = [];
  for (const { place, names } of facts.openEntries) {
    if (place === 'reasons') texts.push(unreadReasons(rated, names));
    else {
      count += names.length;
      places.push(place === 'attachments' ? phrase(guideline, 'briefAttachments') : phraseOf(guideline, 'part', place));
    }
  }
  if (count > 0)
    texts.push(
      phrase(guideline, count === 1 ? 'briefOpenEntry' : 'briefOpenEntries', {
        count: String(count),
        parts: places.join(', '),
      }),
    );
  texts.push(...unreadTexts(rated, session));
  return texts.map((text): Piece => ({ block: 'open', text, weight: 0 }));
}

/** The words of the order that nobody could judge: the first of them as they stand, and how many more there are. */
function unreadReasons({ guideline }: RatedOrder, names: readonly string[]): string {
  const reasons = names
    .slice(0, mostItems)
    .map((reason) => phrase(guideline, 'briefReason', { reason: escapeMarkdown(cutWords(reason, mostReasonWords)) }));
  const rest = names.length - reasons.length;
  if (rest > 0) reasons.push(phrase(guideline, 'moreItems', { count: String(rest) }));
  return phrase(guideline, 'briefUnreadReasons', { reasons: reasons.join(', ') });
}

function unreadTexts({ guideline }: RatedOrder, { record, reading }: RequestContext): readonly string[] {
  const unread = recordParts.filter((part) => record.parts[part] === 'unread');
  const cut = recordParts.filter((part) => record.parts[part] === 'partial');
  const named = (parts: typeof unread): string => {
    const shown = parts.slice(0, mostParts).map((part) => phraseOf(guideline, 'part', part));
    const rest = parts.length - shown.length;
    return (rest > 0 ? [...shown, phrase(guideline, 'moreItems', { count: String(rest) })] : shown).join(', ');
  };
  const unusable = new Set(reading.notes.map(({ reference }) => reference)).size;
  return [
    ...(unread.length === recordParts.length
      ? [phrase(guideline, 'unreadRecord')]
      : unread.length > 0
        ? [phrase(guideline, 'unreadParts', { parts: named(unread) })]
        : []),
    ...(cut.length > 0 ? [phrase(guideline, 'cutParts', { parts: named(cut) })] : []),
    ...(record.answersUnread === true ? [phrase(guideline, 'unreadAnswers')] : []),
    ...(unusable === 0
      ? []
      : [phrase(guideline, unusable === 1 ? 'briefUnusableEntry' : 'briefUnusable', { count: String(unusable) })]),
  ];
}
