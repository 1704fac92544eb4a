import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import type { ProofReport } from '../../core/proof/prove-guideline.js';
import { AuthoringError, type AuthoringProblem } from '../../errors.js';
import { namesIn, shippedCards } from '../card-layers.js';
import { didYouMean } from '../nearest-name.js';
import { type CardsFolder, type GuidelineFolder, readCards } from '../read-guideline.js';
import { readTextFiles } from '../read-text.js';
import { setOfId } from '../value-set.js';
import { createContext } from './check-context.js';
import { checkGuidanceCoverage, checkSiteIds, checkUnused, reviewNote, usedValueSets } from './check-coverage.js';
import { checkLanguages, languageGaps } from './check-languages.js';
import { checkPlaces } from './check-places.js';
import { checkProofs } from './check-proofs.js';
import { checkReferences } from './check-references.js';
import { checkRules } from './check-rules.js';
import { readTextCases } from './check-text-cases.js';
import { checkTextLexicon } from './check-text-lexicon.js';
import { checkTexts } from './check-texts.js';
import { checkContradictions, checkValueSets, partsLeftOut } from './check-value-sets.js';
import { readVignettes } from './check-vignettes.js';

/** What a check found: problems make a folder unusable, notes do not. */
export interface CardsCheck {
  readonly problems: readonly AuthoringProblem[];
  readonly notes: readonly AuthoringProblem[];
  readonly guidelines: readonly CheckedGuideline[];
}

export interface CheckedGuideline {
  readonly documents: GuidelineDocuments;
  /** undefined when a problem stands in the way of the proofs */
  readonly proof: ProofReport | undefined;
}

export interface CheckOptions {
  /** YYYY-MM-DD */
  readonly today: string;
  /** the service itself runs no vignettes and does not read them */
  readonly skipVignettes?: boolean;
  /** id of the only guideline to check; the files that all share are checked whatever it is */
  readonly only?: string | undefined;
  /** after a change of value sets alone, which no proof looks at */
  readonly skipProofs?: boolean;
  readonly onProgress?: (guideline: string, done: number, all: number) => void;
}

/** Checks a cards folder from its syntax to the proofs over all combinations of facts; never throws. */
export function checkCards(cardsDirectory: string, options: CheckOptions): CardsCheck {
  const cards = readCards(cardsDirectory);
  const problems = [...cards.problems, ...checkValueSets(cards)];
  const notes: AuthoringProblem[] = [];
  const used = new Set<string>();
  const wanted = cards.guidelines.filter(({ name }) => options.only === undefined || name === options.only);
  const guidelines = wanted.map((folder) => {
    const context = createContext(folder, cards.shared);
    checkReferences(context);
    checkRules(context);
    checkTexts(context);
    checkLanguages(context);
    checkPlaces(context);
    checkContradictions(context);
    checkGuidanceCoverage(context);
    checkSiteIds(context);
    const facts = Object.keys(folder.documents.facts);
    context.problems.push(...checkTextLexicon({ files: readTextFiles(cards.layers, folder.name), facts }));
    if (options.skipVignettes !== true) {
      context.problems.push(...readVignettes(cards.layers, folder).problems);
      context.problems.push(...readTextCases(cards.layers, folder.name, facts).problems);
    }
    for (const id of usedValueSets(context)) used.add(id);
    const { documents } = folder;
    const isProvable = context.problems.length === 0 && options.skipProofs !== true;
    const onProgress = options.onProgress;
    const proof = isProvable
      ? checkProofs(context, (done, all) => onProgress?.(documents.guideline.id, done, all))
      : undefined;
    problems.push(...context.problems);
    notes.push(...notesOn(folder, cards, options.today));
    return { documents, proof };
  });
  if (cards.guidelines.length > 0 && options.only === undefined)
    for (const unused of unusedValueSets(cards, used)) (unused.isSites ? problems : notes).push(unused.problem);
  if (cards.guidelines.length > 0 && options.only === undefined) notes.push(...partsLeftOut(cards));
  return { problems, notes, guidelines };
}

/** Reads, checks and proves; the way a service takes its guidelines in. Throws an AuthoringError with every problem. */
export function checkedDocuments(cardsDirectory: string, options: CheckOptions): readonly GuidelineDocuments[] {
  const { problems, guidelines } = checkCards(cardsDirectory, { ...options, skipVignettes: true });
  if (problems.length > 0) throw new AuthoringError(problems);
  return guidelines.map(({ documents }) => documents);
}

function notesOn(folder: GuidelineFolder, cards: CardsFolder, today: string): readonly AuthoringProblem[] {
  const context = createContext(folder, cards.shared);
  checkUnused(context);
  const { reviewedOn } = folder.documents.guideline;
  const review = reviewNote(reviewedOn, today);
  if (review !== undefined) context.report('guideline', ['reviewedOn'], review);
  folder.documents.criteria.forEach(({ id, disabled }, row) => {
    if (disabled !== undefined)
      context.report('criteria', ['criteria', row, 'disabled'], `${id} is switched off: ${disabled}`);
  });
  const gaps = languageGaps(context).map((gap) => ({ ...gap, line: 1, column: 1 }));
  return [...context.problems, ...gaps];
}

interface UnusedValueSet {
  readonly problem: AuthoringProblem;
  /** only the site's folder has it: most likely it is meant to replace another and is misspelt */
  readonly isSites: boolean;
}

function unusedValueSets({ shared, layers }: CardsFolder, used: ReadonlySet<string>): readonly UnusedValueSet[] {
  return [...shared.valueSetFiles].flatMap(([id, file]) => {
    const own = setOfId(id);
    if (used.has(own)) return [];
    const isSites =
      layers.site !== undefined && !namesIn({ folders: [shippedCards] }, 'value-sets').includes(`${own}.json`);
    const hint = isSites ? didYouMean(own, used) : '';
    return [{ isSites, problem: file.problemAt(['id'], `value set "${id}" is used by no guideline${hint}`) }];
  });
}
