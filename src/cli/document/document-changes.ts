import { wordsOfId } from '../../core/document/criterion-entries.js';
import { rowRatings } from '../../core/document/group-ratings.js';
import { compileGuideline } from '../../core/guideline/compile-guideline.js';
import type { CriterionDefinition } from '../../core/guideline/documents.js';
import { parseRule } from '../../core/rules/parse-expression.js';
import type { Release } from '../../core/trial/release.js';
import { evaluate, type VignetteOrder, type VignetteOutcome } from '../../core/trial/vignette.js';
import type { DocumentSource } from './document-source.js';
import { bullets, code, plain, section, table } from './document-text.js';
import { ruleInWords } from './document-words.js';

/**
 * What changed in a guideline since a release, for a committee: a summary of at most three pages first, then the open
 * questions, rows, facts and ratings, and the cases that would be answered otherwise at the end.
 */
export function changesAsMarkdown(source: DocumentSource, release: Release): string {
  const answers = changedAnswers(source, release);
  const parts = [rowsChanged(source, release), factsChanged(source, release), ratingsChanged(source, release)];
  return [
    `# ${source.head.title}: changes from ${release.version} to ${source.head.version}`,
    summary(source, release, [...parts, answers]),
    openQuestions(source),
    ...parts.map(({ text }) => text),
    answers.text,
    '',
  ].join('\n\n');
}

/** One section, and how many things of what kind it holds. */
interface Part {
  readonly text: string;
  readonly count: string;
}

function summary({ head, fingerprint, documents }: DocumentSource, release: Release, parts: readonly Part[]): string {
  const said = head.changes
    .filter(({ version }) => version !== release.version)
    .map(({ version, on, text }) => `**${version}**, ${on}: ${plain(text)}`);
  const isNew = new Set(release.vignettes.map(({ id }) => id));
  return section(
    'Summary',
    `Version ${head.version} of ${head.reviewedOn}, fingerprint ${code(fingerprint)}; compared with ${release.version}, of which ${isNew.size} cases were kept.`,
    said.join('\n\n'),
    bullets(parts.map(({ count }) => count)),
    'What a row answers now:',
    bullets(answersMoved(head.version, release, documents.criteria)),
    table(['Reviewed by', 'On', 'Signature'], [['', '', '']]),
  );
}

/** One line for each row that is new, gone or answers with another rating. */
function answersMoved(version: string, release: Release, criteria: readonly CriterionDefinition[]): readonly string[] {
  const before = new Map(release.rows.map((row) => [row.id, row]));
  const now = criteria.flatMap(({ id, rating, summary }) => {
    const old = before.get(id);
    if (old === undefined) return [`**${wordsOfId(id)}** (new, ${wordsOfId(rating)}): ${plain(summary)}`];
    return old.rating === rating
      ? []
      : [`**${wordsOfId(id)}**: ${wordsOfId(old.rating)} in ${release.version}, ${wordsOfId(rating)} in ${version}`];
  });
  const gone = release.rows.filter(({ id }) => !criteria.some((row) => row.id === id));
  return [...now, ...gone.map(({ id, rating }) => `**${wordsOfId(id)}** (gone, was ${wordsOfId(rating)})`)];
}

function openQuestions({ head }: DocumentSource): string {
  const lines = head.openQuestions.map(
    ({ id, text, setting }) => `**${id}** ${plain(text)}${setting === undefined ? '' : ` *${plain(setting)}*`}`,
  );
  return section(
    'Open questions',
    'To the reviewer, each with the place of the setting that is in force.',
    bullets(lines),
  );
}

function rowsChanged(source: DocumentSource, release: Release): Part {
  const { criteria } = source.documents;
  const before = new Map(release.rows.map((row) => [row.id, row]));
  const added = criteria.filter(({ id }) => !before.has(id));
  const removed = release.rows.filter(({ id }) => !criteria.some((row) => row.id === id));
  const changed = criteria.flatMap((row) => {
    const old = before.get(row.id);
    const isSame = old === undefined || (old.when === row.when && old.rating === row.rating && old.group === row.group);
    return isSame ? [] : [{ row, old }];
  });
  const rows = [
    ...added.map((row) => ['new', wordsOfId(row.id), '', answer(source, row)]),
    ...changed.map(({ row, old }) => ['changed', wordsOfId(row.id), answer(source, old), answer(source, row)]),
    ...removed.map((row) => ['gone', wordsOfId(row.id), answer(source, row), '']),
  ];
  return {
    count: `Rows of the decision table: ${added.length} new, ${changed.length} changed, ${removed.length} gone.`,
    text: section('Rows', table(['', 'Row', `In ${release.version}`, `In ${source.head.version}`], rows)),
  };
}

function answer(source: DocumentSource, { when, rating, group }: Release['rows'][number]): string {
  return `${wordsOfId(rating)} if ${ruleInWords(source, when)}; studies as in group “${plain(source.groupName(group))}”`;
}

function factsChanged(source: DocumentSource, release: Release): Part {
  const { facts, derived } = source.documents;
  const now: { readonly [name: string]: string } = {
    ...textsOf(facts, ({ definition, silence, window }) => factText(definition, silence, window)),
    ...textsOf(derived, ({ when }) => ruleInWords(source, when)),
  };
  const then: { readonly [name: string]: string } = {
    ...textsOf(release.facts, ({ definition, silence, window }) => factText(definition, silence, window)),
    ...textsOf(release.derived, ({ when }) => ruleInWords(source, when)),
  };
  const labelThen = (name: string): string => release.facts[name]?.label ?? release.derived[name]?.label ?? name;
  const added = Object.keys(now).filter((name) => !(name in then));
  const changed = Object.keys(now).filter((name) => name in then && now[name] !== then[name]);
  const removed = Object.keys(then).filter((name) => !(name in now));
  const rows = [
    ...added.map((name) => ['new', plain(source.labelOf(name)), '', now[name] ?? '']),
    ...changed.map((name) => ['changed', plain(source.labelOf(name)), then[name] ?? '', now[name] ?? '']),
    ...removed.map((name) => ['gone', plain(labelThen(name)), then[name] ?? '', '']),
  ];
  return {
    count: `Facts and derived facts: ${added.length} new, ${changed.length} changed, ${removed.length} gone.`,
    text: section('Facts', table(['', 'Fact', `In ${release.version}`, `In ${source.head.version}`], rows)),
  };
}

function textsOf<Value>(values: { readonly [name: string]: Value }, text: (value: Value) => string) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)]));
}

function factText(definition: string, silence: string, window: unknown): string {
  return plain(`${definition} (silence ${silence}${window === undefined ? '' : `, window ${String(window)}`})`);
}

function ratingsChanged(source: DocumentSource, release: Release): Part {
  const { documents, head } = source;
  const { groups, modifiers, studies } = documents.ratings;
  const names = [...new Set([...Object.keys(groups), ...Object.keys(release.groups)])];
  const changed = names.filter((name) => groups[name] !== release.groups[name]);
  const before = new Map(release.modifiers.map((modifier) => [modifier.id, modifier.when]));
  const otherwise = modifiers.filter(({ id, when }) => before.get(id) !== when);
  const ofGroup = (row: string | undefined): string =>
    row === undefined
      ? ''
      : rowRatings(studies, row)
          .map(({ label, rating }) => `${plain(label)}: ${rating === 'unrated' ? 'not rated' : wordsOfId(rating)}`)
          .join(', ');
  const modified = (when: string | undefined): string => (when === undefined ? '' : `if ${ruleInWords(source, when)}`);
  const rows = [
    ...changed.map((name) => [
      `group “${plain(source.groupName(name))}”`,
      ofGroup(release.groups[name]),
      ofGroup(groups[name]),
    ]),
    ...otherwise.map(({ id, when, note }) => [
      wordsOfId(id),
      modified(before.get(id)),
      `${modified(when)}${note === undefined ? '' : `: ${plain(note)}`}`,
    ]),
  ];
  return {
    count: `Ratings of studies: ${changed.length} groups and ${otherwise.length} modifiers changed.`,
    text: section('Study ratings', table(['', `In ${release.version}`, `In ${head.version}`], rows)),
  };
}

/** The cases of the release that this version answers otherwise. */
function changedAnswers({ documents, head }: DocumentSource, release: Release): Part {
  const guideline = compileGuideline(documents, parseRule);
  let count = 0;
  const rows = release.vignettes.flatMap(({ id, title, facts, order, expected, additionalOrders = [] }) =>
    [{ order, expected }, ...additionalOrders].flatMap((one) => {
      count += 1;
      const got = evaluate(guideline, facts, one.order);
      const isSame = (['rating', 'criterion', 'studyRating', 'pama'] as const).every(
        (part) => got[part] === one.expected[part],
      );
      return isSame
        ? []
        : [[plain(id), plain(title), orderText(one.order), outcomeText(one.expected), outcomeText(got)]];
    }),
  );
  return {
    count: `Cases of ${release.version} that are answered otherwise: ${rows.length} of ${count} (appendix).`,
    text: section(
      'Appendix: cases that are answered otherwise',
      table(['Case', '', 'Order', `In ${release.version}`, `In ${head.version}`], rows),
    ),
  };
}

function orderText({ modality, region, contrast }: VignetteOrder): string {
  return [modality, region, contrast ?? ''].join(' ').trim();
}

function outcomeText({ rating, criterion, studyRating }: VignetteOutcome): string {
  return `${wordsOfId(rating)} (${wordsOfId(criterion)}), study ${wordsOfId(studyRating)}`;
}
