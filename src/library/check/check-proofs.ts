import { toVignette } from '../../core/proof/counterexample.js';
import type { ProofFinding } from '../../core/proof/properties.js';
import { type ProofReport, proveGuideline } from '../../core/proof/prove-guideline.js';
import type { ValuePath } from '../source-file.js';
import type { CheckContext } from './check-context.js';

type Violation = Extract<ProofFinding, { readonly kind: 'violation' }>;

/** A fault in a gate shows in every row below it. */
const mostNamedRows = 5;

/** Proves the decision table and reports what does not hold at the row that answers. */
export function checkProofs(context: CheckContext, onProgress?: (done: number, all: number) => void): ProofReport {
  const report = proveGuideline(context.documents, onProgress);
  const violations = new Map<string, Violation[]>();
  for (const finding of report.findings)
    if (finding.kind === 'violation')
      violations.set(finding.property, [...(violations.get(finding.property) ?? []), finding]);
    else reportFinding(context, report, finding);
  for (const group of violations.values()) reportViolations(context, report, group);
  return report;
}

/** One problem per property: the row with the smallest combination in full, the other rows by name. */
function reportViolations(context: CheckContext, report: ProofReport, violations: readonly Violation[]): void {
  const [first, ...others] = violations.toSorted((left, right) => sizeOf(report, left) - sizeOf(report, right));
  if (first === undefined) return;
  const { property, says, criterion, rating, before } = first;
  const change =
    before === undefined
      ? `${criterion} answers "${rating}"`
      : `${criterion} answers "${rating}" where ${before.criterion} answered, once ${before.facts.join(' or ')} changes`;
  const rows = [...new Set(others.map((other) => other.criterion))].filter((row) => row !== criterion);
  const named = rows.slice(0, mostNamedRows).join(', ');
  const unnamed = rows.length > mostNamedRows ? ` and ${rows.length - mostNamedRows} more` : '';
  const more = rows.length === 0 ? '' : ` (and so do ${named}${unnamed})`;
  const vignette = toVignette(context.documents, report, first);
  context.report('criteria', rowOf(context, criterion), `${property}: ${says}, but ${change}${more}:\n${vignette}`);
}

/** How many facts of a combination are not what silence means. */
function sizeOf({ domains }: ProofReport, { combination }: Violation): number {
  return domains.filter(({ silent }, index) => combination[index] !== silent).length;
}

function rowOf({ documents }: CheckContext, id: string): ValuePath {
  return ['criteria', documents.criteria.findIndex((row) => row.id === id)];
}

function reportFinding(
  context: CheckContext,
  report: ProofReport,
  finding: Exclude<ProofFinding, { readonly kind: 'violation' }>,
): void {
  const { criteria, proofs } = context.documents;
  const exceptionOf = (id: string): ValuePath => ['exceptions', proofs.exceptions.findIndex((one) => one.id === id)];
  switch (finding.kind) {
    case 'no-answer': {
      const vignette = toVignette(context.documents, report, finding);
      context.report('criteria', rowOf(context, criteria.at(-1)?.id ?? ''), `no row answers this:\n${vignette}`);
      return;
    }
    case 'unreachable': {
      const { criterion, shadowedBy } = finding;
      const why = shadowedBy.length === 0 ? 'its rule can never be true' : `it is shadowed by ${shadowedBy.join(', ')}`;
      context.report('criteria', rowOf(context, criterion), `${criterion} can never answer: ${why}`);
      return;
    }
    case 'unused-exception': {
      const { exception } = finding;
      context.report('proofs', exceptionOf(exception), `exception "${exception}" is not needed; remove it`);
      return;
    }
    case 'unknown-property': {
      const path = [...exceptionOf(finding.exception), 'property'];
      context.report('proofs', path, `no property "${finding.property}"`);
      return;
    }
    case 'gave-up':
      context.report('proofs', [], `the proof gave up on "${finding.question}"`);
  }
}
