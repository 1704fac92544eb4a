import { type CodingReader, isJudgeable, type NormalCoding } from '../values/coding.js';
import { memoOfShort } from '../values/memo.js';
import { normaliseTerm } from '../values/term.js';
import type { GuidelineDocuments, ValueSetContent } from './documents.js';
import { findingsSystem, toFindingCode } from './finding-code.js';
import type { Guideline, NamedThing } from './guideline.js';
import { compileTerms, type TermData, type TermIndex } from './term-index.js';

/** Words that are a term count as a code of this system: the id of the value set, or of the fact, that they name. */
export const termSystem = 'term';

/** The code of a fact's own label in that system. */
export function ownTerm(fact: string): string {
  return `own-${toFindingCode(fact)}`;
}

const mostRemembered = 20_000;
const none: readonly never[] = [];
/** Letters and digits of a written code: fewer may be a level of the spine. */
const shortestWritten = 3;
const longestWritten = 12;

interface TermReaders {
  readonly codesOf: (words: string) => readonly NormalCoding[];
  /** the value sets that hold a code of this name, whether they speak to a fact or not */
  readonly setsNaming: (name: string) => readonly string[];
}

/** From words to the codes that they are, and to the medicines and devices that they name; built when first asked for. */
export function indexTerms(
  documents: GuidelineDocuments,
  codings: CodingReader,
  setsOf: (coding: NormalCoding) => readonly string[],
  index: () => TermIndex,
): Pick<Guideline, 'thingsIn'> & TermReaders {
  const speaking = setsThatSpeak(documents);
  const codingsOf = (ids: readonly string[]): readonly NormalCoding[] =>
    ids.length === 0
      ? none
      : ids.flatMap((id) => (speaking.has(id) ? (codings.normalise(termSystem, id) ?? none) : none));
  const readTerm = (words: string): readonly NormalCoding[] => {
    const named = codingsOf(index().lookup(words));
    return named.length > 0 ? named : codesWritten(words);
  };
  /** A code that was written where its name belongs, of a classification that is known whole: "G83.4". */
  const codesWritten = (words: string): readonly NormalCoding[] => {
    if (words.length < shortestWritten || words.length > longestWritten) return none;
    return documents.codeSystems.flatMap(({ uri, prefixes }) => {
      const coding = prefixes === true ? codings.normalise(uri, words) : undefined;
      if (coding === undefined || !isJudgeable(coding)) return none;
      return setsOf(coding).some((id) => speaking.has(id)) ? coding : none;
    });
  };
  const thingsIn = memoOfShort(mostRemembered, (words): readonly NamedThing[] => {
    const found = index().namesIn(words);
    if (found.length === 0) return none;
    const all = normaliseTerm(words).split(' ');
    return found.flatMap(({ start, end, valueSets }) =>
      codingsOf(valueSets).map((coding) => ({ coding, beside: [...all.slice(0, start), ...all.slice(end)] })),
    );
  });
  return {
    codesOf: readTerm,
    setsNaming: (name) => index().lookup(name),
    thingsIn,
  };
}

/** The terms of a guideline, for the build or for an index that is made at once. */
export function termsOf(
  documents: GuidelineDocuments,
  { normalise }: CodingReader,
  setsOf: (coding: NormalCoding) => readonly string[],
): TermData {
  // a set that speaks to no fact may hold the name of a code that stands in another set without it
  return compileTerms({ ...documents.valueSets, ...labels(documents) }, documents.codeSystems, ({ system, code }) => {
    const coding = normalise(system, code);
    return coding === undefined ? none : setsOf(coding);
  });
}

const roles = ['finding', 'history', 'absence', 'medication', 'procedure', 'device', 'allergy', 'measurement'] as const;

/** The value sets that speak to facts by what they name, and the facts themselves. */
function setsThatSpeak({ facts }: GuidelineDocuments): ReadonlySet<string> {
  return new Set(
    Object.entries(facts).flatMap(([name, { evidence = [] }]) => [
      ownTerm(name),
      ...evidence.flatMap((definition) => roles.flatMap((role) => definition[role] ?? [])),
    ]),
  );
}

/** The facts by their labels, each as a set of its own. */
function labels({ facts }: GuidelineDocuments): { readonly [id: string]: ValueSetContent } {
  return Object.fromEntries(Object.entries(facts).map(([name, { label }]) => [ownTerm(name), labelled(name, label)]));
}

function labelled(fact: string, display: string): ValueSetContent {
  const codes = [{ system: findingsSystem, code: toFindingCode(fact), display }];
  return { codes, synonyms: none, prefixes: none, excludedCodes: none, excludedPrefixes: none, partsLeftOut: none };
}
