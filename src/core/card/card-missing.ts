import { type RecordPart, recordParts } from '../contract/patient-record.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { isSuspected } from '../guideline/fact-by-name.js';
import type { Guideline } from '../guideline/guideline.js';
import { phrase, phraseOf } from '../guideline/phrase.js';
import { atStart, escapeMarkdown } from '../values/markdown.js';
import { formatDoubt } from './format-fact.js';
import type { OverlayLine } from './overlays.js';

// items that are asked for, where they are what the card is about and elsewhere; the decision extension names them all
const mostAsked = 6;
const mostBeside = 3;
const mostReferences = 5;

/** What of the facts `asked` for is not documented, and what could not be read; each a line of a list. */
export function cardMissing(
  rated: RatedOrder,
  session: RequestContext,
  overlays: readonly OverlayLine[],
  asked: readonly string[],
): readonly string[] {
  const { guideline } = rated;
  const items = asked.filter((name) => !overlays.some(({ covers }) => covers.includes(name)));
  const isOpen = rated.decision.criterion.definition.rating === 'insufficient-information';
  const shown = items.slice(0, isOpen ? mostAsked : mostBeside);
  const found: string[] = [];
  found.push(...withheldLine(rated, session));
  for (const { place, text } of overlays) if (place === 'missing') found.push(text);
  for (const { place, names } of rated.facts.openEntries)
    if (place === 'reasons')
      for (const reason of names.slice(0, mostReferences))
        found.push(phrase(guideline, 'unreadReason', { reason: escapeMarkdown(reason) }));
    else if (place === 'attachments')
      found.push(phrase(guideline, 'unjudgedAttachments', { references: referencesIn(guideline, names) }));
    else found.push(openLine(guideline, place, names));
  for (const name of shown) found.push(missingItem(rated, name));
  found.push(...deniedLines(rated));
  const rest = items.length - shown.length;
  if (rest > 0) found.push(phrase(guideline, 'moreItems', { count: String(rest) }));
  found.push(...unreadLines(rated, session));
  return found;
}

/** What this visit's words deny, with the words: it changes nothing until it is recorded. */
function deniedLines({ guideline, facts }: RatedOrder): readonly string[] {
  return facts.denials
    .filter(({ fact }) => facts.values[fact.index] === undefined)
    .slice(0, mostBeside)
    .map(({ fact, quote }) =>
      phrase(guideline, 'deniedInWords', { fact: guideline.labelInSentence(fact.name), quote: escapeMarkdown(quote) }),
    );
}

/** What the answer would be, and which unread part of the record keeps it from being given. */
export function withheldLine({ guideline, decision }: RatedOrder, { record }: RequestContext): readonly string[] {
  if (decision.kind !== 'withheld') return [];
  const { row, openParts, unsettled } = decision;
  const isCut = openParts.every((part) => record.parts[part] === 'partial');
  const { id, rating } = row.definition;
  const values = {
    criterion: id,
    rating: phraseOf(guideline, 'withheldRating', rating),
    parts: namesOf(guideline, openParts),
  };
  if (unsettled.length > 0) {
    const facts = unsettled.map((name) => guideline.labelInSentence(name)).join(', ');
    return [phrase(guideline, 'withheldByWords', { ...values, facts })];
  }
  return [phrase(guideline, isCut ? 'withheldByCut' : 'withheld', values)];
}

function namesOf(guideline: Guideline, parts: readonly RecordPart[]): string {
  return parts.map((part) => phraseOf(guideline, 'part', part)).join(', ');
}

function missingItem(rated: RatedOrder, name: string): string {
  const { guideline, facts } = rated;
  if (isSuspected(facts, name)) return atStart(formatDoubt(rated, name));
  return atStart(guideline.documents.facts[name]?.ask ?? guideline.labelOf(name));
}

/** What of the record could not be read or used: mostly nothing. */
function unreadLines({ guideline }: RatedOrder, { record, reading }: RequestContext): readonly string[] {
  const found: string[] = [];
  const unread = recordParts.filter((part) => record.parts[part] === 'unread');
  const cut = recordParts.filter((part) => record.parts[part] === 'partial');
  if (unread.length === recordParts.length) found.push(phrase(guideline, 'unreadRecord'));
  else if (unread.length > 0) found.push(phrase(guideline, 'unreadParts', { parts: namesOf(guideline, unread) }));
  if (cut.length > 0) found.push(phrase(guideline, 'cutParts', { parts: namesOf(guideline, cut) }));
  if (record.answersUnread === true) found.push(phrase(guideline, 'unreadAnswers'));
  if (reading.notes.length > 0)
    found.push(
      phrase(guideline, 'unreadResources', {
        references: referencesIn(
          guideline,
          reading.notes.map(({ reference }) => reference),
        ),
      }),
    );
  return found;
}

/** The entries of one part that have neither words nor a code that can be judged. */
function openLine(guideline: Guideline, part: RecordPart, names: readonly string[]): string {
  return phrase(guideline, names.length === 1 ? 'unjudgedEntry' : 'unjudgedEntries', {
    count: String(names.length),
    part: phraseOf(guideline, 'part', part),
    references: referencesIn(guideline, names),
  });
}

/** The first of some resources by name, each once. */
function referencesIn(guideline: Guideline, all: readonly string[]): string {
  const references = [...new Set(all)].map(escapeMarkdown);
  const more = references.length - mostReferences;
  const named = references.slice(0, mostReferences);
  return (more > 0 ? [...named, phrase(guideline, 'moreItems', { count: String(more) })] : named).join(', ');
}
