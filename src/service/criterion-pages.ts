import type { CriterionDefinition, GuidelineDocuments } from '../core/guideline/documents.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { inLanguage } from '../core/guideline/in-language.js';
import { findPhrase, phrase, phraseOf } from '../core/guideline/phrase.js';
import { rowTitle } from '../core/guideline/row-title.js';
import type { WriteCriterionPage } from '../http/endpoints/criterion-page.js';

/** The sections of a row's words on its page, with the phrase of each heading. */
const sections = [
  ['What to do', 'whatToDo'],
  ['What would change this', 'changes'],
  ['Why', 'why'],
  ['For the patient', 'forThePatient'],
] as const;

/** Writes the page of a row and the leaflet for the patient; what writes Markdown and rules is loaded when first asked for. */
export function createCriterionPages(guidelines: () => readonly Guideline[]): WriteCriterionPage {
  return async ({ criterion, kind, acceptLanguage }) => {
    const found = guidelines().find(({ documents }) => rowOf(documents, criterion) !== undefined);
    if (found === undefined) return undefined;
    const guideline = inLanguage(found, undefined, acceptLanguage);
    const row = rowOf(guideline.documents, criterion);
    if (row === undefined || row.indicator === 'none') return undefined;
    const markdown = kind === 'page' ? await criterionMarkdown(guideline, row) : leafletMarkdown(guideline, row);
    if (markdown === undefined) return undefined;
    const { markdownAsPage } = await import('../cli/document/document-page.js');
    return markdownAsPage(markdown, rowTitle(guideline, criterion), phrase(guideline, 'page.language'));
  };
}

function rowOf({ criteria }: GuidelineDocuments, id: string): CriterionDefinition | undefined {
  return criteria.find((row) => row.id === id);
}

/** What the row answers and when, its words, and where they come from. */
async function criterionMarkdown(guideline: Guideline, row: CriterionDefinition): Promise<string> {
  const [{ ruleInLines }, { bullets, plain }, { parseExpression }] = await Promise.all([
    import('../cli/document/document-words.js'),
    import('../cli/document/document-text.js'),
    import('../core/rules/parse-expression.js'),
  ]);
  const { documents } = guideline;
  const { guideline: head, words } = documents;
  const rule = ruleInLines({ documents, labelOf: guideline.labelOf, parse: parseExpression }, row.when);
  const own = words[row.id] ?? {};
  const texts = sections.flatMap(([section, name]) => {
    const text = own[section];
    return text === undefined ? [] : [`## ${phrase(guideline, name)}`, text];
  });
  const sources = row.sources.flatMap((key) => {
    const source = head.sources[key];
    if (source === undefined) return [];
    return source.url === undefined
      ? plain(`${source.title} (${source.where ?? ''})`)
      : `[${plain(source.title)}](${source.url})`;
  });
  const hasLeaflet = own['For the patient'] !== undefined;
  return [
    `# ${plain(rowTitle(guideline, row.id))}`,
    `**${plain(row.summary)}**`,
    findPhrase(guideline, 'rating', row.id) ?? phraseOf(guideline, 'rating', row.rating),
    ...(hasLeaflet ? [`[${phrase(guideline, 'link.leaflet')}](${row.id}/leaflet)`] : []),
    `## ${phrase(guideline, 'page.when')}`,
    ...(rule.join === '' ? [] : [phrase(guideline, rule.join === 'all of' ? 'page.allOf' : 'page.anyOf')]),
    bullets(rule.lines),
    ...texts,
    `## ${phrase(guideline, 'page.sources')}`,
    plain(row.source),
    bullets(sources),
    footerOf(guideline),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The words for the patient alone, to be printed. */
function leafletMarkdown(guideline: Guideline, { id }: CriterionDefinition): string | undefined {
  const text = guideline.documents.words[id]?.['For the patient'];
  if (text === undefined) return undefined;
  return [`# ${phrase(guideline, 'leaflet.title')}`, text, phrase(guideline, 'leaflet.ask')].join('\n\n');
}

function footerOf(guideline: Guideline): string {
  const { title, version, reviewedOn } = guideline.documents.guideline;
  return phrase(guideline, 'page.footer', { title, version, reviewedOn });
}
