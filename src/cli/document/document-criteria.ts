import type { CriterionDefinition } from '../../core/guideline/documents.js';
import { fill } from '../../core/guideline/phrase.js';
import type { DocumentSource } from './document-source.js';
import { bullets, code, linkTo, plain, section, table, wordsOfId } from './document-text.js';
import { ruleInLines, ruleInWords } from './document-words.js';

/** The decision table on a page: what leads to which answer, in the order in which the rows are tried. */
export function decisionTable(source: DocumentSource): string {
  const { criteria, ratings } = source.documents;
  const rows = criteria.map((criterion, index) => [
    String(index + 1),
    linkTo(headingOf(criterion, index), plain(wordsOfId(criterion.id))),
    ruleInWords(source, criterion.when),
    wordsOfId(criterion.rating),
    preferred(source, criterion) || '',
  ]);
  const intro = `Rows are tried from top to bottom; the first row whose condition is true answers. The answer is about imaging
in this situation; how each study is rated follows from the row's group (${linkTo('Study ratings', 'study ratings')}).
${Object.keys(ratings.studies).length} kinds of study are rated.`;
  return section('Decision table', intro, table(['Row', 'Criterion', 'If', 'Imaging is', 'Preferred study'], rows));
}

/** Every row in full, with the words of its card. */
export function criteriaInDetail(source: DocumentSource): string {
  return section(
    'Criteria in detail',
    ...source.documents.criteria.map((one, index) => criterionInDetail(source, one, index)),
  );
}

/** A row as it is named in links. */
export function headingOf({ id }: CriterionDefinition, index: number): string {
  return `Row ${index + 1}: ${id}`;
}

function criterionInDetail(source: DocumentSource, criterion: CriterionDefinition, index: number): string {
  const { documents } = source;
  const { id, when, rating, group, indicator, summary, disabled, suggest, override, guidance } = criterion;
  const { join, lines } = ruleInLines(source, when);
  const condition = lines.length === 1 ? (lines[0] ?? '') : `${join}\n${bullets(lines)}`;
  const item = (name: string, text: string): readonly string[] => (text === '' ? [] : [`**${name}:** ${text}`]);
  const list = (name: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [`**${name}:**\n${bullets(items)}`];
  const cited = vignettesOf(source, id);
  return [
    `### ${headingOf(criterion, index)}`,
    bullets([
      ...item('Switched off', disabled === undefined ? '' : plain(disabled)),
      ...item('If', condition),
      ...item('Rule', code(when)),
      ...item('Imaging is', wordsOfId(rating)),
      ...item('Study ratings', `group “${plain(source.groupName(group))}” (${code(group)})`),
      ...item('Preferred study', preferred(source, criterion)),
      ...item('Card', indicator === 'none' ? 'none is shown' : `${plain(summary)} (${indicator})`),
      ...list(
        'Suggestions',
        suggest.map((name) => suggestionName(source, name)),
      ),
      ...list(
        'Override reasons',
        override.map((name) => plain(documents.overrideReasons[name]?.display ?? name)),
      ),
      ...list(
        'From the guidance',
        guidance.map((name) => guidanceText(source, name)),
      ),
      ...item('Source', [plain(criterion.source), sourceLinks(criterion.sources)].filter(Boolean).join(' ')),
      ...item('Vignettes', cited.map((name) => code(name)).join(', ')),
    ]),
    wordsOfCard(source, id),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function preferred({ documents }: DocumentSource, { prefer, preferRegion, preferNote }: CriterionDefinition): string {
  const names = prefer.map((study) => documents.ratings.studies[study]?.label ?? study).join(', then ');
  const region = preferRegion === undefined ? '' : `, ${documents.phrases[`region.${preferRegion}`] ?? preferRegion}`;
  if (preferNote === undefined) return plain(`${names}${region}`);
  return plain(names === '' ? preferNote : `${names}${region} (${preferNote})`);
}

/** A suggestion as a clinician sees it, or its text where it is text. */
export function suggestionName({ documents }: DocumentSource, id: string): string {
  const suggestion = documents.suggestions[id];
  if (suggestion === undefined) return `${plain(wordsOfId(id))} (${code(id)})`;
  const wanted = suggestion.kind === 'switch' ? suggestion.study : '';
  const study = documents.ratings.studies[wanted]?.label ?? 'the study';
  const label = suggestion.kind === 'text' ? suggestion.text : suggestion.label;
  return `${plain(fill(label, { study }))} (${code(id)})`;
}

function guidanceText({ head }: DocumentSource, id: string): string {
  const guidance = head.guidance[id];
  return guidance === undefined ? id : `${id}, ${guidance.where}: ${plain(guidance.text)}`;
}

/** Keys of sources as links to the list of sources. */
export function sourceLinks(keys: readonly string[] | undefined): string {
  return keys === undefined || keys.length === 0 ? '' : `[${keys.map((key) => linkTo('Sources', key)).join(', ')}]`;
}

function vignettesOf({ vignettes }: DocumentSource, criterion: string): readonly string[] {
  return vignettes
    .filter(({ expected, additionalOrders = [] }) =>
      [expected, ...additionalOrders.map((order) => order.expected)].some((one) => one.criterion === criterion),
    )
    .map(({ id }) => id);
}

/** The words of the card as a quotation, so that they are read as what the clinician reads. */
function wordsOfCard({ documents, labelOf }: DocumentSource, criterion: string): string {
  const names = [...Object.keys(documents.facts), ...Object.keys(documents.derived)];
  const filledIn = {
    study: '‹the ordered study›',
    ...Object.fromEntries(names.map((name) => [name, `‹${labelOf(name)}›`])),
  };
  const text = Object.entries(documents.words[criterion] ?? {})
    .map(([heading, words]) => `**${plain(heading)}**\n\n${fill(words, filledIn)}`)
    .join('\n\n');
  if (text === '') return '';
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}
