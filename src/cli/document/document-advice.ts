import { wordsOfId } from '../../core/document/criterion-entries.js';
import type { NewOrderSuggestion, SuggestionDefinition } from '../../core/guideline/advice-documents.js';
import { suggestionName } from './document-criteria.js';
import type { DocumentSource } from './document-source.js';
import { code, plain, section, table } from './document-text.js';
import { ruleInWords } from './document-words.js';

const places = { top: 'under the rating', missing: 'with what is missing', end: 'at the end' } as const;

/** Lines that are added to a card whatever row answers. */
export function addedLines(source: DocumentSource): string {
  const rows = source.documents.overlays.map(({ id, when, unlessCriteria = [], unlessDocumented = [], ...line }) => [
    code(id),
    when === 'computed' ? 'the service decides' : ruleInWords(source, when),
    [...unlessCriteria.map(wordsOfId), ...unlessDocumented.map((fact) => `${source.labelOf(fact)} is documented`)]
      .map(plain)
      .join('; '),
    // the text is Markdown already; what is filled in stays visible
    line.text,
    `${line.indicator}, ${places[line.place]}`,
  ]);
  if (rows.length === 0) return '';
  const intro = 'They never change a rating. {{named}} stands for what the service names: facts, studies or orders.';
  return section('Added lines', intro, table(['Line', 'If', 'Not beside', 'Text', 'Urgency, place'], rows));
}

/** What a card offers to do with one click, and what it says. */
export function suggestions(source: DocumentSource): string {
  const rows = Object.entries(source.documents.suggestions).map(([id, suggestion]) => [
    suggestionName(source, id),
    wordsOfId(suggestion.kind),
    does(source, suggestion),
    suggestion.onlyIf === undefined ? '' : ruleInWords(source, suggestion.onlyIf),
    rowsWith(source, id),
  ]);
  if (rows.length === 0) return '';
  return section('Suggestions', table(['Suggestion', 'Kind', 'What it does', 'Offered only if', 'Rows'], rows));
}

function does(source: DocumentSource, suggestion: SuggestionDefinition): string {
  return parts(source, suggestion)
    .filter((part) => part !== '')
    .join('; ');
}

function parts(source: DocumentSource, suggestion: SuggestionDefinition): readonly string[] {
  switch (suggestion.kind) {
    case 'switch': {
      const other = source.documents.ratings.studies[suggestion.elseStudy ?? '']?.label;
      return [other === undefined ? '' : `${plain(other)} where contrast is not possible`];
    }
    case 'priority':
      return [`priority ${suggestion.priority}`];
    case 'order':
      return [
        ...suggestion.orders.map(
          ({ text, code: one }) => `orders ${plain(text)}${one === undefined ? '' : ` ${code(one.code)}`}`,
        ),
        ...partsOfOrder(suggestion),
      ];
    case 'referral':
    case 'followUp': {
      const { code: coding } = suggestion;
      return [coding === undefined ? '' : `${plain(coding.display)} ${code(coding.code)}`, ...partsOfOrder(suggestion)];
    }
    case 'document':
      return suggestion.choices.map(({ label, onlyIf }) => {
        const condition = onlyIf === undefined ? '' : ` (if ${ruleInWords(source, onlyIf)})`;
        return `“${plain(label)}”${condition}`;
      });
    case 'remove':
    case 'text':
      return [];
  }
}

function partsOfOrder({ priority, inDays, note, unlessOrdered }: NewOrderSuggestion): readonly string[] {
  return [
    priority === undefined ? '' : `priority ${priority}`,
    inDays === undefined ? '' : `in ${inDays} days`,
    note === undefined ? '' : `note: ${plain(note)}`,
    unlessOrdered === true ? 'not offered when ordered or done already' : '',
  ];
}

function rowsWith({ documents }: DocumentSource, suggestion: string): string {
  return documents.criteria
    .flatMap(({ suggest }, index) => (suggest.includes(suggestion) ? [String(index + 1)] : []))
    .join(', ');
}

/** Why a clinician may go on against a card. */
export function overrideReasons({ documents }: DocumentSource): string {
  const rows = Object.entries(documents.overrideReasons).map(([id, { display, asksComment, hl7 = [] }]) => [
    `${plain(display)} (${code(id)})`,
    asksComment === true ? 'yes' : 'no',
    hl7.map((one) => plain(documents.hl7Reasons[one] ?? one)).join('; '),
    documents.criteria.flatMap(({ override }, index) => (override.includes(id) ? [String(index + 1)] : [])).join(', '),
  ]);
  if (rows.length === 0) return '';
  return section('Override reasons', table(['Reason', 'Asks for a comment', 'Counted in HL7 as', 'Rows'], rows));
}
