import { compileWords } from '../text/compile-lexicon.js';
import { type Lexicon, type LexiconData, openLexicon } from '../text/lexicon.js';
import { isTextPlace } from '../text/places.js';
import type { FactMeaning } from '../text/text-documents.js';
import { createTextReader, type FactsOfTerm, normalisedTerm, type TextReader } from '../text/text-reader.js';
import type { NormalCoding } from '../values/coding.js';
import { longestRemembered, memo } from '../values/memo.js';
import { hasWords } from '../values/term.js';
import type { FactDefinition, GuidelineDocuments, ValueSetContent } from './documents.js';
import type { Guideline, KnownWords } from './guideline.js';

/** What a guideline says of its facts, as far as text needs it. */
export interface GuidelineTerms {
  readonly facts: { readonly [fact: string]: FactDefinition };
  readonly valueSets: { readonly [id: string]: ValueSetContent };
}

/** The facts that the display of a code points to, for texts that are nothing but such a display. */
export function factsOfTerms({ facts, valueSets }: GuidelineTerms): FactsOfTerm {
  const known = new Map<string, string[]>();
  for (const [fact, { evidence, type }] of Object.entries(facts)) {
    // a number or the reason for the order is not settled by the name of a code
    if (type === 'days' || fact === 'backPainIndication') continue;
    for (const each of evidence ?? []) {
      const id = each.finding ?? each.history ?? each.procedure ?? each.device ?? each.medication;
      const needsMore = each.bodySite !== undefined || each.minimumDays !== undefined;
      if (id === undefined || needsMore) continue;
      for (const { display } of [...(valueSets[id]?.codes ?? []), ...(valueSets[id]?.prefixes ?? [])]) {
        if (display === undefined) continue;
        const term = normalisedTerm(display);
        const named = known.get(term) ?? [];
        if (!named.includes(fact)) known.set(term, [...named, fact]);
      }
    }
  }
  return (normalised) => known.get(normalised) ?? [];
}

/** What the reader must know of a fact's time. */
export function meaningOfFacts(facts: GuidelineTerms['facts']): (fact: string) => FactMeaning | undefined {
  return (fact) => {
    const definition = facts[fact];
    if (definition === undefined) return undefined;
    const { window = 'current', nature, longStanding } = definition;
    return { window, isHistory: nature === 'history', longStanding };
  };
}

const mostRemembered = 20_000;

/** The reader of a guideline's texts: its lexicon is opened when the first text comes. */
export function textReaderOf(
  documents: GuidelineDocuments,
  lexicon: () => Lexicon,
  codesOf: (words: string) => readonly NormalCoding[],
  factsOfTerm: FactsOfTerm,
): Pick<Guideline, 'textReader' | 'readName' | 'look' | 'mayBeMeasured' | 'reportHeadings'> {
  let made: TextReader | undefined;
  const textReader = (): TextReader => {
    made ??= createTextReader(lexicon(), factsOfTerm);
    return made;
  };
  // a name says the same on every day, but for years and ages in it: the day stands in the key
  const names = memo(mostRemembered, (key) => {
    const [where = '', today = '', label = '', ...text] = key.split('\n');
    const place = isTextPlace(where) ? where : 'condition.text';
    return textReader().read(text.join('\n'), { where: place, today, ...(label === '' ? {} : { label }) });
  });
  const readName: Guideline['readName'] = ({ where, text, today, label = '' }) =>
    text.length + label.length > longestRemembered
      ? textReader().read(text, { where, today, label })
      : names([where, today, label.replaceAll('\n', ' '), text].join('\n'));
  const points = (text: string): boolean =>
    textReader()
      .read(text, { where: 'condition.text', today: anyDay })
      .facts.some(({ outcome }) => outcome === 'suspected');
  const known = memo(mostRemembered, (text): KnownWords => {
    const codings = codesOf(text);
    const areWords = codings.length > 0 || hasWords(text);
    return { codings, mayPoint: points(text), areWords };
  });
  const look: Guideline['look'] = (text) =>
    text.length > longestRemembered
      ? { codings: codesOf(text), mayPoint: true, areWords: hasWords(text) }
      : known(text);
  const mayBeMeasured: Guideline['mayBeMeasured'] = (text) =>
    text.length > longestRemembered || textReader().mayBeMeasured(text);
  const headings = documents.text.languages.map(({ reportHeadings }) => reportHeadings);
  const reportHeadings = {
    conclusion: headings.flatMap((each) => each?.conclusion ?? []),
    left: headings.flatMap((each) => each?.left ?? []),
  };
  return { reportHeadings, textReader, readName, look, mayBeMeasured };
}

const lexicons = new Map<string, Lexicon>();
const mostLexicons = 3;

/**
 * The lexicon of a guideline that no build has compiled. Putting it together takes a second: cards that are read again, as
 * they are in development, share it for as long as nobody changes their words.
 */
export function lexiconOf(documents: GuidelineDocuments): Lexicon {
  const times = Object.entries(documents.facts).map(([fact, { window, nature, longStanding }]) => {
    return [fact, window, nature, longStanding];
  });
  const source = JSON.stringify([documents.text, times]);
  const known = lexicons.get(source);
  if (known !== undefined) return known;
  if (lexicons.size >= mostLexicons) lexicons.clear();
  const lexicon = openLexicon(lexiconDataOf(documents));
  lexicons.set(source, lexicon);
  return lexicon;
}

/** The words of a guideline as a build keeps them. */
export function lexiconDataOf({ text, facts }: GuidelineDocuments): LexiconData {
  const { patterns, ...words } = compileWords({ ...text, meaningOf: meaningOfFacts(facts) });
  const { text: _, ...columns } = patterns;
  return { ...words, patterns: columns };
}

/** For words whose time does not matter. */
const anyDay = '2000-01-01';
