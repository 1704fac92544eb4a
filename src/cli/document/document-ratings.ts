import { wordsOfId } from '../../core/document/criterion-entries.js';
import { groupRatings } from '../../core/document/group-ratings.js';
import type { ModifierDefinition } from '../../core/guideline/ratings-documents.js';
import type { DocumentSource } from './document-source.js';
import { bullets, code, plain, section, table } from './document-text.js';
import { ruleInWords } from './document-words.js';

/** How each group rates each study, and what changes such a rating. */
export function studyRatings(source: DocumentSource): string {
  const { ratings, criteria } = source.documents;
  const studies = Object.entries(ratings.studies);
  const rows = Object.keys(ratings.groups).map((group) => [
    `${plain(source.groupName(group))} (${code(group)})`,
    ...groupRatings(ratings, group).map(({ rating }) => (rating === 'unrated' ? '' : wordsOfId(rating))),
    criteria.flatMap((criterion, index) => (criterion.group === group ? [String(index + 1)] : [])).join(', '),
  ]);
  const headings = ['Group', ...studies.map(([, { label }]) => plain(label)), 'Rows'];
  return section(
    'Study ratings',
    'A row names a group; the group rates the ordered study. An empty field means that the study is not rated.',
    table(headings, rows),
    modifiers(source),
    pama(source),
  );
}

function modifiers(source: DocumentSource): string {
  const list = source.documents.ratings.modifiers;
  if (list.length === 0) return '';
  const rows = list.map((modifier, index) => [
    String(index + 1),
    code(modifier.id),
    ruleInWords(source, modifier.when),
    applies(source, modifier),
    effect(source, modifier),
    plain(modifier.note ?? ''),
  ]);
  const intro = 'Modifiers are applied one after the other, each to the ratings that the one before left.';
  return ['### Modifiers', intro, table(['', 'Modifier', 'If', 'Applies to', 'Effect', 'Said on the card'], rows)].join(
    '\n\n',
  );
}

function applies({ documents, groupName }: DocumentSource, modifier: ModifierDefinition): string {
  const rowsOf = (ids: readonly string[]): string =>
    ids.map((id) => documents.criteria.findIndex((criterion) => criterion.id === id) + 1).join(', ');
  const named = (ids: readonly string[]): string => ids.map((id) => `“${plain(groupName(id))}”`).join(', ');
  const { criteria, notCriteria, groups, notGroups, ratings } = modifier;
  const parts = [
    criteria === undefined ? '' : `rows ${rowsOf(criteria)}`,
    notCriteria === undefined ? '' : `rows other than ${rowsOf(notCriteria)}`,
    groups === undefined ? '' : `groups ${named(groups)}`,
    notGroups === undefined ? '' : `groups other than ${named(notGroups)}`,
    ratings === undefined ? '' : `answers ${ratings.map(wordsOfId).join(', ')}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'every row' : parts.join('; ');
}

function effect(
  { documents, groupName }: DocumentSource,
  { useGroup, set = {}, raise = [], offerRegion }: ModifierDefinition,
): string {
  const label = (study: string): string =>
    study === 'every' ? 'every study' : (documents.ratings.studies[study]?.label ?? study);
  const named = (ids: readonly string[]): string => ids.map((id) => `“${groupName(id)}”`).join(', ');
  const byChange = new Map<string, string[]>();
  for (const [study, change] of Object.entries(set)) {
    const words = typeof change === 'number' ? `${-change} step${change === -1 ? '' : 's'} lower` : wordsOfId(change);
    byChange.set(words, [...(byChange.get(words) ?? []), label(study)]);
  }
  const raised = raise.map(({ ifStudy, ifRating, groups, notGroups, set: studies }) => {
    const where = groups === undefined ? '' : ` in groups ${named(groups)}`;
    const except = notGroups === undefined ? '' : ` except in groups ${named(notGroups)}`;
    const changes = Object.entries(studies).map(([study, rating]) => `${label(study)}: ${wordsOfId(rating)}`);
    return `where ${label(ifStudy)} is ${wordsOfId(ifRating)}${where}${except}: ${changes.join(', ')}`;
  });
  return plain(
    [
      useGroup === undefined ? '' : `read group “${groupName(useGroup)}” instead`,
      ...raised,
      ...[...byChange].map(([words, names]) => `${names.join(', ')}: ${words}`),
      offerRegion === undefined ? '' : `offer the ${documents.phrases[`region.${offerRegion}`] ?? offerRegion} instead`,
    ]
      .filter((part) => part !== '')
      .join('; '),
  );
}

/** The rating codes that go back to the EHR for the Medicare programme. */
function pama({ documents }: DocumentSource): string {
  const { byStudyRating, byRating, unlessModality } = documents.ratings.pama;
  const lines = [
    ...Object.entries(byStudyRating).map(([rating, sent]) => {
      const finer = sent.finer === undefined ? '' : `, with ${code(sent.finer.code)} beside it`;
      return `a study that is ${wordsOfId(rating)}: ${code(sent.code)}${finer}`;
    }),
    ...Object.entries(byRating).map(([rating, sent]) => `the answer ${wordsOfId(rating)}: ${code(sent.code)}`),
    ...unlessModality.map((modality) => `nothing for a ${plain(modality)}`),
  ];
  return `### Rating codes sent to the EHR\n\n${bullets(lines)}`;
}
