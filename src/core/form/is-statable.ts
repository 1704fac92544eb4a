import type { FactDefinition } from '../guideline/documents.js';

/** How facts are worked out that nobody states: from the order, the Patient, or two other facts. */
const heldElsewhere: ReadonlySet<unknown> = new Set([
  'order-indication',
  'age',
  'administrative-gender',
  'records-available',
  'contradicted-days',
]);

/** Whether a person can state the fact: neither the order nor the demographics of the record are asked of anybody. */
export function isStatable({ type, computed, silence, evidence }: FactDefinition): boolean {
  if (type === 'text' || heldElsewhere.has(computed?.by)) return false;
  // what is neither coded nor worked out can still be asked, but for what the order itself says
  return type === 'flag' || evidence !== undefined || computed?.by !== undefined || silence !== 'N';
}
