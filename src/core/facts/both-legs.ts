import { factNamed } from '../guideline/fact-by-name.js';
import type { Guideline } from '../guideline/guideline.js';
import { type DeclaredFact, declare } from '../guideline/parameters.js';
import { addStatement, type Reading } from '../read/reading.js';
import { latestOf, type Statement } from '../read/statement.js';
import type { DayRange } from '../values/day.js';

/** What is there in both legs: of what, and the disease that explains it, for each that one explains. */
export const bothLegs = declare({
  name: 'both-legs',
  parameters: { bothSidesOf: 'facts', explainedBy: 'fact by fact' },
});

/** What is stated for each leg is there in both legs (criteria.md §2.5). */
export function stateBothLegs(
  reading: Reading,
  { fact, parameters }: DeclaredFact<typeof bothLegs.parameters>,
  isSo: (fact: string) => boolean,
): void {
  for (const name of parameters.bothSidesOf) {
    const cause = parameters.explainedBy[name];
    if (cause !== undefined && isSo(cause)) continue;
    const one = factNamed(reading.guideline, name);
    const statements = (one === undefined ? undefined : reading.statements.get(one)) ?? [];
    if (statements.length === 0) continue;
    const bySide = newestBySide(reading, statements);
    const [left, right] = [bySide.get('left'), bySide.get('right')];
    if (left === undefined || right === undefined || left.says === 'negative' || right.says === 'negative') continue;
    // it takes both sides: it is as old as the older of the two, and as sure as the less sure
    const older = latestOf(left) <= latestOf(right) ? left : right;
    const says = left.says === 'positive' && right.says === 'positive' ? 'positive' : 'hint';
    const shared = { fact, says, when: older.when, ...beginningOf(left, right), window: fact.window } as const;
    for (const { resource, proof } of new Set([left, right]))
      if (resource !== undefined) addStatement(reading, { ...shared, resource });
      else addTo(reading, { ...shared, proof: { ...proof, says } });
  }
}

/** A measurement has no resource at hand; its proof stands for it. */
function addTo(reading: Reading, statement: Statement): void {
  reading.statements.set(statement.fact, [...(reading.statements.get(statement.fact) ?? []), statement]);
}

/** It is there in both legs since the later of the two began; an onset is stated only if each leg has one. */
function beginningOf(left: Statement, right: Statement): Pick<Statement, 'period' | 'found'> {
  const [first, second] = [left.period?.start, right.period?.start];
  if (first !== undefined && second !== undefined) return { period: { start: laterOf(first, second), end: undefined } };
  const since = laterOf(foundSince(left), foundSince(right));
  return since === undefined ? {} : { found: { since, absentOn: undefined } };
}

function foundSince({ period, found, when }: Statement): DayRange | undefined {
  return period?.start ?? found?.since ?? when;
}

function laterOf(left: DayRange | undefined, right: DayRange | undefined): DayRange | undefined {
  if (left === undefined || right === undefined) return undefined;
  return left.latest >= right.latest ? left : right;
}

function newestBySide(reading: Reading, statements: readonly Statement[]): ReadonlyMap<string, Statement> {
  const newest = new Map<string, Statement>();
  for (const statement of statements) {
    for (const side of sidesOf(reading.guideline, statement)) {
      const known = newest.get(side);
      // both undated is one day: that of neither is known
      const isNewer = known === undefined || latestOf(statement) > latestOf(known);
      const isSurer = known !== undefined && sureness[statement.says] > sureness[known.says];
      if (isNewer || (isSurer && latestOf(statement) === latestOf(known))) newest.set(side, statement);
    }
  }
  return newest;
}

/** Of statements of one day the one that affirms most. */
const sureness = { negative: 0, hint: 1, positive: 2 } as const;

/** The sides that a finding names: by its body site, its value, or its code itself. */
function sidesOf(guideline: Guideline, { resource, part, side }: Statement): ReadonlySet<string> {
  const sides = new Set<string>(side === undefined ? [] : [side]);
  if (resource === undefined || part === undefined) return sides;
  const { codings } = guideline.codings;
  const { left, right, both } = guideline.documents.sides;
  const sites = [...codings(part.bodySite), ...codings(resource.bodySite), ...codings(part.valueCodeableConcept)];
  for (const site of sites) {
    const onBoth = guideline.inValueSet(both, site);
    if (onBoth || guideline.inValueSet(left, site)) sides.add('left');
    if (onBoth || guideline.inValueSet(right, site)) sides.add('right');
  }
  const places = guideline.documents.series.sides?.places ?? {};
  for (const coding of codings(part.code))
    for (const [side, { findings = [] }] of Object.entries(places))
      if (findings.some((valueSet) => guideline.inValueSet(valueSet, coding)))
        for (const each of side === 'both' ? ['left', 'right'] : [side]) sides.add(each);
  return sides;
}
