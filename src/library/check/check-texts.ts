import { didYouMean } from '../nearest-name.js';
import { fillThresholds } from '../thresholds.js';
import type { CheckContext } from './check-context.js';

/** Limits of CDS Hooks (`summary` below 140 characters) and of what fits on a button or on a card. */
const longestSummary = 139;
const longestLabel = 80;
const mostWords = 160;

const sectionNames: readonly string[] = ['Why', 'What to do', 'What would change this', 'For the patient'];

/** Checks lengths after everything is filled in, and that each row has its words. */
export function checkTexts(context: CheckContext): void {
  checkSummaries(context);
  checkDerived(context);
  checkLabels(context);
  checkWords(context);
}

function checkSummaries(context: CheckContext): void {
  context.documents.criteria.forEach(({ summary }, row) => {
    const path = ['criteria', row, 'summary'];
    if (summary.length > longestSummary)
      context.report(
        'criteria',
        path,
        `summary: ${summary.length} characters, at most ${longestSummary} fit on a card`,
      );
    const [open] = /\{\{.*?\}\}/.exec(summary) ?? [];
    if (open !== undefined)
      context.report('criteria', path, `summary: nothing is filled in for ${open}; ${whatIsFilledIn}`);
  });
}

const whatIsFilledIn =
  'period, weeks and days of a derived fact with one threshold, or of the fact that the row compares, are';

/** The texts of derived facts take thresholds and nothing else. */
function checkDerived({ documents: { derived }, report }: CheckContext): void {
  for (const [fact, { label, note = '' }] of Object.entries(derived))
    for (const [member, text] of Object.entries({ label, note })) {
      const [open] = /\{\{.*?\}\}/.exec(text) ?? [];
      if (open !== undefined)
        report('derived', ['derived', fact, member], `${member}: nothing is filled in for ${open}; ${whatIsFilledIn}`);
    }
}

/** A label with the longest study name in it must still fit. */
function checkLabels(context: CheckContext): void {
  const { suggestions, ratings, phrases } = context.documents;
  const regions = Object.entries(phrases).flatMap(([name, text]) => (name.startsWith('region.') ? [text] : []));
  const longestRegion = longestOf(regions);
  const studyNames = Object.values(ratings.studies).map(({ label }) =>
    (phrases.studyName ?? '').replace('{{study}}', label).replace('{{region}}', longestRegion),
  );
  const longestStudy = longestOf(studyNames);
  const check = (path: readonly (string | number)[], label: string): void => {
    const filled = label.replaceAll('{{study}}', longestStudy);
    if (filled.length > longestLabel)
      context.report(
        'suggestions',
        path,
        `label: up to ${filled.length} characters, at most ${longestLabel} fit: "${filled}"`,
      );
  };
  for (const [id, suggestion] of Object.entries(suggestions)) {
    if (suggestion.kind !== 'text') check(['suggestions', id, 'label'], suggestion.label);
    if (suggestion.kind !== 'document') continue;
    for (const [place, choice] of suggestion.choices.entries())
      check(['suggestions', id, 'choices', place, 'label'], choice.label);
  }
}

function longestOf(texts: readonly string[]): string {
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

function checkWords(context: CheckContext): void {
  const { folder, documents, problems } = context;
  const rows = documents.criteria.map(({ id }) => id);
  const rules = new Map(documents.criteria.map(({ id, when }) => [id, when]));
  documents.criteria.forEach(({ id, indicator }, row) => {
    if (indicator !== 'none' && !folder.words.has(id))
      context.report('criteria', ['criteria', row, 'id'], `id: words/${id}.md is missing, the text of this row's card`);
  });
  for (const [criterion, { path, text, sections }] of folder.words) {
    const report = (line: number, message: string): void => {
      problems.push({ file: path, line, column: 1, message });
    };
    if (!rows.includes(criterion)) report(1, `no criterion "${criterion}"${didYouMean(criterion, rows)}`);
    if (sections.Why === undefined) report(1, 'the section "## Why" is missing');
    const words = text.split(/\s+/).filter((word) => /\w/.test(word)).length;
    if (words > mostWords) report(1, `${words} words, at most ${mostWords} are read`);
    const lines = text.split('\n');
    const known = ['study', ...Object.keys(documents.facts), ...Object.keys(documents.derived)];
    lines.forEach((line, index) => {
      const heading = /^#+ +(.*)$/.exec(line)?.[1]?.trim();
      if (heading !== undefined && (!line.startsWith('## ') || !sectionNames.includes(heading)))
        report(
          index + 1,
          `no section "${heading}"${didYouMean(heading, sectionNames)}; there are ${sectionNames.join(', ')}`,
        );
      const filled = fillThresholds(line, documents.derived, rules.get(criterion));
      for (const [, name = ''] of filled.matchAll(/\{\{([\w.]*)\}\}/g))
        if (!known.includes(name)) report(index + 1, `nothing is filled in for {{${name}}}${didYouMean(name, known)}`);
    });
    const [before = ''] = text.split(/^## /m);
    if (before.trim() !== '') report(1, 'text before the first section is not shown on the card');
  }
}
