import type { Card } from '../../core/contract/hook-response.js';
import type { RecordPart } from '../../core/contract/patient-record.js';
import type { Guideline } from '../../core/guideline/guideline.js';
import { phrase } from '../../core/guideline/phrase.js';
import { type FactValue, isAtLeast } from '../../core/values/fact.js';
import { type Paint, printable, type Terminal, wrap } from '../terminal/terminal.js';
import { markdownAsText } from '../terminal/terminal-markdown.js';
import type {
  FactExplanation,
  OrderExplanation,
  RowExplanation,
  StudyExplanation,
  TermExplanation,
} from './explain-decision.js';

/** Why a record and its draft orders get the answers they get. */
export interface Explanation {
  /** the evaluation day, YYYY-MM-DD */
  readonly asOf: string;
  readonly patient: string;
  /** how many resources were read */
  readonly resources: number;
  readonly unreadParts: readonly RecordPart[];
  readonly orders: readonly OrderExplanation[];
  /** drafts that no guideline answers: not selected, or not recognised as imaging of the spine */
  readonly unanswered: readonly string[];
}

interface Page {
  readonly paint: Paint;
  readonly columns: number;
  readonly guideline: Guideline;
}

const mostTerms = 3; // terms shown below a row, and facts beside a term; --json has them all
const mostCauses = 5;
const termIndent = ' '.repeat(16);

/** An explanation for people: the answer, the facts with their proofs, the table row by row, the ratings, the card. */
export function explanationAsText(
  explanation: Explanation,
  { terminal, guidelines }: { readonly terminal: Terminal; readonly guidelines: readonly Guideline[] },
): string {
  const { asOf, patient, resources, unreadParts, orders, unanswered } = explanation;
  const { paint, columns } = terminal;
  const unread = unreadParts.length === 0 ? '' : `, not read: ${unreadParts.join(', ')}`;
  const head = `${paint('bold', 'Record')}     ${printable(patient)}, ${resources} resources${unread}; as of ${asOf}`;
  const parts = orders.flatMap((order) => {
    const guideline = guidelines.find(({ id }) => id === order.guideline);
    return guideline === undefined ? [] : [orderText(order, { paint, columns, guideline })];
  });
  const rest = unanswered.map(
    (order) =>
      `${paint('bold', 'No answer')}  ${printable(order)}: not selected, or not recognised as imaging of the spine`,
  );
  return `${[head, ...parts, ...rest].join('\n\n')}\n`;
}

function orderText(order: OrderExplanation, page: Page): string {
  const { paint } = page;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`${paint('bold', title)}\n${lines.join('\n')}`];
  const base = order.facts.filter(({ kind }) => kind === 'base');
  const isSilent = ({ basis, value }: FactExplanation): boolean => basis === 'silent' && value !== 'unknown';
  const known = base.filter((fact) => fact.value !== 'unknown' && !isSilent(fact));
  const suspected = base.filter((fact) => fact.suspected);
  const unknown = base.filter((fact) => fact.value === 'unknown' && !fact.suspected);
  const absent = base.filter(isSilent).map(({ fact }) => fact);
  return [
    answerText(order, page),
    ...section(
      'FACTS',
      known.flatMap((fact) => factLines(fact, page)),
    ),
    ...section(
      'SUSPECTED: unknown, but something points to them',
      suspected.flatMap((fact) => factLines(fact, page)),
    ),
    ...section(
      'UNKNOWN',
      unknown.flatMap((fact) => factLines(fact, page)),
    ),
    ...section(
      'NOT RECORDED, taken as absent',
      absent.length === 0 ? [] : [wrap(`  ${absent.join(', ')}`, page.columns, '  ')],
    ),
    ...section(
      'DERIVED FACTS',
      order.facts.filter(({ kind }) => kind === 'derived').flatMap((fact) => factLines(fact, page)),
    ),
    ...section(
      'DECISION TABLE: the first row that is true answers',
      order.rows.map((row) => rowText(row, order, page)),
    ),
    ...section(
      'STUDIES',
      order.studies.map((study) => studyText(study, page)),
    ),
    ...section('CARD', [order.card === undefined ? '  no card is shown' : cardText(order.card, page)]),
  ].join('\n\n');
}

function answerText(order: OrderExplanation, { paint, guideline }: Page): string {
  const { study, criterion, rating, studyRating, pama } = order;
  const row = order.rows.findIndex((one) => one.criterion === criterion) + 1;
  const kind = guideline.documents.ratings.studies[study.kind ?? '']?.label ?? study.modality;
  const assumed = study.isRegionAssumed ? ' (assumed)' : '';
  const lines = [
    `${paint('bold', 'Order')}      ${printable(order.order)}: ${kind}, ${study.region}${assumed}`,
    `${paint('bold', 'Guideline')}  ${order.guideline} ${order.version}`,
    `${paint('bold', 'Answer')}     ${paint('bold', rating)} by row ${row}, ${criterion}`,
    `${paint('bold', 'Study')}      ${paintRating(studyRating, paint)}; PAMA ${pama}`,
  ];
  return [...lines, ...insteadOfText(order, paint)].join('\n');
}

/** The row that would have answered, and why the last one answers in its place. */
function insteadOfText({ kind, insteadOf, rows }: OrderExplanation, paint: Paint): readonly string[] {
  if (insteadOf === undefined) return [];
  const { criterion, rating, openParts, unsettled } = insteadOf;
  const open =
    unsettled.length > 0 ? `not settled: ${unsettled.join(', ')}` : `not read in full: ${openParts.join(', ')}`;
  const row = `row ${rows.findIndex((one) => one.criterion === criterion) + 1}, ${criterion}`;
  return kind === 'withheld'
    ? [`${paint('bold', 'Withheld')}   "${rating}" by ${row}; ${open}`]
    : [`${paint('bold', 'Disabled')}   "${rating}" by ${row}, which is switched off`];
}

function factLines(fact: FactExplanation, { paint, guideline, columns }: Page): readonly string[] {
  const value = fact.suspected
    ? paint('yellow', pad('suspected', 14))
    : paintValue(fact.value, paint, guideline, fact.fact);
  const basis = fact.kind === 'base' ? ` ${paint('dim', pad(fact.basis, 11))}` : '';
  const proofs = fact.proofs.map(({ date, reference, display, says }) => {
    const line = `${date ?? 'undated'}  ${printable(reference)}  "${printable(display)}"  ${says}`;
    return paint('dim', wrap(`      ${line}`, columns, '        '));
  });
  return [`  ${pad(fact.fact, 28)} ${value}${basis} ${printable(fact.label)}`, ...proofs];
}

function rowText(row: RowExplanation, order: OrderExplanation, { paint, columns, guideline }: Page): string {
  const mark = row.isDeciding ? '>' : ' ';
  const truth = paintTruth(row.truth, paint);
  const fate = row.isDeciding && order.kind !== 'row' ? `  (${order.kind})` : '';
  const head = `${mark} ${String(row.row).padStart(3)}  ${truth}  ${row.criterion}${fate}`;
  const terms = row.terms.slice(0, mostTerms).map((term) => termText(term, guideline));
  const rest = row.terms.length - terms.length;
  const lines = [...terms, ...(rest > 0 ? [`and ${rest} more`] : [])];
  const why = lines
    .map((line) => `\n${paint('dim', wrap(`${termIndent}${line}`, columns, `${termIndent}  `))}`)
    .join('');
  if (row.isDeciding) return paint('bold', head) + why;
  return row.isAsked ? head + why : paint('dim', `${head}  (not asked)`) + why;
}

function termText({ term, because }: TermExplanation, guideline: Guideline): string {
  const shown = because.slice(0, mostCauses).map(({ fact, value, suspected }) => {
    const words = suspected ? 'suspected' : valueText(value, guideline, fact);
    return fact === term ? words : `${fact} ${words}`;
  });
  if (shown.length === 0) return term;
  const rest = because.length - shown.length;
  return `${term}: ${[...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ')}`;
}

function studyText({ study, label, rating, isOrdered, changedBy }: StudyExplanation, { paint }: Page): string {
  const mark = isOrdered ? '>' : ' ';
  const changes = changedBy.length === 0 ? '' : paint('dim', `  changed by ${changedBy.join(', ')}`);
  return `${mark} ${pad(study, 10)} ${pad(label, 30)} ${paintRating(rating, paint)}${changes}`;
}

/** The card as a client would show it, without its colours. */
function cardText(card: Card, { paint, columns }: Page): string {
  const width = Math.max(40, columns - 4);
  const buttons = (card.suggestions ?? []).map(
    ({ label, isRecommended }) => `[${printable(label)}]${isRecommended === true ? ' recommended' : ''}`,
  );
  const reasons = (card.overrideReasons ?? []).map(({ display, code }) => printable(display ?? code));
  const list = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [paint('bold', title), ...items.map((item) => wrap(`- ${item}`, width, '  ')), ''];
  const lines = [
    wrap(`${paintIndicator(card.indicator, paint)}  ${paint('bold', printable(card.summary))}`, width),
    '',
    markdownAsText(card.detail ?? '', width, paint),
    '',
    ...list('Suggestions', buttons),
    ...list('Override reasons', reasons),
    `Source: ${printable(card.source.label)}`,
  ];
  return lines
    .join('\n')
    .split('\n')
    .map((line) => (line === '' ? '  |' : `  | ${line}`))
    .join('\n');
}

function valueText(value: FactValue | 'unknown', guideline: Guideline, fact: string): string {
  if (typeof value === 'boolean') return phrase(guideline, value ? 'yes' : 'no');
  if (isAtLeast(value)) return `at least ${value.atLeast}`;
  const unit = guideline.documents.facts[fact]?.type === 'days' && value !== 'unknown' ? ' days' : '';
  return `${printable(String(value))}${unit}`;
}

function paintValue(value: FactValue | 'unknown', paint: Paint, guideline: Guideline, fact: string): string {
  const text = pad(valueText(value, guideline, fact), 14);
  if (value === 'unknown') return paint('yellow', text);
  return value === true ? paint('green', text) : text;
}

function paintTruth(truth: RowExplanation['truth'], paint: Paint): string {
  if (truth === 'unknown') return paint('yellow', 'unknown');
  return truth ? paint('green', 'true   ') : paint('dim', 'false  ');
}

function paintRating(rating: string, paint: Paint): string {
  if (rating === 'appropriate') return paint('green', rating);
  if (rating === 'not-appropriate') return paint('red', rating);
  return rating === 'may-be-appropriate' ? paint('yellow', rating) : rating;
}

function paintIndicator(indicator: Card['indicator'], paint: Paint): string {
  if (indicator === 'critical') return paint('red', 'CRITICAL');
  return indicator === 'warning' ? paint('yellow', 'WARNING') : paint('cyan', 'INFO');
}

function pad(text: string, width: number): string {
  return text.padEnd(width);
}
