import { formatValue } from '../core/card/format-fact.js';
import type { AnswerKey, StatedFact } from '../core/contract/consult-record.js';
import { ratingAction } from '../core/decide/pama.js';
import { phrase, phraseOf } from '../core/guideline/phrase.js';
import { drawSent } from '../pages/companion-page.js';
import type { Outlook } from './companion-outlook.js';
import type { CompanionSession, SentBefore } from './companion-session.js';
import { factsIn, reviewsIn } from './form-states.js';
import type { PagesParts } from './pages-parts.js';
import { createWriteAnswers } from './write-answers.js';

/** One sending of a session: what is stated, and what it comes to. */
export interface Sending {
  readonly id: string;
  readonly session: CompanionSession;
  readonly states: readonly StatedFact[];
  readonly outlook: Outlook;
}

/**
 * Remembers the answers as those given on cards, and gives the order back with the rating that they bring. The same sent
 * again, because the connection broke on the way back, is answered as before and records nothing twice.
 */
export function createSendAnswers(parts: PagesParts) {
  const recordAnswers = createRecordAnswers(parts);
  const underway = new Map<string, Promise<SentBefore>>();
  return async (sending: Sending): Promise<SentBefore> => {
    const { id, session, states } = sending;
    const answers = JSON.stringify([session.order, states]);
    const { sent } = session;
    const isAgain = sent?.answers === answers;
    if (sent !== undefined && isAgain && sent.isWhole) return sent;
    const count = (sent?.count ?? 0) + (isAgain ? 0 : 1);
    const name = `${id} ${count} ${answers}`;
    const running = underway.get(name);
    if (running !== undefined) return running;
    const started = recordAnswers(sending, suggestionOf(parts, id, count)).then((recorded) => ({
      count,
      answers,
      ...recorded,
    }));
    underway.set(name, started);
    return started.finally(() => underway.delete(name));
  };
}

/** The UUID under which the answers of one sending are taken back: the same when it is sent again. */
function suggestionOf({ store }: PagesParts, id: string, count: number): string {
  return store
    .hash('companion', [id, String(count)])
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
}

function createRecordAnswers(parts: PagesParts) {
  const { store } = parts;
  const writeAnswers = createWriteAnswers(parts);
  return async (
    { session, states, outlook }: Sending,
    suggestion: string,
  ): Promise<Pick<SentBefore, 'isWhole' | 'told'>> => {
    const { client, request, rated } = outlook;
    const { patientId, userId } = request.context;
    const corrected =
      client.answersOnCards === 'remember'
        ? await store.rememberFormAnswers({
            patientHash: store.hash('patient', [client.name, patientId]),
            userHash: store.hash('user', [client.name, userId]),
            consult: rated?.consultId ?? suggestion,
            suggestion,
            states,
            corrects: factsIn(states).map(({ fact }) => fact),
          })
        : undefined;
    const written = await writeAnswers({ session, outlook, suggestion, states, corrected: corrected ?? noKeys });
    const lines = [
      corrected === undefined
        ? 'The answers could not be remembered here; copy them into the note.'
        : `${factsIn(states).length} answers are remembered for this patient; each can be taken back from the next card.`,
      ...written.lines,
      ...ratingLine(outlook),
    ];
    const action = rated === undefined ? undefined : ratingAction(rated);
    const order = action?.type === 'update' ? action.resource : undefined;
    const drawn = drawSent(lines, noteOf(outlook, states)).text;
    return {
      isWhole: written.isWhole && (corrected !== undefined || client.answersOnCards === 'ignore'),
      told: { drawn, ...(order === undefined ? {} : { order }) },
    };
  };
}

const noKeys: readonly AnswerKey[] = [];

function ratingLine({ rated, card, guideline }: Outlook): readonly string[] {
  if (rated === undefined) return [];
  const { rating } = rated.decision.criterion.definition;
  return [`${phraseOf(guideline, 'rating', rating)}: ${card?.summary ?? ''}`];
}

/** The answers in words, for an EHR that takes no messages. */
function noteOf({ guideline }: Outlook, states: readonly StatedFact[]): string | undefined {
  if (states.length === 0) return undefined;
  const areEntriesReviewed = reviewsIn(states).some((review) => !review.startsWith('words:'));
  return [
    ...factsIn(states).map(({ fact, value }) => `${guideline.labelOf(fact)}: ${formatValue(guideline, fact, value)}`),
    ...(areEntriesReviewed ? [phrase(guideline, 'reviewEntries')] : []),
  ].join('\n');
}
