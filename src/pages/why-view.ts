import { type Html, html, link } from './html.js';
import { ratingChip } from './rating-chip.js';

/** What is shown of the way to one answer: facts with their proof, and the rows down to the one that answered. */
export interface WhyView {
  readonly order: string;
  readonly criterion: string;
  readonly rating: string;
  readonly studyRating: string;
  readonly missing: readonly string[];
  readonly insteadOf: { readonly criterion: string } | undefined;
  readonly facts: readonly WhyFact[];
  readonly rows: readonly WhyRow[];
}

interface WhyFact {
  readonly fact: string;
  readonly label: string;
  readonly kind: 'base' | 'derived';
  readonly value: unknown;
  readonly suspected: boolean;
  readonly basis: string;
  readonly proofs: readonly WhyProof[];
}

interface WhyProof {
  readonly reference: string;
  readonly date?: string | undefined;
  readonly display?: string | undefined;
}

interface WhyRow {
  readonly row: number;
  readonly criterion: string;
  readonly rating: string;
  readonly truth: boolean | 'unknown';
  readonly isDeciding: boolean;
  readonly isAsked: boolean;
}

/** Draws the way to each answer; `none` is said where no order was answered. */
export function drawWhy(orders: readonly WhyView[]): Html {
  if (orders.length === 0)
    return html`<p>No order of this request is imaging of the spine, so nothing was decided.</p>`;
  return html`${orders.map(drawOrder)}`;
}

function drawOrder(order: WhyView): Html {
  const said = order.facts.filter(({ kind, value, proofs, suspected }) =>
    kind === 'base' ? proofs.length > 0 || suspected : value === true,
  );
  const asked = order.rows.filter(({ isAsked }) => isAsked);
  return html`<h3>${order.order}: ${link(`/criteria/${order.criterion}`, order.criterion.replaceAll('-', ' '))} ${ratingChip(order.rating)}</h3>
${order.insteadOf !== undefined && html`<p>In place of ${link(`/criteria/${order.insteadOf.criterion}`, order.insteadOf.criterion.replaceAll('-', ' '))}, which could not be said.</p>`}
${order.missing.length > 0 && html`<p>Asked for: ${order.missing.map((name) => labelOf(order, name)).join(', ')}.</p>`}
<h4>What is known</h4>
${said.length === 0 ? html`<p>Nothing in the record speaks to a fact.</p>` : html`<ul class="facts">${said.map(drawFact)}</ul>`}
<h4>Rows that were tried</h4>
<ol class="rows">${asked.map(drawRow)}</ol>`;
}

function labelOf(order: WhyView, name: string): string {
  return order.facts.find(({ fact }) => fact === name)?.label ?? name;
}

function drawFact({ label, value, suspected, kind, proofs }: WhyFact): Html {
  const words = value === true ? 'yes' : value === false ? 'no' : valueInWords(value);
  const proof = proofs.map(({ reference, date, display }) =>
    [display, date, reference].filter((part) => part !== undefined && part !== '').join(', '),
  );
  return html`<li><strong>${label}</strong>: ${words}${suspected && ', suspected'}${kind === 'derived' && html` <small>(follows)</small>`}${
    proof.length > 0 && html`<br><small>${proof.join(' · ')}</small>`
  }</li>`;
}

function valueInWords(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'atLeast' in value) return `at least ${String(value.atLeast)}`;
  return String(value);
}

const truths = { true: 'true', false: 'false', unknown: 'unknown' } as const;

function drawRow({ row, criterion, truth, isDeciding }: WhyRow): Html {
  const words = truths[`${truth}`];
  return html`<li value="${row}" class="truth-${words}">${link(`/criteria/${criterion}`, criterion.replaceAll('-', ' '))}: ${words}${
    isDeciding && html` <strong>– answers</strong>`
  }</li>`;
}
