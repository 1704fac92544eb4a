/** In: a guideline as data. Out: what holds for every combination of facts, and a counterexample where it does not. */

import type { SafetyFlags } from '../guideline/derive.js';
import type { GuidelineDocuments } from '../guideline/documents.js';
import { proveChanges } from './change-properties.js';
import type { FactDomain } from './domain.js';
import {
  createProver,
  type ProofFinding,
  type ProvedProperty,
  proveRows,
  proveState,
  stateProperties,
} from './properties.js';
import { createProofTable } from './table.js';

/** What was proved about a guideline over all combinations of facts, and what was found wrong. */
export interface ProofReport {
  readonly domains: readonly FactDomain[];
  readonly rows: number;
  /** how many combinations of facts there are */
  readonly combinations: number;
  readonly questions: number;
  /** what counts as a red flag, and as an emergency sign */
  readonly redFlags: SafetyFlags;
  readonly emergencies: SafetyFlags;
  readonly properties: readonly ProvedProperty[];
  readonly findings: readonly ProofFinding[];
}

/**
 * Proves that exactly one row answers every combination of facts, that every row can answer, and that the safety and
 * change properties hold but for the named exceptions. Expects documents that passed the library's checks.
 */
export function proveGuideline(
  documents: GuidelineDocuments,
  onProgress: (done: number, all: number) => void = () => undefined,
): ProofReport {
  const table = createProofTable(documents);
  const prover = createProver(table, documents.proofs.exceptions);
  proveRows(prover);
  const states = stateProperties(documents, table).map((property) => proveState(property, prover));
  const changes = proveChanges(prover, documents.guideline.safety.screen, onProgress);
  const properties = [...states, ...changes];
  for (const exception of documents.proofs.exceptions)
    if (!properties.some(({ id }) => id === exception.property))
      prover.findings.push({ kind: 'unknown-property', exception: exception.id, property: exception.property });
    else if (!prover.used.has(exception.id))
      prover.findings.push({ kind: 'unused-exception', exception: exception.id });
  return {
    domains: table.facts,
    rows: table.before.rows.length,
    combinations: table.facts.reduce((product, { cases }) => product * cases.length, 1),
    questions: prover.questions(),
    redFlags: table.redFlags,
    emergencies: table.emergencies,
    properties,
    findings: prover.findings,
  };
}
