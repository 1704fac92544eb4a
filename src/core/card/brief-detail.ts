import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { assumedAbsent } from '../decide/what-if.js';
import { phrase, phraseOf } from '../guideline/phrase.js';
import { deniedFacts } from '../suggest/settle-words.js';
import { studyName } from '../suggest/switch-study.js';
import { escapeMarkdown } from '../values/markdown.js';
import { memo } from '../values/memo.js';
import { answeredItems } from './answered-line.js';
import { confirmedPieces } from './brief-confirmed.js';
import { doubtPieces, findingPieces } from './brief-findings.js';
import { type Block, blocks, countWords, cutWords, firstClauses, fitting, type Piece } from './brief-fit.js';
import { missingPieces, openPieces } from './brief-missing.js';
import { overlayPieces } from './brief-overlays.js';
import { isWholeBody, notesOf, preferredStudies } from './card-headline.js';
import { wordsFor } from './card-words.js';
import { type OverlayLine, takenAsAbsent } from './overlays.js';
import { forWantedRegion } from './region-words.js';

const mostAbsent = 4;
const mostLines = 3;
const mostLineWords = 16;
const mostQuoteWords = 12;

/** What a brief card holds beside its summary. */
export interface BriefContent {
  readonly summary: string;
  readonly overlays: readonly OverlayLine[];
  /** lines of advice of the row's suggestions */
  readonly advice: readonly string[];
}

/**
 * The Markdown of a card that is read in three seconds: the verdict on the study, why, what is missing, what to do. What it
 * leaves out stands on the page of its criterion and in the decision extension.
 */
export function briefDetail(rated: RatedOrder, session: RequestContext, content: BriefContent): string {
  const verdict = verdictPieces(rated);
  const doubts = doubtPieces(rated);
  const pieces = isOneLine(rated)
    ? [...verdict.slice(0, 1), ...overlayPieces(rated, content.overlays.filter(isWarning))]
    : verdict.concat(
        doubts,
        doubts.length === 0 || content.overlays.some(isEmergency) ? [] : confirmedPieces(rated),
        overlayPieces(rated, content.overlays),
        findingPieces(rated),
        deniedPieces(rated, session),
        answeredItems(rated, session).map((text): Piece => ({ block: 'answered', text, weight: 1 })),
        assumedPieces(rated),
        missingPieces(rated),
        openPieces(rated, session),
        actionPieces(rated, content),
      );
  const shown = fitting(pieces, countWords(content.summary));
  const parts: string[] = [];
  for (const block of blocks) {
    const texts = textsOf(shown, block);
    if (texts.length > 0) parts.push(render(rated, block, texts));
  }
  return parts.join('\n\n');
}

/** What is to be done at once, whatever is confirmed. */
function isEmergency({ indicator }: OverlayLine): boolean {
  return indicator === 'critical';
}

/** What is said of safety, or of a danger that is not of these criteria, however little else there is to say. */
function isWarning({ indicator, place }: OverlayLine): boolean {
  return place === 'top' && indicator !== 'info';
}

/** Without criteria and without a red flag there is little more to say than that. */
function isOneLine({ guideline, decision, facts }: RatedOrder): boolean {
  if (decision.criterion.definition.rating !== 'no-criteria-apply') return false;
  return !guideline.facts.some(
    ({ isRedFlag, index }) => isRedFlag && (facts.values[index] === true || facts.suspected[index] === true),
  );
}

function verdictPieces(rated: RatedOrder): readonly Piece[] {
  const { guideline, study, studyRating, decision } = rated;
  const piece = (text: string, weight: number): readonly Piece[] =>
    text === '' ? [] : [{ block: 'verdict', text, weight }];
  const verdict = phrase(guideline, 'briefVerdict', {
    study: studyName(rated, study.kind, study.region),
    studyRating: phraseOf(guideline, 'studyRating', studyRating),
  });
  const { unclearRegion } = study;
  return [
    ...piece(verdict, 0),
    ...piece(preferredStudies(rated), 1),
    ...notesOf(rated).flatMap((note) => piece(note, 4)),
    ...piece(study.isRegionAssumed && !isWholeBody(rated) ? phrase(guideline, 'briefRegionAssumed') : '', 1),
    ...piece(
      unclearRegion === undefined
        ? ''
        : phrase(guideline, 'briefRegionUnclear', { words: escapeMarkdown(cutWords(unclearRegion, mostQuoteWords)) }),
      0,
    ),
    ...piece(
      decision.kind === 'switched-off'
        ? phrase(guideline, 'disabledRow', {
            reason: firstClauses(decision.row.definition.disabled ?? '', mostLineWords),
          })
        : '',
      1,
    ),
  ];
}

/** What this visit's words deny and nothing states yet; it changes nothing until it is recorded. */
function deniedPieces(rated: RatedOrder, session: RequestContext): readonly Piece[] {
  const { guideline } = rated;
  const names = deniedFacts(rated, session).map(({ name }) => guideline.labelInSentence(name));
  if (names.length === 0) return [];
  const shown = names.slice(0, mostAbsent).map((label) => phrase(guideline, 'briefAbsent', { label }));
  const rest = names.length - shown.length;
  if (rest > 0) shown.push(phrase(guideline, 'moreItems', { count: String(rest) }));
  return [{ block: 'denied', text: shown.join(', '), weight: 3 }];
}

/** What "not indicated" takes as absent: first what would change the answer, then the other red flags nobody speaks of. */
function assumedPieces(rated: RatedOrder): readonly Piece[] {
  const { guideline, facts, decision } = rated;
  if (decision.criterion.definition.rating !== 'not-indicated') return [];
  const names = [...assumedAbsent(facts, decision), ...takenAsAbsent(rated)];
  if (names.length === 0) return [];
  const shown = names.slice(0, mostAbsent).map((name) => guideline.labelInSentence(name));
  const rest = names.length - shown.length;
  if (rest > 0) shown.push(phrase(guideline, 'moreItems', { count: String(rest) }));
  return [{ block: 'assumed', text: shown.join(', '), weight: 1 }];
}

/** The first lines of what to do; the first of an emergency is never left out, and the second is not cut. */
function actionPieces(rated: RatedOrder, { advice, overlays }: BriefContent): readonly Piece[] {
  const isCritical = [rated.decision.criterion.definition, ...overlays].some(
    ({ indicator }) => indicator === 'critical',
  );
  const lines = listItems(forWantedRegion(rated, wordsFor(rated, 'whatToDo')));
  return [...lines, ...advice].slice(0, mostLines).map((line, at): Piece => {
    // in an emergency the second line may be the call that goes with the first
    if (isCritical && at < 2) return { block: 'do', text: line, weight: at };
    return { block: 'do', text: firstOfLine(line), weight: lineWeights[at] ?? 8 };
  });
}

/** Lines of advice are few, and are taken apart once. */
const mostTexts = 2_000;
const listItems = memo(mostTexts, (text): readonly string[] =>
  text.split('\n').flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : [])),
);
const firstOfLine = memo(mostTexts, (line) => firstClauses(line, mostLineWords));

const lineWeights = [1, 4, 8];

function textsOf(pieces: readonly Piece[], wanted: Block): readonly string[] {
  const texts: string[] = [];
  for (const { block, text } of pieces) if (block === wanted) texts.push(text);
  return texts;
}

/** What one block says, as Markdown. */
function render({ guideline }: RatedOrder, block: Block, texts: readonly string[]): string {
  switch (block) {
    case 'verdict':
    case 'open':
      return texts.join(' ');
    case 'warning':
      return `> ${texts.join('\n\n> ')}`;
    case 'do':
      return `- ${texts.join('\n- ')}`;
    case 'doubt':
    case 'confirmed':
    case 'because':
    case 'denied':
    case 'known':
    case 'also':
    case 'answered':
    case 'assumed':
    case 'missing':
      return phrase(guideline, `briefBlock.${block}`, { items: texts.join('; ') });
  }
}
