import { factsOf } from '../../core/rules/compile-expression.js';
import { parseExpression } from '../../core/rules/parse-expression.js';
import { isObject } from '../../core/values/json.js';
import type { CheckContext } from './check-context.js';
import { rulesOf } from './check-rules.js';

/** Checks that every statement of the source guidance has a place: a row that names it, or an entry that says where. */
export function checkSeedCoverage(context: CheckContext): void {
  const { guideline, criteria } = context.documents;
  const named = new Set(criteria.flatMap(({ seed }) => seed));
  const ids = Object.keys(guideline.seed);
  for (const id of ids) {
    const elsewhere = guideline.seedElsewhere[id];
    if (!named.has(id) && elsewhere === undefined)
      context.report('guideline', ['seed', id], `${id} is named by no criterion and has no entry under seedElsewhere`);
  }
  for (const id of Object.keys(guideline.seedElsewhere))
    context.expectKnown(['guideline', 'seedElsewhere', id], id, 'statement of the guidance', ids);
  ids.forEach((id, index) => {
    if (id !== `S${index + 1}`) context.report('guideline', ['seed', id], `S${index + 1} is missing before ${id}`);
  });
}

/** Reports what nothing uses. Facts that the service computes or shows by themselves are marked by `computed` or `text`. */
export function checkUnused(context: CheckContext): void {
  const { facts, criteria, ratings, suggestions, overrideReasons, guideline, overlays } = context.documents;
  const rules = rulesOf(context).flatMap(({ source }) => {
    const parsed = parseExpression(source);
    return parsed.kind === 'parsed' ? factsOf(parsed.expression) : [];
  });
  const read = new Set([
    ...rules,
    ...guideline.safety.screen,
    ...overlays.flatMap((one) => one.unlessDocumented ?? []),
  ]);
  for (const [fact, { computed, hintFor, type }] of Object.entries(facts))
    if (
      !context.isBorrowed('facts') &&
      !read.has(fact) &&
      computed === undefined &&
      hintFor === undefined &&
      type !== 'text'
    )
      context.report('facts', ['facts', fact], `fact "${fact}" is read by no rule`);
  const groups = new Set([...criteria.map(({ group }) => group), ...ratings.modifiers.map(({ useGroup }) => useGroup)]);
  for (const group of Object.keys(ratings.groups))
    if (!groups.has(group)) context.report('ratings', ['groups', group], `group "${group}" is used by no criterion`);
  const suggested = new Set(criteria.flatMap(({ suggest }) => suggest));
  for (const id of Object.keys(suggestions))
    if (!context.isBorrowed('suggestions') && !suggested.has(id))
      context.report('suggestions', ['suggestions', id], `suggestion "${id}" is offered by no criterion`);
  const reasons = new Set(criteria.flatMap(({ override }) => override));
  for (const id of Object.keys(overrideReasons))
    if (!context.isBorrowed('override-reasons') && !reasons.has(id))
      context.report('override-reasons', ['overrideReasons', id], `override reason "${id}" is offered by no criterion`);
  const cited = new Set([...criteria, ...Object.values(facts)].flatMap(({ sources }) => sources ?? []));
  for (const key of Object.keys(guideline.sources))
    if (!cited.has(key)) context.report('guideline', ['sources', key], `source "${key}" is cited nowhere`);
}

/** The value sets that a guideline names anywhere. */
export function usedValueSets({ documents }: CheckContext): ReadonlySet<string> {
  const { facts, series, studies, answers, mrSafety, sides, valueSets } = documents;
  const used = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string' && value in valueSets) used.add(value);
    else if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value)) Object.values(value).forEach(look);
  };
  for (const { evidence, computed } of Object.values(facts)) look([evidence, computed]);
  look([series, studies, answers, mrSafety, sides]);
  return used;
}

const daysInYear = 365;
const millisecondsInDay = 86_400_000;

/** Reports a guideline that nobody has reviewed for more than twelve months; `today` is YYYY-MM-DD. */
export function reviewNote(reviewedOn: string, today: string): string | undefined {
  const days = Math.floor((Date.parse(today) - Date.parse(reviewedOn)) / millisecondsInDay);
  return days > daysInYear ? `reviewedOn: last reviewed ${days} days ago, more than 12 months` : undefined;
}
