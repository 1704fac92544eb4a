import { criterionEntries, preferredStudy, suggestionLine, wordsOfId } from '../../core/document/criterion-entries.js';
import type { CriterionDefinition } from '../../core/guideline/documents.js';
import { fill } from '../../core/guideline/phrase.js';
import type { DocumentSource } from './document-source.js';
import { bullets, code, entryAsMarkdown, lineAsMarkdown, linkTo, plain, section, table } from './document-text.js';
import { ruleInWords } from './document-words.js';

/** The decision table on a page: what leads to which answer, in the order in which the rows are tried. */
export function decisionTable(source: DocumentSource): string {
  const { criteria, ratings } = source.documents;
  const rows = criteria.map((criterion, index) => [
    String(index + 1),
    linkTo(headingOf(criterion, index), plain(wordsOfId(criterion.id))),
    ruleInWords(source, criterion.when),
    wordsOfId(criterion.rating),
    plain(preferredStudy(source, criterion)),
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
  const cited = vignettesOf(source, criterion.id);
  const vignettes = cited.length === 0 ? [] : [`**Vignettes:** ${cited.map((name) => code(name)).join(', ')}`];
  return [
    `### ${headingOf(criterion, index)}`,
    bullets([...criterionEntries(source, criterion).map(entryAsMarkdown), ...vignettes]),
    wordsOfCard(source, criterion.id),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** A suggestion as a clinician sees it, or its text where it is text. */
export function suggestionName(source: DocumentSource, id: string): string {
  return lineAsMarkdown(suggestionLine(source, id));
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
