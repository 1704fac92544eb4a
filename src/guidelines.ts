import type { Config } from './config.js';
import { assembleGuideline } from './core/guideline/compile-guideline.js';
import type { Guideline } from './core/guideline/guideline.js';
import { openCheckedGuidelines } from './library/checked-cards.js';
import { readCompiledCards } from './library/compiled-cards.js';

/**
 * The guidelines that answer: as they were compiled with the program, or, for a folder that was not or has changed since,
 * read and checked now, which takes half a second more. `today` is YYYY-MM-DD.
 * @throws AuthoringError with every problem of a folder that `check` does not accept
 */
export async function openGuidelines(
  { cardsDir, dataDir }: Pick<Config, 'cardsDir' | 'dataDir'>,
  today: string,
): Promise<readonly Guideline[]> {
  const compiled = readCompiledCards(cardsDir);
  if (compiled === undefined) {
    const documents = await openCheckedGuidelines(cardsDir, { today, dataDir });
    const { compileGuideline } = await import('./core/guideline/parse-and-compile.js');
    return documents.map(compileGuideline);
  }
  return compiled.map(({ documents, rules }) =>
    assembleGuideline(documents, (source) => {
      const rule = rules[source];
      if (rule === undefined) throw new Error(`${source}: no rule of the compiled cards`);
      return rule;
    }),
  );
}
