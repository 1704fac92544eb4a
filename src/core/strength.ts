import type { Day } from './day.js';
import { factNamed } from './fact-context.js';
import type { SeriesDefinition } from './guideline-series.js';
import type { Measurement, Reading } from './reading.js';
import type { Statement } from './statement.js';

/** One muscle of one side: its grades, oldest first. */
interface Muscle {
  readonly place: string;
  readonly side: 'left' | 'right' | undefined;
  readonly grades: readonly Measurement[];
  readonly newest: Measurement;
}

/**
 * Turns graded leg muscles into statements: weakness, its fall over time, foot drop, severity, levels and sides
 * (criteria.md §2.5). `episodeStart` bounds which earlier grades are compared; undefined = the window alone.
 */
export function stateStrength(reading: Reading, episodeStart: Day | undefined): void {
  const series = reading.guideline.documents.series.muscleStrength;
  const muscles = musclesOf(reading, episodeStart);
  if (series === undefined || muscles.length === 0) return;
  const { weakBelow = 0, severeAtMost = 0, footDrop } = series;
  const weak = muscles.filter((muscle) => muscle.newest.value < weakBelow);
  const isAllStrong = weak.length === 0;
  const say = speaker(reading);

  for (const muscle of weak) say('motorWeakness', 'positive', [muscle.newest]);
  if (isAllStrong) say('motorWeakness', 'negative', latestOf(muscles));

  const severe = muscles.filter((muscle) => muscle.newest.value <= severeAtMost);
  for (const muscle of severe) say('severeMotorDeficit', 'positive', [muscle.newest]);
  if (severe.length === 0) say('severeMotorDeficit', 'negative', latestOf(muscles));

  const dorsiflexors = muscles.filter((muscle) => muscle.place === footDrop?.place);
  const dropped = dorsiflexors.filter((muscle) => muscle.newest.value <= (footDrop?.atMost ?? -1));
  for (const muscle of dropped) say('footDrop', 'positive', [muscle.newest]);
  if (dorsiflexors.length > 0 && dropped.length === 0) say('footDrop', 'negative', latestOf(dorsiflexors));

  if (hasSeveralLevels(series, weak)) say('multilevelMotorDeficit', 'positive', latestOf(weak));
  const sides = new Set(weak.map((muscle) => muscle.side));
  if (sides.has('left') && sides.has('right')) say('bilateralLegDeficit', 'positive', latestOf(weak));

  stateTrend(series, muscles, weak, say);
}

type Say = (fact: string, says: 'positive' | 'negative', proofs: readonly Measurement[]) => void;

function stateTrend(series: SeriesDefinition, muscles: readonly Muscle[], weak: readonly Muscle[], say: Say): void {
  const { change = 1, stableAfterDays = 0 } = series;
  const fallen = muscles.filter(({ grades, newest }) =>
    grades.some((grade) => isEarlier(grade, newest) && grade.value - newest.value >= change),
  );
  for (const { grades, newest } of fallen) say('progressiveMotorDeficit', 'positive', [newest, ...grades.slice(0, -1)]);
  if (weak.length === 0 || fallen.length > 0) return;
  const first = (muscle: Muscle): Measurement => muscle.grades[0] ?? muscle.newest;
  const isFollowed = weak.every((muscle) => muscle.newest.when.earliest - first(muscle).when.latest >= stableAfterDays);
  if (!isFollowed) return;
  say(
    'progressiveMotorDeficit',
    'negative',
    weak.flatMap((muscle) => [muscle.newest, first(muscle)]),
  );
  const isBetter = weak.every((muscle) => muscle.newest.value > first(muscle).value);
  if (isBetter)
    say(
      'deficitImproving',
      'positive',
      weak.flatMap((muscle) => [muscle.newest, first(muscle)]),
    );
}

function musclesOf(reading: Reading, episodeStart: Day | undefined): readonly Muscle[] {
  const window = factNamed(reading.guideline, 'motorWeakness')?.window ?? 0;
  const groups = new Map<string, Measurement[]>();
  for (const grade of reading.measurements) {
    if (grade.series !== 'muscleStrength' || grade.place === undefined) continue;
    const isCurrent = reading.asOf - grade.when.earliest <= window;
    const inEpisode = episodeStart !== undefined && grade.when.earliest >= episodeStart;
    if (!isCurrent && !inEpisode) continue;
    const key = `${grade.place}|${grade.side ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), grade]);
  }
  return [...groups.values()].flatMap((grades): readonly Muscle[] => {
    const sorted = [...grades].sort((a, b) => a.when.latest - b.when.latest || b.value - a.value);
    const newest = sorted.at(-1);
    if (newest?.place === undefined || reading.asOf - newest.when.earliest > window) return [];
    return [{ place: newest.place, side: newest.side, grades: sorted, newest }];
  });
}

/** Two or more nerve roots are needed to explain the weakness: no single root supplies every weak muscle. */
function hasSeveralLevels(series: SeriesDefinition, weak: readonly Muscle[]): boolean {
  const rootLists = weak.map((muscle) => series.places?.[muscle.place]?.roots ?? []);
  const [first, ...others] = rootLists;
  if (first === undefined || others.length === 0) return false;
  return !first.some((root) => others.every((roots) => roots.includes(root)));
}

function isEarlier(grade: Measurement, newest: Measurement): boolean {
  return grade.when.latest < newest.when.earliest;
}

function latestOf(muscles: readonly Muscle[]): readonly Measurement[] {
  return muscles.map((muscle) => muscle.newest).sort((a, b) => b.when.latest - a.when.latest);
}

/** Adds a statement about a fact, one per measurement, all dated by the first. */
export function speaker(reading: Reading): Say {
  return (name, says, proofs) => {
    const fact = factNamed(reading.guideline, name);
    const [newest] = proofs;
    if (fact === undefined || newest === undefined) return;
    const list = reading.statements.get(fact) ?? [];
    for (const measurement of proofs) {
      const statement: Statement = {
        fact,
        says,
        when: newest.when,
        window: fact.window,
        proof: { ...measurement.proof, says },
      };
      list.push(statement);
    }
    reading.statements.set(fact, list);
  };
}
