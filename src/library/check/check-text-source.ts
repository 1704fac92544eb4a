import { factsOfTerms, meaningOfFacts } from '../../core/guideline/text-terms.js';
import type { LexiconSource } from '../../core/text/compile-lexicon.js';
import type { TextCase } from '../../core/text/text-case.js';
import type { FactsOfTerm } from '../../core/text/text-reader.js';
import type { AuthoringProblem } from '../../errors.js';
import type { CardLayers } from '../card-layers.js';
import type { GuidelineFolder } from '../read-guideline.js';
import { findingsByLanguage, readTextFiles } from '../read-text.js';
import { readTextCases } from './check-text-cases.js';
import { checkTextLexicon } from './check-text-lexicon.js';

/** Everything that texts of a guideline are read and tested with. */
export interface TextSource {
  readonly source: LexiconSource;
  readonly factsOfTerm: FactsOfTerm;
  readonly cases: readonly TextCase[];
  readonly problems: readonly AuthoringProblem[];
}

/** Reads and checks the words and the text cases of a guideline. */
export function readTextSource(layers: CardLayers, { name, documents }: GuidelineFolder): TextSource {
  const files = readTextFiles(layers, name);
  const facts = Object.keys(documents.facts);
  const { cases, problems } = readTextCases(layers, name, facts);
  return {
    source: {
      languages: files.languages.map(({ language, document }) => ({ ...document, language })),
      findings: findingsByLanguage(files.findings),
      meaningOf: meaningOfFacts(documents.facts),
    },
    factsOfTerm: factsOfTerms(documents),
    cases,
    problems: [...checkTextLexicon({ files, facts }), ...problems],
  };
}
