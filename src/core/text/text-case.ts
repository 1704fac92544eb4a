import { compileLexicon, inLanguages, type LexiconSource } from './compile-lexicon.js';
import type { NotUnderstood } from './not-understood.js';
import type { TextPlace } from './places.js';
import { createTextReader, type FactsOfTerm, type TextReader } from './text-reader.js';

/** A text with what must be read in it. */
export interface TextCase {
  readonly id: string;
  readonly where: TextPlace;
  readonly text: string;
  /** facts that are not named must not be suspected */
  readonly expect: { readonly [fact: string]: 'suspected' | 'denied' | 'none' | 'any' };
  /** whether the text must stop "not indicated": something is suspected or not understood */
  readonly forbidNotIndicated: boolean;
  /** the languages whose words it is read with; undefined = all there are */
  readonly languages?: readonly string[];
  readonly why?: string;
}

/** What text cases are read with. */
export interface TextWords {
  readonly source: LexiconSource;
  readonly factsOfTerm: FactsOfTerm;
}

export interface TextCaseResult {
  readonly textCase: TextCase;
  /** one sentence for each difference; empty = as expected */
  readonly differences: readonly string[];
  readonly notUnderstood: readonly NotUnderstood[];
  readonly counts: TextCounts;
}

/** What the figures are made of. */
export interface TextCounts {
  readonly suspected: number;
  readonly suspectedRightly: number;
  readonly suspectedExpected: number;
  /** a stop that must be and is not */
  readonly missedStops: number;
  /** a stop that nothing asks for */
  readonly needlessStops: number;
  readonly suspectedReadAsDenied: number;
}

/** The day on which text cases are read, unless a caller gives another: years in them are counted back from it. */
const dayOfTextCases = '2026-11-26';

/** Reads every case and says what differs. */
export function runTextCases(
  { source, factsOfTerm }: TextWords,
  cases: readonly TextCase[],
  today = dayOfTextCases,
): readonly TextCaseResult[] {
  const readers = new Map<string, TextReader>();
  return cases.map((textCase) => {
    const { languages } = textCase;
    const key = languages?.join() ?? '';
    const words = languages === undefined ? source : inLanguages(source, languages);
    const reader = readers.get(key) ?? createTextReader(compileLexicon(words), factsOfTerm);
    readers.set(key, reader);
    return runTextCase(reader, textCase, today);
  });
}

function runTextCase(reader: TextReader, textCase: TextCase, today: string): TextCaseResult {
  const { text, where, expect, forbidNotIndicated } = textCase;
  const { facts, notUnderstood } = reader.read(text, { where, today });
  const got = new Map(facts.map(({ fact, outcome }) => [fact, outcome] as const));
  const wanted = (fact: string): string => expect[fact] ?? 'none';
  const differences = [...new Set([...Object.keys(expect), ...got.keys()])].flatMap((fact) => {
    const [want, read] = [wanted(fact), got.get(fact) ?? 'none'];
    // what a text denies beyond the expected changes nothing
    const isBeyond = read === 'denied' && expect[fact] === undefined;
    return want === 'any' || want === read || isBeyond ? [] : [`${fact}: ${want} expected, ${read} read`];
  });
  const suspected = [...got].filter(([, outcome]) => outcome === 'suspected').map(([fact]) => fact);
  const counted = suspected.filter((fact) => wanted(fact) !== 'any');
  const stops = suspected.length + notUnderstood.length > 0;
  const extra = suspected.filter((fact) => !['suspected', 'any'].includes(wanted(fact)));
  const missed = forbidNotIndicated && !stops;
  const needless = !forbidNotIndicated && extra.length + notUnderstood.length > 0;
  return {
    textCase,
    differences: [
      ...differences,
      ...(missed ? ['must stop "not indicated", and does not'] : []),
      ...(needless && extra.length === 0 ? ['stops "not indicated" needlessly'] : []),
    ],
    notUnderstood,
    counts: {
      suspected: counted.length,
      suspectedRightly: counted.filter((fact) => wanted(fact) === 'suspected').length,
      suspectedExpected: Object.values(expect).filter((want) => want === 'suspected').length,
      missedStops: missed ? 1 : 0,
      needlessStops: needless ? 1 : 0,
      suspectedReadAsDenied: [...got].filter(([fact, read]) => read === 'denied' && wanted(fact) === 'suspected')
        .length,
    },
  };
}

/** The counts of all cases together. */
export function totalOf(results: readonly TextCaseResult[]): TextCounts {
  const sum = (member: keyof TextCounts): number => results.reduce((total, { counts }) => total + counts[member], 0);
  return {
    suspected: sum('suspected'),
    suspectedRightly: sum('suspectedRightly'),
    suspectedExpected: sum('suspectedExpected'),
    missedStops: sum('missedStops'),
    needlessStops: sum('needlessStops'),
    suspectedReadAsDenied: sum('suspectedReadAsDenied'),
  };
}

/** One phrase taken out of the lexicon. */
export interface TextMutant {
  /** such as `footDrop.says` or `cues.denyList` */
  readonly place: string;
  readonly phrase: string;
  readonly source: LexiconSource;
}

/** The lexicon without each pattern, `not` and cue in turn. */
export function textMutants(source: LexiconSource): readonly TextMutant[] {
  const fromCues = source.languages.flatMap((language, index) =>
    Object.entries(language.cues).flatMap(([kind, phrases]) =>
      phrases.map((phrase) => ({
        place: `cues.${kind}`,
        phrase,
        get source(): LexiconSource {
          const cues = { ...language.cues, [kind]: phrases.filter((each) => each !== phrase) };
          return { ...source, languages: source.languages.with(index, { ...language, cues }) };
        },
      })),
    ),
  );
  const roles = ['says', 'inOrder', 'points', 'denied', 'not', 'unless'] as const;
  const fromFacts = source.findings.flatMap((document, index) =>
    Object.entries(document.facts).flatMap(([fact, words]) =>
      roles.flatMap((role) =>
        (words[role] ?? []).map((entry) => ({
          place: `${fact}.${role}`,
          phrase: typeof entry === 'string' ? entry : entry.is,
          get source(): LexiconSource {
            const rest = { ...words, [role]: (words[role] ?? []).filter((each) => each !== entry) };
            const findings = source.findings.with(index, { ...document, facts: { ...document.facts, [fact]: rest } });
            return { ...source, findings };
          },
        })),
      ),
    ),
  );
  return [...fromCues, ...fromFacts];
}
