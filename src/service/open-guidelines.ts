import type { Config } from '../config.js';
import { compileGuideline } from '../core/guideline/compile-guideline.js';
import type { Guideline } from '../core/guideline/guideline.js';
import type { Expression } from '../core/rules/expression.js';
import { findLayers } from '../library/card-layers.js';
import type { SiteChanges } from '../library/site-changes.js';
import { readCheckedDocuments } from '../library/start/checked-cards.js';
import { readCompiledCards } from '../library/start/compiled-cards.js';

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
    const documents = await readCheckedDocuments(cardsDir, { today, dataDir });
    const { parseRule } = await import('../core/rules/parse-expression.js');
    return documents.map((each) => compileGuideline(each, parseRule));
  }
  return compiled.map(({ documents, rules, words }) => {
    const ruleOf = (source: string): Expression => {
      const rule = rules[source];
      if (rule === undefined) throw new Error(`${source}: no rule of the compiled cards`);
      return rule;
    };
    return compileGuideline(documents, ruleOf, words);
  });
}

/** What the site's folder changes in them; undefined when the guidelines are the shipped ones, or stand alone. */
export async function openSiteChanges({ cardsDir }: Pick<Config, 'cardsDir'>): Promise<SiteChanges | undefined> {
  if (findLayers(cardsDir).site === undefined) return undefined;
  // a start without a site's folder reads no YAML
  const { readSiteChanges } = await import('../library/site-changes.js');
  return readSiteChanges(cardsDir);
}

/** The value sets that a part of was left out, as a site without a licence may: each knows fewer codes then. */
export function thinnerSetsOf(guidelines: readonly Guideline[]): readonly string[] {
  const sets = guidelines.flatMap(({ documents }) => Object.entries(documents.valueSets));
  return [...new Set(sets.filter(([, { partsLeftOut }]) => partsLeftOut.length > 0).map(([id]) => id))].sort();
}
