import { partsOfRole } from '../../core/guideline/compile-guideline.js';
import type { EvidenceDefinition, FactDefinition } from '../../core/guideline/documents.js';
import { evidenceRoles } from '../../core/guideline/guideline.js';
import { isObject } from '../../core/values/json.js';
import type { CheckContext } from './check-context.js';

/** Checks that what silence means for a fact can be: a class that its type, its evidence or its lists deny would say "no". */
export function checkSilence(context: CheckContext, fact: string, definition: FactDefinition): void {
  const { silence, type, computed } = definition;
  const { screen } = context.documents.guideline.safety;
  const report = (member: string, message: string): void =>
    context.report('facts', ['facts', fact, member], `${member}: ${message}`);
  if (silence !== 'A' && screen.includes(fact))
    report('silence', `"${fact}" belongs to the core screen, which must be asked: its class is A, not ${silence}`);
  if (silence === 'A' && !screen.includes(fact))
    report('silence', `A is the class of the core screen, and safety.screen in guideline.yaml does not name "${fact}"`);
  const isValue = type !== 'flag' && computed?.by !== 'strongest-caution';
  if (silence !== 'N' && isValue)
    report('silence', `${silence} makes silence a "no", which a fact of type ${type} cannot be: its class is N`);
  if (silence === 'C') checkNoted(definition, report);
  if (silence === 'B') checkLists(fact, definition, report);
  checkSaid(definition, report);
}

type Report = (member: string, message: string) => void;

/** Class C is settled by observations and conditions alone. */
function checkNoted({ evidence = [] }: FactDefinition, report: Report): void {
  const elsewhere = evidence.flatMap(rolesOf).find((role) => listRoles.includes(role));
  if (elsewhere !== undefined)
    report(
      'silence',
      `C is settled by observations and conditions, and a ${elsewhere} stands elsewhere: B, with "lists"`,
    );
}

const listRoles: readonly string[] = ['medication', 'procedure', 'device', 'allergy'];

/** A list on which nothing that speaks to the fact can stand proves nothing by its silence. */
function checkLists(fact: string, { evidence = [], lists = [], computed }: FactDefinition, report: Report): void {
  if (evidence.length === 0 || computed?.by !== undefined) return;
  const carriers = evidence.flatMap(rolesOf).flatMap((role): readonly string[] => partsOfRole[role] ?? []);
  const empty = lists.find((part) => !carriers.includes(part));
  if (empty !== undefined)
    report('lists', `no evidence of "${fact}" can stand in ${empty}, so that its silence proves nothing`);
}

function rolesOf(evidence: EvidenceDefinition) {
  return evidenceRoles.filter((role) => role in evidence);
}

const daysOf: { readonly [unit: string]: number } = { day: 1, week: 7, month: 30, year: 365 };
const said = /\b(?:last|past) (\d+) (day|week|month|year)s?\b/g;

/** "In the last 90 days" is said of a number of the fact: its window, that of a piece of evidence, a parameter. */
function checkSaid({ label, ask, definition, ...own }: FactDefinition, report: Report): void {
  const numbers = numbersIn(own);
  for (const [member, text] of Object.entries({ label, ask, definition }))
    for (const [words, count = '', unit = ''] of text.matchAll(said)) {
      const days = Number(count) * (daysOf[unit] ?? 1);
      if (!numbers.includes(days)) report(member, `"${words}", and no window or parameter of the fact is ${days} days`);
    }
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  return isObject(value) ? Object.values(value).flatMap(numbersIn) : [];
}
