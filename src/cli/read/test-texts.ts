import type { LexiconSource } from '../../core/text/compile-lexicon.js';
import { runTextMutants } from '../../core/text/run-text-mutants.js';
import { runTextCases, type TextCase, totalOf } from '../../core/text/text-case.js';
import type { FactsOfTerm } from '../../core/text/text-reader.js';
import type { Terminal } from '../terminal/terminal.js';

/** What the text cases of a guideline are read with. */
export interface TestedTexts {
  readonly source: LexiconSource;
  readonly factsOfTerm: FactsOfTerm;
  readonly cases: readonly TextCase[];
}

/** The most survivors that are printed. */
const mostShown = 40;

/** Reads the text cases and prints what differs; answers whether all are as expected. */
export function testTexts({ source, factsOfTerm, cases }: TestedTexts, mutate: boolean, terminal: Terminal): boolean {
  const { write, paint } = terminal;
  if (cases.length === 0) return true;
  const results = runTextCases({ source, factsOfTerm }, cases);
  const failed = results.filter(({ differences }) => differences.length > 0);
  const total = totalOf(results);
  write(`  ${cases.length} texts: ${share(total.suspectedRightly, total.suspected)} of what is suspected is right, `);
  write(`${share(total.suspectedRightly, total.suspectedExpected)} of what should be is; `);
  write(`stops missed ${total.missedStops}, needless ${total.needlessStops}\n`);
  for (const { textCase, differences, notUnderstood } of failed) {
    write(`  ${textCase.id} ${textCase.where} "${textCase.text}"\n`);
    for (const difference of differences) write(`    ${paint('red', difference)}\n`);
    for (const { quote } of notUnderstood) write(`    not understood: "${quote}"\n`);
  }
  if (mutate) printMutants({ source, factsOfTerm, cases }, terminal);
  return failed.length === 0;
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** Phrases that no case notices are work for later, not a fault: a language has more words than anyone has cases. */
function printMutants(texts: TestedTexts, { write, paint, progress }: Terminal): void {
  const onProgress = (done: number, all: number): void => progress(`phrase ${done} of ${all}`);
  const { mutants, noticed, unmet, survivors } = runTextMutants({ ...texts, onProgress });
  write(
    `  ${mutants} phrases taken out: ${noticed} noticed, ${unmet.length} in no text, ${survivors.length} change nothing\n`,
  );
  for (const { place, phrase } of survivors.slice(0, mostShown))
    write(`  ${paint('yellow', 'no text needs')} ${place} "${phrase}"\n`);
  if (survivors.length > mostShown) write(`  and ${survivors.length - mostShown} more\n`);
}
