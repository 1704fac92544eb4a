import { compileGuideline } from '../core/guideline/compile-guideline.js';
import { parseRule } from '../core/rules/parse-expression.js';
import { AuthoringError, type AuthoringProblem, SettingError } from '../errors.js';
import { findLayers } from '../library/card-layers.js';
import { checkCards } from '../library/check/check-cards.js';
import { expandValueSets } from '../library/expand/expand-value-sets.js';
import { figuresOf, type ListFigures } from '../library/expand/figures.js';
import { readExpansions } from '../library/expand/read-rules.js';
import { readValueSetFiles, writeValueSetFiles } from '../library/expand/read-value-set-files.js';
import { type Families, familiesOf, type ServerExpansion, sitePartOf } from '../library/expand/site-expansion.js';
import { readGuidelines } from '../library/read-guideline.js';

/** What the command `expand` does to a cards folder. */
export interface OpenExpansions {
  readonly expand: () => { readonly written: readonly string[]; readonly problems: readonly AuthoringProblem[] };
  readonly figures: () => readonly ListFigures[];
  readonly families: () => readonly Families[];
  readonly addToSite: (set: string, listed: ServerExpansion) => { readonly added: number; readonly leftOut: number };
  readonly check: () => readonly AuthoringProblem[];
  readonly fetch: typeof fetch;
}

/**
 * Opens the lists of a cards folder. What a server lists may only go into a site's own folder (`forSite`).
 * @throws AuthoringError for lists or rules that cannot be used, SettingError for a folder that is no site's
 */
export function openExpansions(cardsFolder: string, forSite: boolean): OpenExpansions {
  const layers = findLayers(cardsFolder);
  const [shipped = cardsFolder, site] = layers.folders;
  if (forSite && site === undefined)
    throw new SettingError(
      'CARDS_DIR',
      `"${cardsFolder}" is no site's folder: it has no site.yaml; name the site's folder`,
    );
  const problems: AuthoringProblem[] = [];
  const expansions = readExpansions(layers, problems);
  if (expansions === undefined || problems.length > 0) throw new AuthoringError(problems);
  const files = readValueSetFiles(shipped);
  return {
    expand: () => {
      const expanded = expandValueSets(expansions, files);
      const isUsable = expanded.problems.length === 0;
      return { written: isUsable ? writeValueSetFiles(shipped, expanded.files) : [], problems: expanded.problems };
    },
    figures: () =>
      readGuidelines(cardsFolder).flatMap((each) => figuresOf(expansions, compileGuideline(each, parseRule))),
    families: () => familiesOf(files),
    addToSite: (set, listed) => {
      const part = sitePartOf(set, listed, expansions, files);
      if (part === undefined || site === undefined) return { added: 0, leftOut: 0 };
      writeValueSetFiles(site, new Map([[part.name, part.file]]));
      return { added: part.added, leftOut: part.leftOut };
    },
    check: () => checkCards(cardsFolder, { today: today(), skipVignettes: true, skipProofs: true }).problems,
    fetch: globalThis.fetch,
  };
}

function today(): string {
  return new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
}
