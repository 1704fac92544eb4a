import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import { compileLexicon, type LexiconSource } from '../../core/text/compile-lexicon.js';
import { isTextPlace, textPlaces } from '../../core/text/places.js';
import { createTextReader, type FactsOfTerm, type SegmentTrace, type TextTrace } from '../../core/text/text-reader.js';
import type { Paint, Terminal } from '../terminal/terminal.js';

/** A guideline with the words that its texts are read with. */
export interface ReadGuideline {
  readonly documents: GuidelineDocuments;
  readonly texts: { readonly source: LexiconSource; readonly factsOfTerm: FactsOfTerm };
}

export interface ReadRequest {
  readonly text: string;
  readonly where: string;
  /** YYYY-MM-DD */
  readonly today: string;
  readonly label: string | undefined;
}

/** Prints how a text is read; answers the exit code: 0, or 2 for an unknown place. */
export async function runRead(
  request: ReadRequest,
  guidelines: readonly ReadGuideline[],
  terminal: Terminal,
): Promise<number> {
  const { text, where, today, label } = request;
  if (!isTextPlace(where)) {
    terminal.complain(`no place "${where}"; there are ${textPlaces.join(', ')}\n`);
    return 2;
  }
  for (const { documents, texts } of guidelines) {
    if (texts.source.findings.length === 0) continue;
    const reader = createTextReader(compileLexicon(texts.source), texts.factsOfTerm);
    terminal.write(`${terminal.paint('bold', documents.guideline.id)}, ${where}\n`);
    terminal.write(traceText(reader.explain(text, { where, today, label }), terminal.paint));
  }
  return 0;
}

function traceText(trace: TextTrace, paint: Paint): string {
  const lines = trace.segments.flatMap((each) => segmentLines(each, trace, paint));
  const facts = trace.facts.map(({ fact, outcome, quote, says, cue }) => {
    const by = cue === '' ? says : `${says}: "${cue}"`;
    return `  ${paint(outcome === 'suspected' ? 'yellow' : 'dim', outcome)} ${fact} "${quote}" (${by})`;
  });
  const open = trace.notUnderstood.map(({ quote, why, topic }) =>
    why === 'topic'
      ? `  ${paint('red', 'not understood')} "${quote}" (may concern: ${topic ?? ''})`
      : `  ${paint('red', 'not understood')} "${quote}" (${why === 'words' ? 'unknown words' : 'too long'})`,
  );
  const result = [...facts, ...open];
  return [...lines, ...(result.length === 0 ? ['  nothing'] : result)].map((line) => `${line}\n`).join('');
}

function segmentLines(
  { segment, cues, judged }: SegmentTrace,
  { tokens, text }: TextTrace,
  paint: Paint,
): readonly string[] {
  const words = (from: number, to: number): string =>
    tokens
      .slice(from, to)
      .map((token) => token.text)
      .join(' ');
  const shown = words(segment.from, segment.to);
  const heading = segment.state === undefined ? '' : ` (under a heading: ${segment.state})`;
  return [
    `  ${paint('dim', 'words')} ${shown.trim() === '' ? text : shown}${heading}`,
    ...cues.map(({ effect, at, end, from, to, isBackward }) => {
      const reached = isBackward ? `back to "${words(from, at)}"` : `up to "${words(Math.max(end, from), to)}"`;
      return `    ${paint('dim', 'cue')} ${effect} "${words(at, end)}" ${reached}`;
    }),
    ...judged.map(({ mention, subject, outcome, how }) => {
      const { role, text: pattern } = mention.pattern;
      const kind = subject.kind === 'fact' ? '' : `${subject.kind} `;
      return `    ${paint('dim', 'mention')} ${kind}${subject.name} "${words(mention.from, mention.to)}" by ${role} "${pattern}": ${outcome} (${how})`;
    }),
  ];
}
