import type { Fact } from '../guideline/guideline.js';
import { declare, type ParametersOf } from '../guideline/parameters.js';
import { referenceTo } from '../read/statement.js';
import { performedPeriod } from '../read/statement-date.js';
import { type DayRange, isAhead, readDate } from '../values/day.js';
import { conflictState, type FactState, type Proof } from '../values/fact.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { calculator } from './calculator.js';
import { type FactContext, knownState, statementsNamed, statementsOf } from './fact-context.js';
import { trendOf } from './scores.js';

interface Outcome {
  readonly value: string;
  readonly when: DayRange;
  readonly proof: Proof;
}

const declared = declare({
  name: 'care-outcome',
  parameters: {
    // the part of care whose procedures may carry an outcome, and all parts
    treatment: 'fact',
    parts: 'facts',
    // the facts and scores that a goal may be about
    goals: 'facts',
    scores: 'list of scores',
    // the scores that also say so when nothing has changed
    unchangedScores: 'list of scores',
    answers: 'value sets by word',
    better: 'word',
    worse: 'word',
    unchanged: 'word',
  },
});

type Parameters = ParametersOf<typeof declared.parameters>;

/** The newest result of care: stated, the outcome of its procedure or goal, else the change of the scores. */
export const careOutcome = calculator(declared, (context, fact, parameters) => {
  const documented = [...statedOutcomes(context, fact), ...codedOutcomes(context, parameters)].filter(
    ({ when }) => context.asOf - when.earliest <= fact.window && !isAhead(when.earliest, context.asOf),
  );
  return newestOutcome(documented) ?? outcomeOfScores(context, fact, parameters);
});

function newestOutcome(outcomes: readonly Outcome[]): FactState | undefined {
  if (outcomes.length === 0) return undefined;
  const day = outcomes.reduce((last, { when }) => Math.max(last, when.latest), Number.NEGATIVE_INFINITY);
  const [newest, ...others] = outcomes.filter(({ when }) => when.latest === day);
  if (newest === undefined) return undefined;
  const other = others.find((outcome) => outcome.value !== newest.value);
  if (other === undefined) return knownState(newest.value, [newest.proof], 'documented');
  return conflictState([newest.proof, other.proof]);
}

function statedOutcomes(context: FactContext, fact: Fact): readonly Outcome[] {
  return statementsOf(context, fact).flatMap(({ value, when, proof }) =>
    typeof value === 'string' && when !== undefined ? [{ value, when, proof }] : [],
  );
}

function codedOutcomes(context: FactContext, parameters: Parameters): readonly Outcome[] {
  const found: Outcome[] = [];
  for (const resource of context.reading.outcomes) {
    const read = resource.resourceType === 'Goal' ? outcomeOfGoal : outcomeOfProcedure;
    const outcome = read(context, resource, parameters);
    if (outcome !== undefined) found.push(outcome);
  }
  return found;
}

function outcomeOfProcedure(context: FactContext, procedure: JsonObject, parameters: Parameters): Outcome | undefined {
  const reference = referenceTo(procedure);
  const isCare = statementsNamed(context, parameters.treatment).some(
    (statement) => statement.says === 'positive' && statement.proof.reference === reference,
  );
  if (!isCare) return undefined;
  const { start, end } = performedPeriod(context.reading, procedure);
  return toOutcome(context, procedure, procedure.outcome, end ?? start, parameters.answers);
}

const droppedGoals: ReadonlySet<string> = new Set(['entered-in-error', 'rejected', 'cancelled', 'proposed', 'planned']);

/** A goal counts when it is about back or leg pain or a score of it; a goal about anything else says nothing of care. */
function outcomeOfGoal(context: FactContext, goal: JsonObject, parameters: Parameters): Outcome | undefined {
  if (droppedGoals.has(textOf(goal.lifecycleStatus) ?? '')) return undefined;
  const addressed = objectsOf(goal.addresses).map((reference) => context.reading.resolve(reference, goal)?.code);
  const measures = objectsOf(goal.target).map((target) => target.measure);
  if (![goal.description, ...measures, ...addressed].some((concept) => isAboutBackPain(context, concept, parameters)))
    return undefined;
  return toOutcome(
    context,
    goal,
    goal.achievementStatus,
    readDate(goal.statusDate) ?? readDate(goal.startDate),
    parameters.answers,
  );
}

function isAboutBackPain({ guideline }: FactContext, concept: unknown, { goals, scores }: Parameters): boolean {
  return guideline.codings.codings(concept).some((coding) =>
    guideline.uses.lookup(coding).some((use) => {
      if (use.kind === 'series') return scores.includes(use.series);
      return use.kind === 'evidence' && goals.includes(use.fact.name);
    }),
  );
}

function toOutcome(
  { guideline }: FactContext,
  resource: JsonObject,
  concept: unknown,
  when: DayRange | undefined,
  outcomes: Parameters['answers'],
): Outcome | undefined {
  const codings = guideline.codings.codings(concept);
  const value = Object.entries(outcomes).find(([, set]) =>
    codings.some((coding) => guideline.inValueSet(set, coding)),
  )?.[0];
  if (value === undefined || when === undefined) return undefined;
  const proof = { reference: referenceTo(resource), display: value, date: when.text, says: 'value' } as const;
  return { value, when, proof };
}

/** The change of disability or pain while care was given; an unchanged pain score alone says nothing. */
function outcomeOfScores(context: FactContext, fact: Fact, parameters: Parameters): FactState | undefined {
  const { parts, scores, unchangedScores, better, worse, unchanged } = parameters;
  if (!scores.some((series) => context.measured.has(series)) || !hasCare(context, parts)) return undefined;
  for (const series of scores) {
    const change = trendOf(context, series, context.asOf - fact.window);
    if (change === undefined) continue;
    if (change.trend === 'better') return knownState(better, change.proofs);
    if (change.trend === 'worse') return knownState(worse, change.proofs);
    if (unchangedScores.includes(series)) return knownState(unchanged, change.proofs);
  }
  return undefined;
}

function hasCare(context: FactContext, parts: readonly string[]): boolean {
  return parts.some((name) => statementsNamed(context, name).some((statement) => statement.says === 'positive'));
}
