import { alternativesOf } from '../../core/text/alternatives.js';
import { mostTerms, parsePattern, writtenOut } from '../../core/text/pattern.js';
import { specialForms, specialOf } from '../../core/text/special.js';
import type { FindingsDocument, PatternEntry } from '../../core/text/text-documents.js';
import type { AuthoringProblem } from '../../errors.js';
import { didYouMean } from '../nearest-name.js';
import { findingsByLanguage, type TextFile, type TextFiles } from '../read-text.js';
import type { ValuePath } from '../source-file.js';

const anyTemperature = { celsius: [0, 0], fahrenheit: [0, 0] };
const roles = ['says', 'inOrder', 'points', 'denied', 'not', 'unless'] as const;

/** What a check of words needs to know of the rest. */
export interface TextCheck {
  readonly files: TextFiles;
  readonly facts: readonly string[];
}

/** Everything that is wrong with the words of a guideline: unknown names, and patterns that cannot match. */
export function checkTextLexicon({ files, facts }: TextCheck): readonly AuthoringProblem[] {
  const lists = new Map(findingsByLanguage(files.findings).map((document, index) => [index, document.lists ?? {}]));
  const languages = [...new Set(files.findings.map(({ language }) => language))];
  return [
    ...files.problems,
    ...files.findings.flatMap((file) => {
      const known = { lists: Object.keys(lists.get(languages.indexOf(file.language)) ?? {}), facts };
      return checkFile(file, known);
    }),
  ];
}

interface Known {
  readonly lists: readonly string[];
  readonly facts: readonly string[];
}

function checkFile({ source, document }: TextFile<FindingsDocument>, known: Known): readonly AuthoringProblem[] {
  const problems: AuthoringProblem[] = [];
  const report = (path: ValuePath, message: string): void => {
    problems.push(source.problemAt(path, message));
  };
  const expectFact = (path: ValuePath, fact: string): void => {
    if (!known.facts.includes(fact)) report(path, `no fact "${fact}"${didYouMean(fact, known.facts)}`);
  };
  for (const [name, words] of Object.entries(document.lists ?? {}))
    words.forEach((word, index) => {
      for (const { kind, text } of alternativesOf(word).flatMap(parsePattern))
        if (kind === 'list' && !known.lists.includes(text))
          report(['lists', name, index], `no list "${text}"${didYouMean(text, known.lists)}`);
    });
  for (const [fact, words] of Object.entries(document.facts)) {
    expectFact(['facts', fact], fact);
    for (const role of roles)
      checkPatterns(words[role] ?? [], { path: ['facts', fact, role], role, known, report, away: words.not ?? [] });
  }
  for (const [topic, { words, unless }] of Object.entries(document.topics ?? {})) {
    checkPatterns(words, { path: ['topics', topic, 'words'], role: 'says', known, report, away: [] });
    checkPatterns(unless ?? [], { path: ['topics', topic, 'unless'], role: 'unless', known, report, away: [] });
  }
  for (const [group, { facts }] of Object.entries(document.groups ?? {}))
    for (const [index, fact] of facts.entries()) expectFact(['groups', group, 'facts', index], fact);
  for (const [place, facts] of Object.entries(document.places ?? {}))
    for (const [index, fact] of facts.entries()) expectFact(['places', place, index], fact);
  return problems;
}

interface PatternCheck {
  readonly path: ValuePath;
  readonly role: (typeof roles)[number];
  readonly known: Known;
  readonly report: (path: ValuePath, message: string) => void;
  /** the `not` of the same fact */
  readonly away: readonly PatternEntry[];
}

function checkPatterns(entries: readonly PatternEntry[], { path, role, known, report, away }: PatternCheck): void {
  const seen = new Set<string>();
  const isAway = new Set(away.flatMap((entry) => alternativesOf(typeof entry === 'string' ? entry : entry.is)));
  entries.forEach((entry, index) => {
    const pattern = typeof entry === 'string' ? entry : entry.is;
    const complain = (message: string): void => report([...path, index], `"${pattern}": ${message}`);
    if (seen.has(pattern)) complain('stands twice');
    seen.add(pattern);
    const phrases = alternativesOf(pattern);
    const taken = role === 'not' || role === 'unless' ? undefined : phrases.find((each) => isAway.has(each));
    if (taken !== undefined) complain(`its own "not" takes ${taken === pattern ? 'these words' : `"${taken}"`} away`);
    const parts = writtenOut(pattern).map(parsePattern);
    const most = Math.max(...parts.map((terms) => terms.length));
    if (most > mostTerms) complain(`${most} parts, at most ${mostTerms} fit`);
    if (role === 'denied' && parts.some((terms) => terms.some(({ isNear }) => isNear)))
      complain('"denied" matches neighbours only; leave out ~');
    for (const { kind, text } of phrases.flatMap(parsePattern)) {
      if (kind === 'list' && !known.lists.includes(text)) complain(`no list "${text}"${didYouMean(text, known.lists)}`);
      if (kind === 'special' && specialOf(text, anyTemperature) === undefined)
        complain(`no kind of number "<${text}>"${didYouMean(text, specialForms)}`);
    }
  });
}
