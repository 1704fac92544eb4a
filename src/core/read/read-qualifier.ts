import type { Evidence, Fact, Guideline } from '../guideline/guideline.js';
import { declare } from '../guideline/parameters.js';
import type { Day, DayRange } from '../values/day.js';
import { readDate, readPeriod } from '../values/day.js';
import { type JsonObject, objectsOf } from '../values/json.js';
import { memoByObject } from '../values/memo.js';
import { type Observed, qualifierOf } from './observed.js';
import { addStatement, type Reading } from './reading.js';
import type { Statement } from './statement.js';
import { conditionOnset, recordedDate } from './statement-date.js';

/** The course of a deficit as the coded value of its Observation: improving, or worsening (criteria.md §2.5). */
export function stateCourse(reading: Reading, { value: said, holder, part, when }: Observed, use: Evidence): void {
  const course = said.kind === 'coded' ? said.qualifier : undefined;
  if (course === undefined || use.definition.states === 'suspected') return;
  for (const target of courseFacts(reading.guideline)) {
    const says = courseSays(target, course);
    if (says === undefined || target.definition.computed?.course?.of.includes(use.fact.name) !== true) continue;
    addStatement(reading, { fact: target, says, when, window: target.window, evidence: use, resource: holder, part });
  }
}

/** What a coded course says of a fact that is itself about the course: "improving: stable" is a denial. */
export function courseAnswer({ value: said }: Observed, { fact }: Evidence): 'positive' | 'negative' | undefined {
  return said.kind === 'coded' ? courseSays(fact, said.qualifier) : undefined;
}

/** The facts that a coded course of other findings states (`computed.course` in facts.yaml). */
const courseFacts = memoByObject(({ facts }: Guideline): readonly Fact[] =>
  facts.filter(({ definition }) => definition.computed?.course !== undefined),
);

function courseSays({ definition }: Fact, word: string | undefined): 'positive' | 'negative' | undefined {
  const course = definition.computed?.course;
  if (course === undefined || word === undefined) return undefined;
  if (course.positive.includes(word)) return 'positive';
  return course.negative.includes(word) ? 'negative' : undefined;
}

/** A loss that came on fast: a finding of the fact `lossOf` that is stated as severe, unless it is stated as sudden. */
export const abruptOnset = declare({
  name: 'abrupt-onset',
  parameters: { lossOf: 'fact', onsetToWorstDays: 'days' },
});

/** How severe a sensory loss is and how fast it came: what an abrupt severe loss is made of. */
interface Onset {
  readonly isSevere: boolean;
  readonly isSudden: boolean;
  readonly onset: DayRange | undefined;
  /** the day on which it was as severe as stated */
  readonly seen: DayRange | undefined;
}

/** A severe loss of leg sensation in one Observation: severity in its value, onset in its period or components. */
export function stateSeverity(reading: Reading, observed: Observed, evidence: Evidence): void {
  if (!isLegSensation(reading, evidence)) return;
  const { holder, value: said, part, asReason } = observed;
  if (said.kind === 'no') return;
  const { guideline } = reading;
  const words = new Set<string>();
  let onset = readPeriod(holder.effectivePeriod).start;
  for (const each of [part, ...objectsOf(holder.component)]) {
    const word = qualifierOf(guideline, guideline.codings.codings(each.valueCodeableConcept));
    if (word !== undefined) words.add(word);
    if (each !== part) onset ??= readDate(each.valueDateTime);
  }
  const found = { isSevere: words.has('severe'), isSudden: words.has('sudden'), onset, seen: observed.when };
  stateAbrupt(reading, holder, found, asReason);
}

/** The same from a Condition: its severity, and the days from its onset to its record. */
export function stateConditionSeverity(
  reading: Reading,
  condition: JsonObject,
  evidence: Evidence,
  asReason: DayRange | undefined,
): void {
  if (condition.severity === undefined || !isLegSensation(reading, evidence)) return;
  const { guideline } = reading;
  const word = (concept: unknown): string | undefined => qualifierOf(guideline, guideline.codings.codings(concept));
  const isSudden = objectsOf(condition.stage).some((stage) => word(stage.summary) === 'sudden');
  const found: Onset = {
    isSevere: word(condition.severity) === 'severe',
    isSudden,
    onset: conditionOnset(reading, condition),
    seen: recordedDate(condition),
  };
  stateAbrupt(reading, condition, found, asReason);
}

function stateAbrupt(reading: Reading, resource: JsonObject, found: Onset, asReason: DayRange | undefined): void {
  if (!found.isSevere) return;
  for (const { fact, parameters } of abruptOnset.factsOf(reading.guideline)) {
    const says = abruptness(found, parameters.onsetToWorstDays);
    if (says === undefined) continue;
    const when = asReason ?? (found.isSudden ? (found.onset ?? found.seen) : found.seen);
    addStatement(reading, {
      fact,
      says,
      when,
      window: fact.window,
      resource,
      isReason: asReason !== undefined,
      why: says === 'hint' ? 'unspecific' : undefined,
    });
  }
}

/** Sudden as stated, or severe within a few days of the onset; a severe loss without an onset may have been abrupt. */
function abruptness({ isSudden, onset, seen }: Onset, mostDays: Day): Statement['says'] | undefined {
  if (isSudden) return 'positive';
  if (onset === undefined || seen === undefined) return 'hint';
  if (seen.latest - onset.earliest <= mostDays) return 'positive';
  return seen.earliest - onset.latest <= mostDays ? 'hint' : undefined;
}

/** A loss of leg sensation, by a code that says so or a general code with a leg as its site. */
function isLegSensation(reading: Reading, { fact, role, definition }: Evidence): boolean {
  if (role !== 'finding' && role !== 'stated') return false;
  const abrupt = abruptOnset.factsOf(reading.guideline);
  return definition.states !== 'suspected' && abrupt.some(({ parameters }) => parameters.lossOf === fact.name);
}
