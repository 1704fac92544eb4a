import { wordsOfId } from '../../core/document/criterion-entries.js';
import { addedLines, overrideReasons, suggestions } from './document-advice.js';
import { criteriaInDetail, decisionTable, headingOf } from './document-criteria.js';
import { derivedFacts, facts } from './document-facts.js';
import { safetyProperties, vignettes } from './document-proofs.js';
import { studyRatings } from './document-ratings.js';
import type { DocumentSource } from './document-source.js';
import { bullets, code, linkTo, plain, section, table } from './document-text.js';

/** A guideline as one Markdown document: what a clinical committee reads and signs. */
export function guidelineAsMarkdown(source: DocumentSource): string {
  const sections = [
    howToRead(source),
    decisionTable(source),
    criteriaInDetail(source),
    studyRatings(source),
    derivedFacts(source),
    facts(source),
    addedLines(source),
    suggestions(source),
    overrideReasons(source),
    safetyProperties(source),
    vignettes(source),
    guidance(source),
    openQuestions(source),
    sources(source),
    changeLog(source),
    approval(source),
  ].filter((text) => text !== '');
  return `${[title(source), contents(sections), ...sections].join('\n\n')}\n`;
}

function title(source: DocumentSource): string {
  const { head, documents, fingerprint } = source;
  const { criteria, facts: vocabulary, derived } = documents;
  const rows = [
    ['Version', plain(head.version)],
    ['Last reviewed', head.reviewedOn],
    ...siteRows(source),
    ...switchedOffRows(source),
    ['Status', plain(head.status ?? '')],
    ['Scope', plain(head.scope)],
    [
      'Source',
      head.source.url === undefined ? plain(head.source.label) : `[${plain(head.source.label)}](${head.source.url})`,
    ],
    [
      'Extent',
      `${criteria.length} rows, ${Object.keys(vocabulary).length} facts, ${Object.keys(derived).length} derived facts`,
    ],
    ['Fingerprint', `${code(fingerprint)} (changes with every rule, rating, code, word and vignette)`],
  ];
  return `# ${plain(head.title)}\n\n${table(['Guideline', code(head.id)], rows)}`;
}

/** Which of a site's changes concern this guideline: those in its folder, and those of what all share. */
function siteRows({ site, documents }: DocumentSource): readonly (readonly string[])[] {
  if (site === undefined) return [];
  const { id, borrow } = documents.guideline;
  const own = site.changes.filter(
    (change) => [id, borrow?.from, 'value-sets'].includes(change.split('/')[0]) || !change.includes('/'),
  );
  return [
    ['Site', plain(site.name)],
    ['Changed by the site', own.length === 0 ? 'nothing' : own.map(plain).join('; ')],
  ];
}

function switchedOffRows({ documents }: DocumentSource): readonly (readonly string[])[] {
  const rows = documents.criteria.flatMap(({ id, disabled }) =>
    disabled === undefined ? [] : [`${code(id)}: ${plain(disabled)}`],
  );
  return rows.length === 0 ? [] : [['Switched off', rows.join('; ')]];
}

function contents(sections: readonly string[]): string {
  const headings = sections.map((text) => /^## (.*)$/m.exec(text)?.[1] ?? '').filter((heading) => heading !== '');
  return bullets(headings.map((heading) => linkTo(heading, heading)));
}

function howToRead({ documents }: DocumentSource): string {
  const used = new Set(documents.criteria.map(({ rating }) => `rating.${rating}`));
  const meaning = Object.entries(documents.phrases)
    .filter(([name]) => used.has(name))
    .map(([name, words]) => `**${wordsOfId(name.slice('rating.'.length))}:** ${plain(words)}`);
  return section(
    'How to read this document',
    `The service reads facts from the patient's record. A fact is true, false or **unknown**, and unknown is never taken as
false. The decision table turns the facts into one answer about imaging, the answer's group rates the ordered study, and
the card tells the clinician why. The card is advice; the clinician decides.`,
    `In the conditions, a fact by itself means that it is documented as present, “**no** …” that it is known to be absent,
“… **not** established” that it is absent or unknown, “… suspected” that something in the record points to it without
settling it.`,
    bullets(meaning),
  );
}

/** Every statement of the guidance, and where it went: nothing is lost without a reader noticing. */
function guidance({ head, documents }: DocumentSource): string {
  const rows = Object.entries(head.guidance).map(([id, { text, where }]) => {
    const named = documents.criteria.flatMap((criterion, index) =>
      criterion.guidance.includes(id) ? [linkTo(headingOf(criterion, index), String(index + 1))] : [],
    );
    const elsewhere = head.guidanceElsewhere[id];
    return [id, where, plain(text), named.length > 0 ? `row ${named.join(', ')}` : plain(elsewhere ?? '')];
  });
  if (rows.length === 0) return '';
  const intro =
    'Every clinical statement of the source guidance, and where it is used. P3.1 is paragraph 3, sentence 1.';
  return section('Source guidance', intro, table(['', 'Where', 'Statement', 'Used in'], rows));
}

function openQuestions({ head }: DocumentSource): string {
  const rows = head.openQuestions.map(({ id, text, setting }) => [id, plain(text), plain(setting ?? ''), '']);
  if (rows.length === 0) return '';
  const intro = 'For the committee to answer; until then the guideline does what is written here.';
  return section('Open questions', intro, table(['', 'Question', 'Where it would be changed', 'Answer'], rows));
}

function sources({ head }: DocumentSource): string {
  const rows = Object.entries(head.sources).map(([key, { title: name, where, url }]) => [
    code(key),
    plain(name),
    url === undefined ? plain(where ?? '') : `[${plain(where ?? url)}](${url})`,
  ]);
  return rows.length === 0 ? '' : section('Sources', table(['Key', 'Source', 'Where'], rows));
}

function changeLog({ head }: DocumentSource): string {
  const rows = head.changes.map(({ version, on, text }) => [plain(version), on, plain(text)]);
  return rows.length === 0 ? '' : section('Change log', table(['Version', 'Date', 'Change'], rows));
}

const signatures = 4;

function approval({ head, fingerprint }: DocumentSource): string {
  const intro = `By signing, the committee approves version ${plain(head.version)} with the fingerprint ${code(fingerprint)}, and no other.`;
  const blank = Array.from({ length: signatures }, () => ['&nbsp;', '&nbsp;', '&nbsp;', '&nbsp;']);
  return section('Approval', intro, table(['Name', 'Role', 'Date', 'Signature'], blank));
}
