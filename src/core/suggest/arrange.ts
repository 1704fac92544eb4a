import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { isSuspected } from '../guideline/fact-by-name.js';
import { isSameValue } from '../values/fact.js';
import { objectsOf } from '../values/json.js';
import { mostDecisiveFirst, yesBeforeNo } from './decisive-first.js';
import { answerableFacts, documentationOf } from './document-asked.js';
import { isStatReferral } from './row-suggestions.js';
import { recordsDenials, settlesWords } from './settle-words.js';
import { shortened } from './short-label.js';
import type { SuggestionDraft } from './suggestion-draft.js';

const mostButtons = 6;
const mostWithdrawals = 2;
/** Facts that a brief card names as missing; what it asks for it offers to document. */
const mostAsked = 3;

/**
 * The buttons of a brief card: at most six. What the answer hangs on comes first: the two clicks for each fact that words
 * point to, or the review of entries; on any other card that cannot rate the answers that lead furthest. An offer to
 * document what the card asks for, to record what words deny, to settle entries and to take an answer back is never left out.
 */
export function arranged(
  rated: RatedOrder,
  session: RequestContext,
  drafts: readonly SuggestionDraft[],
): readonly SuggestionDraft[] {
  const first = drafts.filter(hangsOn(rated));
  const kept = [
    ...drafts.filter((draft) => !first.includes(draft) && (isReview(draft) || recordsDenials(draft))),
    ...drafts.filter(({ withdraws }) => withdraws !== undefined).slice(0, mostWithdrawals),
  ];
  const room = mostButtons - kept.length;
  const leading = taken(first, room);
  const others = drafts.filter((draft) => !first.includes(draft) && !kept.includes(draft) && !draft.withdraws);
  const { changes, answers } = ordinary(rated, session, others, leading);
  const left = room - leading.length;
  const isUrgent = isEmergency(rated);
  const rest = isOpen(rated)
    ? [...changes.filter(isUrgent), ...answers, ...changes.filter((draft) => !isUrgent(draft))]
    : [...changes.slice(0, answers.length > 0 ? left - 1 : left), ...answers];
  return [...leading, ...taken(rest, left), ...kept].map((draft) => {
    const label = shortened(draft.label);
    return label === draft.label ? draft : { ...draft, label };
  });
}

/** Which suggestions settle what keeps this card from rating. */
function hangsOn({ guideline, decision, facts }: RatedOrder): (draft: SuggestionDraft) => boolean {
  const { criterion, missing } = decision;
  const { unsettledRows } = guideline;
  const isAboutWords = criterion === unsettledRows.redFlag || criterion === unsettledRows.other;
  const { screen } = guideline.documents.guideline.safety;
  const isAboutEntries = facts.openEntries.length > 0 && !missing.some((name) => screen.includes(name));
  return (draft) => (isAboutWords && settlesWords(draft)) || (isAboutEntries && isReview(draft));
}

/** The changes and answers beside those that lead the card, each in their order. */
function ordinary(
  rated: RatedOrder,
  session: RequestContext,
  drafts: readonly SuggestionDraft[],
  leading: readonly SuggestionDraft[],
): { readonly changes: readonly SuggestionDraft[]; readonly answers: readonly SuggestionDraft[] } {
  const answers = withAnswersToAsked(rated, session, drafts.filter(isAnswer), leading);
  const changes = drafts.filter((draft) => !isAnswer(draft));
  return { changes, answers: yesBeforeNo(rated, isOpen(rated) ? mostDecisiveFirst(rated, answers) : answers) };
}

/** Whether a suggestion sends the patient to somebody at once: no question comes before that. */
function isEmergency({ guideline }: RatedOrder): (draft: SuggestionDraft) => boolean {
  return ({ id }) => isStatReferral(guideline.documents.suggestions[id]);
}

function isOpen({ decision }: RatedOrder): boolean {
  return decision.criterion.definition.rating === 'insufficient-information';
}

/** The first that there is room for; of two clicks for one fact both, side by side, or none. */
function taken(drafts: readonly SuggestionDraft[], room: number): readonly SuggestionDraft[] {
  const shown: SuggestionDraft[] = [];
  for (const draft of drafts) {
    if (shown.includes(draft)) continue;
    const isOther = (other: SuggestionDraft): boolean =>
      other !== draft && settlesWords(other) && other.states?.[0]?.fact === draft.states?.[0]?.fact;
    const group = settlesWords(draft) ? [draft, ...drafts.filter(isOther)] : [draft];
    if (shown.length + group.length <= room) shown.push(...group);
  }
  return shown;
}

function isReview({ id }: SuggestionDraft): boolean {
  return id === 'review-entries';
}

function isAnswer({ states }: SuggestionDraft): boolean {
  return states !== undefined;
}

/** The answers that are offered, with some for what the card asks for where none of them says anything of it. */
function withAnswersToAsked(
  rated: RatedOrder,
  session: RequestContext,
  answers: readonly SuggestionDraft[],
  leading: readonly SuggestionDraft[],
): readonly SuggestionDraft[] {
  const asked = answerableFacts(rated).slice(0, mostAsked);
  const isAnswered = (name: string): boolean =>
    [...answers, ...leading].some(({ states = [] }) => states.some(({ fact }) => fact === name));
  // a doubt is named with its words, and has to be settled here
  const doubts = isOpen(rated) ? asked.filter((name) => isSuspected(rated.facts, name) && !isAnswered(name)) : [];
  if (doubts.length > 0) return [...documentationOf(rated, session, doubts), ...answers];
  return asked.length === 0 || asked.some(isAnswered)
    ? answers
    : [...answers, ...documentationOf(rated, session, asked)];
}

/** Whether any two of some suggestions exclude each other: they change one resource, or say different things of one fact. */
export function areAlternatives(drafts: readonly SuggestionDraft[]): boolean {
  if (drafts.length < 2) return false;
  return drafts.every((one, at) => drafts.slice(at + 1).every((other) => excludeEachOther(one, other)));
}

function excludeEachOther(left: SuggestionDraft, right: SuggestionDraft): boolean {
  const changed = changedIn(left);
  if (changed.length > 0 && changedIn(right).some((id) => changed.includes(id))) return true;
  return (left.states ?? []).some((one) =>
    (right.states ?? []).some((other) => one.fact === other.fact && !isSameValue(one.value, other.value)),
  );
}

/** What a suggestion updates or removes, by id. */
function changedIn({ actions }: SuggestionDraft): readonly string[] {
  return actions.flatMap((action) => {
    if (action.type === 'delete') return [action.resourceId];
    return action.type === 'create'
      ? []
      : objectsOf(action.resource).map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);
  });
}
