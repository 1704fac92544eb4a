import type { CriterionDefinition } from '../guideline/documents.js';
import { fill } from '../guideline/phrase.js';
import { type RuleSource, ruleInLines } from './rule-words.js';
import { code, type Entry, type Line, type Span, text } from './span.js';

/** What is said of a row of the decision table, in the order in which it is read; what does not apply is left out. */
export function criterionEntries(source: RuleSource, criterion: CriterionDefinition): readonly Entry[] {
  const { documents } = source;
  const { when, rating, group, indicator, summary, disabled, suggest, override, guidance } = criterion;
  return [
    ...entry('Switched off', disabled === undefined ? [] : [text(disabled)]),
    condition(source, when),
    ...entry('Rule', [code(when)]),
    ...entry('Imaging is', [text(wordsOfId(rating))]),
    ...entry('Study ratings', [
      text(`group “${documents.phrases[`group.${group}`] ?? group}” (`),
      code(group),
      text(')'),
    ]),
    ...entry('Preferred study', wordsLine(preferredStudy(source, criterion))),
    ...entry('Card', [text(indicator === 'none' ? 'none is shown' : `${summary} (${indicator})`)]),
    ...listEntry(
      'Suggestions',
      suggest.map((name) => suggestionLine(source, name)),
    ),
    ...listEntry(
      'Override reasons',
      override.map((name) => [text(documents.overrideReasons[name]?.display ?? name)]),
    ),
    ...listEntry(
      'From the guidance',
      guidance.map((name) => [text(guidanceWords(source, name))]),
    ),
    ...entry('Source', [text(criterion.source), ...sourceSpans(criterion.sources)]),
  ];
}

function condition(source: RuleSource, when: string): Entry {
  const { join, lines } = ruleInLines(source, when);
  const [first] = lines;
  return lines.length === 1 && first !== undefined
    ? { name: 'If', line: first, list: [] }
    : { name: 'If', line: [text(join)], list: lines };
}

function entry(name: string, line: Line): readonly Entry[] {
  return line.length === 0 ? [] : [{ name, line, list: [] }];
}

function listEntry(name: string, list: readonly Line[]): readonly Entry[] {
  return list.length === 0 ? [] : [{ name, line: [], list }];
}

function wordsLine(words: string): Line {
  return words === '' ? [] : [text(words)];
}

/** The study that a row would rather have, in words; '' where it prefers none. */
export function preferredStudy(
  { documents }: RuleSource,
  { prefer, preferRegion, preferNote }: CriterionDefinition,
): string {
  const names = prefer.map((study) => documents.ratings.studies[study]?.label ?? study).join(', then ');
  const region = preferRegion === undefined ? '' : `, ${documents.phrases[`region.${preferRegion}`] ?? preferRegion}`;
  if (preferNote === undefined) return `${names}${region}`;
  return names === '' ? preferNote : `${names}${region} (${preferNote})`;
}

/** A suggestion as a clinician sees it, or its text where it is text, with its id. */
export function suggestionLine({ documents }: RuleSource, id: string): Line {
  const suggestion = documents.suggestions[id];
  if (suggestion === undefined) return [text(`${wordsOfId(id)} (`), code(id), text(')')];
  const wanted = suggestion.kind === 'switch' ? suggestion.study : '';
  const study = documents.ratings.studies[wanted]?.label ?? 'the study';
  const label = suggestion.kind === 'text' ? suggestion.text : suggestion.label;
  return [text(`${fill(label, { study }).trim()} (`), code(id), text(')')];
}

function guidanceWords({ documents }: RuleSource, id: string): string {
  const guidance = documents.guideline.guidance[id];
  return guidance === undefined ? id : `${id}, ${guidance.where}: ${guidance.text}`;
}

function sourceSpans(keys: readonly string[]): readonly Span[] {
  return keys.length === 0 ? [] : [text(' '), { kind: 'sources', keys }];
}

/** Words from an id: `not-indicated` → `not indicated`. */
export function wordsOfId(id: string): string {
  return id.replaceAll('-', ' ');
}
