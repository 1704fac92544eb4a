import { randomUUID } from 'node:crypto';
import { formatValue } from '../core/card/format-fact.js';
import type { StatedFact } from '../core/contract/consult-record.js';
import { ratingAction } from '../core/decide/pama.js';
import { phraseOf } from '../core/guideline/phrase.js';
import type { JsonObject } from '../core/values/json.js';
import { drawSent } from '../pages/companion-page.js';
import type { LookAhead, Outlook } from './companion-outlook.js';
import type { CompanionSession } from './companion-session.js';
import type { PagesParts } from './pages-parts.js';
import { createWriteAnswers } from './write-answers.js';

/** What the page is told once the answers are sent. */
export interface Sent {
  readonly drawn: string;
  /** the order with its rating, for the EHR; undefined = there is none, or it was not rated */
  readonly order: JsonObject | undefined;
}

/** Remembers the answers as those given on cards, and gives the order back with the rating that they bring. */
export function createSendAnswers(parts: PagesParts, lookAhead: LookAhead) {
  const { store } = parts;
  const writeAnswers = createWriteAnswers(parts);
  return async (id: string, session: CompanionSession, states: readonly StatedFact[]): Promise<Sent | undefined> => {
    const outlook = await lookAhead(id, session, states);
    if (outlook === undefined) return undefined;
    const { client, request, rated } = outlook;
    const { patientId, userId } = request.context;
    const suggestion = randomUUID();
    const isRemembered =
      client.answersOnCards === 'remember' &&
      (states.length === 0 ||
        (await store.rememberFormAnswers({
          patientHash: store.hash('patient', [client.name, patientId]),
          userHash: store.hash('user', [client.name, userId]),
          consult: rated?.consultId ?? randomUUID(),
          suggestion,
          states,
        })));
    const lines = [
      isRemembered
        ? `${states.length} answers are remembered for this patient; each can be taken back from the next card.`
        : 'The answers could not be remembered here; copy them into the note.',
      ...(await writeAnswers(outlook, session, states, suggestion)),
      ...ratingLine(outlook),
    ];
    const action = rated === undefined ? undefined : ratingAction(rated);
    const order = action?.type === 'update' ? action.resource : undefined;
    return { drawn: drawSent(lines, noteOf(outlook, states)).text, order };
  };
}

function ratingLine({ rated, card, guideline }: Outlook): readonly string[] {
  if (rated === undefined) return [];
  const { rating } = rated.decision.criterion.definition;
  return [`${phraseOf(guideline, 'rating', rating)}: ${card?.summary ?? ''}`];
}

/** The answers in words, for an EHR that takes no messages. */
function noteOf({ guideline }: Outlook, states: readonly StatedFact[]): string | undefined {
  if (states.length === 0) return undefined;
  return states
    .map(({ fact, value }) => `${guideline.labelOf(fact)}: ${formatValue(guideline, fact, value)}`)
    .join('\n');
}
