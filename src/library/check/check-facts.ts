import { recordParts } from '../../core/contract/patient-record.js';
import type { EvidenceDefinition, FactDefinition } from '../../core/guideline/documents.js';
import { evidenceRoles } from '../../core/guideline/guideline.js';
import { isUnit } from '../../core/values/quantity.js';
import type { CheckContext, Place } from './check-context.js';
import { checkParameters } from './check-parameters.js';
import { checkSilence } from './check-silence.js';

/** Checks what facts name: value sets, statements of the guidance, sources, parts of the record. */
export function checkFacts(context: CheckContext): void {
  const { facts, derived } = context.documents;
  for (const [fact, definition] of Object.entries(facts)) {
    if (fact in derived) context.report('facts', ['facts', fact], `"${fact}" is a derived fact as well`);
    checkFact(context, fact, definition);
  }
}

function checkFact(context: CheckContext, fact: string, definition: FactDefinition): void {
  const { expectKnown, expectAll, report, documents } = context;
  const { facts, guideline } = documents;
  const path = ['facts', fact];
  const at = (member: string): Place => ['facts', ...path, member];
  if (!context.isBorrowed('facts')) {
    expectAll(at('guidance'), definition.guidance, 'statement of the guidance', Object.keys(guideline.guidance));
    expectAll(at('sources'), definition.sources, 'source', Object.keys(guideline.sources));
  }
  expectAll(at('lists'), definition.lists, 'part of the record', recordParts);
  expectKnown(at('hintFor'), definition.hintFor, 'fact', Object.keys(facts));
  if (definition.silence === 'B' && (definition.lists ?? []).length === 0)
    report('facts', path, `${fact}: "lists" is missing, the parts of the record whose silence means false`);
  for (const [place, evidence] of (definition.evidence ?? []).entries())
    checkEvidence(context, ['facts', ...path, 'evidence', place], evidence);
  checkParameters(context, fact, definition);
  checkSilence(context, fact, definition);
}

const valueSetMembers = [...evidenceRoles, 'positive', 'negative', 'suspected'] as const;

function checkEvidence(
  { documents, expectKnown, expectAll, report }: CheckContext,
  place: Place,
  evidence: EvidenceDefinition,
): void {
  const known = Object.keys(documents.valueSets);
  for (const member of valueSetMembers) {
    const id = evidence[member];
    if (typeof id === 'string') expectKnown([...place, member], id, 'value set', known);
  }
  expectAll([...place, 'bodySite'], evidence.bodySite, 'value set', known);
  const [kind, ...path] = place;
  const { unit } = evidence;
  if (unit !== undefined && !isUnit(unit))
    report(kind, [...path, 'unit'], `unit: "${unit}" is no unit of UCUM: no value of a record could be read`);
}
