import { type RecordPart, recordParts } from '../contract/patient-record.js';
import type { EvidenceDefinition, FactDefinition } from './documents.js';

/** Where evidence of each role is read from, beside observations and conditions. */
const partsOfRole: { readonly [role in keyof EvidenceDefinition]?: readonly RecordPart[] } = {
  finding: ['conditions', 'observations', 'procedures', 'encounters'],
  history: ['conditions', 'observations', 'procedures', 'encounters'],
  absence: ['conditions', 'observations'],
  stated: ['observations'],
  answer: ['observations', 'diagnosticReports'],
  measurement: ['observations'],
  medication: ['medicationRequests', 'medicationStatements'],
  procedure: ['conditions', 'observations', 'procedures', 'encounters', 'appointments', 'carePlans'],
  device: ['conditions', 'observations', 'devices', 'deviceUseStatements'],
  allergy: ['allergies'],
};

/** Every part of a record in which something may stand that speaks to a fact; `lists` adds what its definition cannot show. */
export function carriersOf(definition: FactDefinition): readonly RecordPart[] {
  const parts = new Set<string>(definition.lists);
  parts.add('observations');
  if (definition.type === 'flag') for (const part of ['conditions', 'encounters']) parts.add(part);
  for (const evidence of definition.evidence ?? []) {
    if (evidence.resources?.includes('ServiceRequest') === true) parts.add('serviceRequests');
    for (const [role, carriers] of Object.entries(partsOfRole))
      if (role in evidence) for (const part of carriers) parts.add(part);
  }
  return recordParts.filter((part) => parts.has(part));
}
