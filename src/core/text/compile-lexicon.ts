import { alternativesOf } from './alternatives.js';
import { addSigns } from './language-signs.js';
import { type Lexicon, type LexiconData, openLexicon, type Subject } from './lexicon.js';
import { termsBesideNumbers } from './measured.js';
import { parsePattern, writtenOut } from './pattern.js';
import { type Pattern, type Role, toPatternData } from './pattern-table.js';
import { signs, wordFlags } from './signs.js';
import type {
  FactMeaning,
  FactWords,
  FindingsDocument,
  HeadingState,
  LanguageDocument,
  PatternEntry,
} from './text-documents.js';
import { createTrieBuilder } from './trie.js';
import { createVocabulary, flagPlainWords, type Vocabulary } from './vocabulary.js';

/** A document with the language of its file, such as `en`; undefined = of no language in particular. */
type Named<T> = T & { readonly language?: string };

/** Everything that a reader is made of; documents of several languages are read together. */
export interface LexiconSource {
  readonly languages: readonly Named<LanguageDocument>[];
  readonly findings: readonly Named<FindingsDocument>[];
  /** what the guideline says of a fact's time; undefined = nothing, the fact is read as current and never too old */
  readonly meaningOf: (fact: string) => FactMeaning | undefined;
}

/** The words of some languages alone. */
export function inLanguages(source: LexiconSource, languages: readonly string[]): LexiconSource {
  const isOfThem = ({ language }: Named<object>): boolean => language === undefined || languages.includes(language);
  return { ...source, languages: source.languages.filter(isOfThem), findings: source.findings.filter(isOfThem) };
}

const noMeaning: FactMeaning = { window: 'current', isHistory: false, longStanding: undefined };
const roles: readonly Role[] = ['says', 'inOrder', 'points', 'denied', 'not', 'unless'];

interface Lists {
  readonly [name: string]: readonly string[];
}

/** Signs of words that are findings too, in which a slip is looked for. */
const findingBits = signs.otherFinding | signs.abnormal;

/** Compiles the words of all languages and one guideline; what a check would reject is left out. */
export function compileLexicon(source: LexiconSource): Lexicon {
  return openLexicon(compileWords(source));
}

/** The same as data that a build can keep; what authors wrote stands in it for those who ask why. */
export function compileWords(source: LexiconSource): LexiconData {
  const vocabulary = createVocabulary(source.languages);
  const trie = createTrieBuilder();
  const signed = new Set<string>();
  const addSign = (phrase: string, bit: number): void => {
    const words = vocabulary.wordsOf(phrase);
    if (words.length === 1 && words[0] !== undefined && (bit & findingBits) === 0) signed.add(words[0]);
    for (const word of words) vocabulary.flag(word, wordFlags.sign);
    if (words.length > 0) trie.addSign(words.map(vocabulary.idOf), bit);
  };
  for (const language of source.languages) addSigns(language, addSign);
  flagPlainWords(source.languages, vocabulary);
  const temperature = {
    celsius: source.languages.flatMap((each) => each.temperature?.celsius ?? []).slice(0, 2),
    fahrenheit: source.languages.flatMap((each) => each.temperature?.fahrenheit ?? []).slice(0, 2),
  };
  const terms = createTerms(vocabulary, trie.addTerm);
  const { subjects, patterns } = compileFindings(source, terms.termOf);
  const units = new Map(source.languages.flatMap((each) => Object.entries(each.time?.units ?? {})));
  for (const unit of units.keys()) vocabulary.flag(unit, wordFlags.plain);
  const misspelt = source.languages.flatMap((each) => each.notMisspelt ?? []).flatMap((line) => line.split(' '));
  for (const word of misspelt) vocabulary.flag(word, wordFlags.plain);
  const finding = [...terms.words].filter((word) => !signed.has(word) && !vocabulary.has(word, wordFlags.filler));
  return {
    ...vocabulary.data(),
    trie: trie.data(),
    termCount: terms.count(),
    specials: terms.specials,
    patterns: toPatternData(patterns),
    besideNumbers: termsBesideNumbers(patterns, terms.specials),
    subjects,
    abbreviations: [...vocabulary.abbreviations],
    finding,
    numbers: source.languages.flatMap((each) => Object.entries(each.numbers ?? {})),
    outOf: source.languages.flatMap((each) => (each.outOf ?? []).map((phrase) => phrase.split(' '))),
    units: [...units],
    fractions: Object.assign({}, ...source.languages.map((each) => each.time?.fractions ?? {})),
    headings: headingsOf(source.languages, vocabulary.wordsOf),
    temperature,
    places: Object.assign({}, ...source.findings.map((each) => each.places ?? {})),
  };
}

function headingsOf(languages: readonly LanguageDocument[], wordsOf: Vocabulary['wordsOf']): LexiconData['headings'] {
  const states: readonly HeadingState[] = ['denied', 'advice', 'family', 'history'];
  return languages.flatMap(({ headings }) =>
    states.flatMap((state) => (headings?.[state] ?? []).map((phrase) => [wordsOf(phrase).join(' '), state] as const)),
  );
}

/** Terms of patterns by their text, each with a number; phrases go into the trie as they come. */
function createTerms({ idOf, flag, wordsOf }: Vocabulary, addTerm: (words: readonly number[], term: number) => void) {
  const known = new Map<string, number>();
  const specials: { term: number; name: string }[] = [];
  const words = new Set<string>();
  const addPhrase = (phrase: string, term: number): void => {
    const ids = wordsOf(phrase).map((word) => {
      words.add(word);
      flag(word, wordFlags.finding);
      return idOf(word);
    });
    if (ids.length > 0) addTerm(ids, term);
  };
  const termOf = (key: string, phrases: () => readonly string[]): number => {
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    const term = known.size;
    known.set(key, term);
    if (key.startsWith('<')) specials.push({ term, name: key.slice(1) });
    else for (const phrase of phrases()) addPhrase(phrase, term);
    return term;
  };
  return { termOf, specials, words, count: () => known.size };
}

type TermOf = ReturnType<typeof createTerms>['termOf'];

function compileFindings({ findings, meaningOf }: LexiconSource, termOf: TermOf) {
  const subjects: Subject[] = [];
  const patterns: Pattern[] = [];
  findings.forEach((document, number) => {
    const lists = document.lists ?? {};
    const add = (subject: number, role: Role, entries: readonly PatternEntry[] | undefined): void => {
      for (const entry of eachOnce(entries ?? []))
        patterns.push(
          compilePattern(entry, {
            subject,
            role,
            lists,
            number,
            termOf,
            meaning: subjects[subject]?.meaning ?? noMeaning,
          }),
        );
    };
    for (const [name, words] of Object.entries(document.facts)) {
      const subject = subjectAt(subjects, factSubject(name, words, meaningOf(name)));
      for (const role of roles) add(subject, role, words[role]);
    }
    for (const [name, { words, unless, longStanding }] of Object.entries(document.topics ?? {})) {
      const subject = subjectAt(subjects, { ...factSubject(name, {}, { ...noMeaning, longStanding }), kind: 'topic' });
      add(subject, 'says', words);
      add(subject, 'unless', unless);
    }
    for (const [name, { words, facts }] of Object.entries(document.groups ?? {}))
      add(subjectAt(subjects, { ...factSubject(name, {}, noMeaning), kind: 'group', facts }), 'says', words);
  });
  return { subjects, patterns };
}

/** Entries with their choices written out; what several stand for is there once, as the first has it. */
function eachOnce(entries: readonly PatternEntry[]): readonly PatternEntry[] {
  const known = new Map<string, PatternEntry>();
  for (const entry of entries)
    for (const is of writtenOut(typeof entry === 'string' ? entry : entry.is))
      if (!known.has(is)) known.set(is, typeof entry === 'string' ? is : { ...entry, is });
  return [...known.values()];
}

function factSubject(name: string, words: FactWords, meaning: FactMeaning | undefined): Subject {
  return {
    kind: 'fact',
    name,
    isNew: words.new === true,
    isEmergency: words.emergency === true,
    meaning: meaning ?? noMeaning,
    facts: [],
  };
}

/** Two languages speak of one fact: it stands once. */
function subjectAt(subjects: Subject[], subject: Subject): number {
  const at = subjects.findIndex(({ kind, name }) => kind === subject.kind && name === subject.name);
  if (at < 0) return subjects.push(subject) - 1;
  const known = subjects[at];
  if (known !== undefined)
    subjects[at] = {
      ...known,
      isNew: known.isNew || subject.isNew,
      isEmergency: known.isEmergency || subject.isEmergency,
    };
  return at;
}

interface PatternPlace {
  readonly subject: number;
  readonly role: Role;
  readonly lists: { readonly [name: string]: readonly string[] };
  /** which document: lists of two languages may have one name */
  readonly number: number;
  readonly termOf: TermOf;
  readonly meaning: FactMeaning;
}

function compilePattern(entry: PatternEntry, { subject, role, lists, number, termOf, meaning }: PatternPlace): Pattern {
  const { is, window } = typeof entry === 'string' ? { is: entry, window: undefined } : entry;
  const terms = parsePattern(is);
  return {
    subject,
    role,
    terms: terms.map(({ kind, text }) => {
      if (kind === 'special') return termOf(`<${text}`, () => []);
      if (kind === 'list') return termOf(`{${number} ${text}`, () => phrasesOf(text, lists));
      if (kind === 'choice')
        return termOf(`(${number} ${text}`, () => text.split('|').flatMap((each) => joinedPhrases(each, lists)));
      return termOf(`"${text}`, () => [text]);
    }),
    near: terms.map(({ isNear }) => isNear),
    window: window ?? meaning.window,
    text: is,
  };
}

/** The phrases of a list; a list that names itself adds nothing. */
function phrasesOf(name: string, lists: Lists, seen: ReadonlySet<string> = new Set()): readonly string[] {
  if (seen.has(name)) return [];
  const inside = new Set([...seen, name]);
  return (lists[name] ?? []).flatMap((entry) => joinedPhrases(entry, lists, inside));
}

/** What an entry of a list stands for: it may hold choices, name other lists, and join them: `{feels} {numb}`. */
function joinedPhrases(entry: string, lists: Lists, seen?: ReadonlySet<string>): readonly string[] {
  if (!isJoining.test(entry)) return [entry];
  return alternativesOf(entry).flatMap((each) =>
    parsePattern(each)
      .map(({ kind, text }) => (kind === 'list' ? phrasesOf(text, lists, seen) : [text]))
      .reduce((starts, ends) => starts.flatMap((start) => ends.map((end) => `${start} ${end}`.trim())), ['']),
  );
}

/** Most entries are words alone. */
const isJoining = /[{(<~]/;
