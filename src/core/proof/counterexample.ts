import type { GuidelineDocuments } from '../guideline/documents.js';
import { toFindingCode } from '../guideline/finding-code.js';
import { isAtLeast } from '../values/fact.js';
import type { FactCase } from './domain.js';
import type { ProofFinding } from './properties.js';
import type { ProofReport } from './prove-guideline.js';
import type { Combination } from './search.js';

const orderFacts: { readonly [fact: string]: string } = {
  orderModality: 'modality',
  orderRegion: 'region',
  orderContrast: 'contrast',
};

/** A combination of facts as a vignette in YAML that can be pasted into `vignettes/`; `expected` is what it gets now. */
export function toVignette(
  { criteria }: GuidelineDocuments,
  { domains }: ProofReport,
  finding: Extract<ProofFinding, { readonly combination: unknown }>,
): string {
  const cases = domains.flatMap((domain, index) => {
    const factCase = domain.cases[finding.combination[index] ?? 0];
    const isSilent = finding.combination[index] === domain.silent;
    return factCase === undefined ? [] : [{ fact: domain.fact, factCase, isSilent }];
  });
  const order = cases.flatMap(({ fact, factCase }) => {
    const part = orderFacts[fact];
    return part === undefined ? [] : [`${part}: ${String(factCase.value)}`];
  });
  const facts = cases
    .filter(({ fact, isSilent }) => !isSilent && !fact.startsWith('order'))
    .map(({ fact, factCase }) => `    ${toFindingCode(fact)}: ${valueText(factCase)}`);
  const criterion = finding.kind === 'violation' ? finding.criterion : (criteria.at(-1)?.id ?? '');
  const rating = finding.kind === 'violation' ? finding.rating : 'insufficient-information';
  return [
    `- id: ${finding.kind === 'violation' ? finding.property : 'no-answer'}`,
    '  title: the smallest combination that shows it; put the answer that is right',
    facts.length === 0 ? '  facts: {}' : '  facts:',
    ...facts,
    `  order: { ${order.join(', ')} }`,
    `  expected: { rating: ${rating}, criterion: ${criterion}, studyRating: unrated, pama: none }`,
    '  why: ""',
  ].join('\n');
}

/** A combination of facts in one line, as far as it is not what silence means. */
export function combinationText({
  domains,
  combination,
}: Pick<ProofReport, 'domains'> & { readonly combination: Combination }): string {
  const facts = domains.flatMap(({ fact, cases, silent }, index) => {
    const factCase = cases[combination[index] ?? 0];
    return combination[index] === silent || factCase === undefined
      ? []
      : [`${toFindingCode(fact)}: ${valueText(factCase)}`];
  });
  return facts.length === 0 ? 'nothing documented' : facts.join(', ');
}

function valueText({ value, suspected }: FactCase): string {
  if (value === undefined) return suspected ? 'suspected' : 'unknown';
  return isAtLeast(value) ? `{ atLeast: ${value.atLeast} }` : String(value);
}
