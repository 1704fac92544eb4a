import { orderIndication } from '../guideline/indication.js';
import type { Statement } from '../read/statement.js';
import { calculator } from './calculator.js';
import { type FactContext, knownState, statementsOf } from './fact-context.js';
import { proofsOf, resolveFlag } from './resolve-fact.js';

/** Whether the order is for back or leg pain: its own coded reasons first, then the record (criteria.md §2.3). */
export const indication = calculator(orderIndication, (context, fact, { redFlagsAreReasons }) => {
  const statements = statementsOf(context, fact);
  const reasons = statements.filter((statement) => statement.isReason === true);
  const inside = reasons.filter((statement) => statement.says === 'positive');
  if (inside.length > 0) return knownState(true, proofsOf(inside), 'order');
  const redFlagReasons = redFlagsAreReasons ? redFlagReasonsOf(context) : [];
  if (redFlagReasons.length > 0) return knownState(true, proofsOf(redFlagReasons), 'order');
  const outside = reasons.filter((statement) => statement.says === 'negative');
  if (outside.length > 0 && outside.length >= context.reasons.codedCount)
    return knownState(false, proofsOf(outside), 'order');
  const others = statements.filter(
    (statement) => statement.isReason !== true && statement.evidence?.role !== 'absence',
  );
  return resolveFlag(fact, others, context.resolution);
});

function redFlagReasonsOf({ reading }: FactContext): readonly Statement[] {
  const found: Statement[] = [];
  for (const [fact, statements] of reading.statements) {
    if (!fact.isRedFlag) continue;
    for (const statement of statements)
      if (statement.isReason === true && statement.says === 'positive') found.push(statement);
  }
  return found;
}
