import type { LexiconSource } from './compile-lexicon.js';
import { runTextCases, type TextCase, type TextMutant, textMutants } from './text-case.js';
import type { FactsOfTerm } from './text-reader.js';
import { tokenise } from './tokenise.js';

export interface TextMutantsRun {
  readonly mutants: number;
  readonly noticed: number;
  /** phrases whose words stand together in no case */
  readonly unmet: readonly Omit<TextMutant, 'source'>[];
  /** phrases that a case holds, and that change no answer when they are gone */
  readonly survivors: readonly Omit<TextMutant, 'source'>[];
}

interface MutantTrial {
  readonly source: LexiconSource;
  readonly factsOfTerm: FactsOfTerm;
  readonly cases: readonly TextCase[];
  readonly onProgress: (done: number, all: number) => void;
}

/** Takes each phrase out in turn and reads the cases again that hold its words. */
export function runTextMutants({ source, factsOfTerm, cases, onProgress }: MutantTrial): TextMutantsRun {
  const answersOf = (from: LexiconSource, some: readonly TextCase[]): readonly string[] =>
    runTextCases({ source: from, factsOfTerm }, some).map((each) => each.differences.join());
  const usual = new Map(answersOf(source, cases).map((answer, at) => [cases[at], answer]));
  const words = cases.map(({ text }) => new Set(tokenise(text, () => false).map((token) => token.text)));
  const mutants = textMutants(source);
  const unmet: Omit<TextMutant, 'source'>[] = [];
  const survivors: Omit<TextMutant, 'source'>[] = [];
  mutants.forEach((mutant, index) => {
    onProgress(index, mutants.length);
    const { place, phrase } = mutant;
    const literal = phrase.split(' ').filter((word) => !/[<>{}~]/.test(word) && Number.isNaN(Number(word)));
    const met = cases.filter((_, at) => literal.every((word) => words[at]?.has(word)));
    if (met.length === 0 || literal.length === 0) unmet.push({ place, phrase });
    else if (answersOf(mutant.source, met).every((answer, at) => answer === usual.get(met[at])))
      survivors.push({ place, phrase });
  });
  const noticed = mutants.length - unmet.length - survivors.length;
  return { mutants: mutants.length, noticed, unmet, survivors };
}
