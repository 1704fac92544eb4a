import type { RatedOrder, Session } from './consult-context.js';
import { formatDoubt } from './format-fact.js';
import type { OverlayLine } from './overlays.js';
import { atStart, escapeMarkdown, phrase } from './phrase.js';
import { type PartState, recordParts } from './record.js';
import { frameWith } from './what-if.js';

// items that are asked for, where they are what the card is about and elsewhere; the decision extension names them all
const mostAsked = 6;
const mostBeside = 3;
const mostReferences = 5;

/** What of the facts `asked` for is not documented, and what could not be read; each a line of a list. */
export function cardMissing(
  rated: RatedOrder,
  session: Session,
  overlays: readonly OverlayLine[],
  asked: readonly string[],
): readonly string[] {
  const { guideline } = rated;
  const covered = new Set(overlays.flatMap(({ covers }) => covers));
  const items = asked.filter((name) => !covered.has(name));
  const isOpen = rated.decision.criterion.definition.rating === 'insufficient-information';
  const shown = items.slice(0, isOpen ? mostAsked : mostBeside).map((name) => missingItem(rated, name));
  const rest = items.length - shown.length;
  return [
    ...overlays.filter(({ place }) => place === 'missing').map(({ text }) => text),
    ...rated.facts.unread
      .slice(0, mostReferences)
      .map((reason) => phrase(guideline, 'unreadReason', { reason: escapeMarkdown(reason) })),
    ...shown,
    ...(rest > 0 ? [phrase(guideline, 'moreItems', { count: String(rest) })] : []),
    ...unreadLines(rated, session),
  ];
}

/** The missing facts that a clinician can do something about: open doubts, then the core screen, then the others. */
export function missingFacts({ guideline, facts, decision }: RatedOrder): readonly string[] {
  const { screen } = guideline.documents.guideline.safety;
  const indexOf = (name: string): number => guideline.indexOf(name) ?? -1;
  const asked = screen.filter((name) => decision.missing.includes(name));
  const answered = frameWith(
    facts,
    asked.map((name) => [name, false]),
  );
  const isDoubtful = (name: string): boolean => facts.suspected[indexOf(name)] === true;
  const rest = decision.missing.filter((name) => !screen.includes(name) && !isDoubtful(name));
  return [
    ...decision.missing.filter(isDoubtful),
    ...asked.filter((name) => !isDoubtful(name)),
    // what a normal screen answers by itself, and what an unread part of the record would show, is not asked for
    ...rest.filter(
      (name) => typeof answered.values[indexOf(name)] !== 'boolean' && facts.states[indexOf(name)]?.basis !== 'unread',
    ),
  ];
}

function missingItem(rated: RatedOrder, name: string): string {
  const { guideline, facts } = rated;
  if (facts.suspected[guideline.indexOf(name) ?? -1] === true) return atStart(formatDoubt(rated, name));
  return atStart(guideline.documents.facts[name]?.ask ?? guideline.labelOf(name));
}

function unreadLines({ guideline }: RatedOrder, { record, reading }: Session): readonly string[] {
  const partsIn = (state: PartState): readonly string[] =>
    recordParts.filter((part) => record.parts[part] === state).map((part) => phrase(guideline, `part.${part}`));
  const [unread, cut] = [partsIn('unread'), partsIn('partial')];
  const references = [...new Set(reading.notes.map(({ reference }) => escapeMarkdown(reference)))];
  const named = references.slice(0, mostReferences);
  const more = references.length - named.length;
  return [
    ...(unread.length === recordParts.length ? [phrase(guideline, 'unreadRecord')] : []),
    ...(unread.length === 0 || unread.length === recordParts.length
      ? []
      : [phrase(guideline, 'unreadParts', { parts: unread.join(', ') })]),
    ...(cut.length === 0 ? [] : [phrase(guideline, 'cutParts', { parts: cut.join(', ') })]),
    ...(record.answersUnread === true ? [phrase(guideline, 'unreadAnswers')] : []),
    ...(named.length === 0
      ? []
      : [
          phrase(guideline, 'unreadResources', {
            references: [...named, ...(more > 0 ? [phrase(guideline, 'moreItems', { count: String(more) })] : [])].join(
              ', ',
            ),
          }),
        ]),
  ];
}
