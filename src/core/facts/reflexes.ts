import { factNamed } from '../guideline/fact-by-name.js';
import type { ReflexPlace, ReflexSeries } from '../guideline/series-documents.js';
import type { Measurement, Reading } from '../read/reading.js';
import type { Day } from '../values/day.js';
import type { FactValue } from '../values/fact.js';
import { addMeasuredHint, runOf, speaker } from './strength.js';

/** What reflexes are judged with: age and neuropathy explain a loss on both sides. */
export interface ReflexContext {
  /** the name of the series, and its definition */
  readonly name: string;
  readonly series: ReflexSeries;
  readonly age: FactValue | undefined;
  /** whether a flag is so */
  readonly isSo: (fact: string) => boolean;
  readonly episodeStart: Day | undefined;
}

interface Side {
  readonly grades: readonly Measurement[];
  /** of the newest day the lowest grade, and the highest */
  readonly newest: Measurement;
  readonly best: Measurement;
  readonly isStale: boolean;
  /** an earlier grade above zero */
  readonly wasPresent: boolean;
  /** absent already before this episode, and never present since */
  readonly isBaseline: boolean;
}

/** Turns graded reflexes into statements of loss, symmetric loss and one-sided reduction (criteria.md §2.5). */
export function stateReflexes(reading: Reading, context: ReflexContext): void {
  for (const [place, definition] of Object.entries(context.series.places))
    stateReflex(reading, context, place, definition);
}

function stateReflex(
  reading: Reading,
  context: ReflexContext,
  place: string,
  { absent: absentFact, symmetric }: ReflexPlace,
): void {
  const { series } = context;
  const lostGrade = series.absent.grade;
  const sides = sidesOf(reading, context, place, factNamed(reading.guideline, absentFact)?.window ?? 0);
  const say = speaker(reading);
  const isLost = ({ newest, isBaseline }: Side): boolean => newest.value === lostGrade && !isBaseline;
  for (const side of sides.values()) if (side.isStale && isLost(side)) say(absentFact, 'positive', [side.newest]);
  const all = [...sides.values()].filter((side) => !side.isStale);
  if (all.length === 0) return;
  const newest = all.map((side) => side.newest).sort((a, b) => b.when.latest - a.when.latest);
  const absent = all.filter((side) => side.newest.value === lostGrade);
  const lost = absent.filter(isLost);
  const onBoth = ['left', 'right'].every((side) => absent.some((each) => each === sides.get(side)));
  const isOld = typeof context.age === 'number' && context.age >= series.symmetricLossFromAge;
  const isExplained =
    onBoth &&
    (context.isSo(series.symmetricLossIf) || (symmetric !== undefined && isOld)) &&
    !absent.some((side) => side.wasPresent);
  if (isExplained && symmetric !== undefined) say(symmetric, 'positive', newest);
  if (isExplained || lost.length === 0) say(absentFact, 'negative', newest);
  else
    for (const side of lost) {
      const found = runOf(side, (grade) => grade.value === lostGrade);
      say(absentFact, 'positive', [side.newest], found);
      if (side.best.value > lostGrade) say(absentFact, 'negative', [side.best]);
    }
  stateDiminished(reading, all, series.diminished);
}

/** Reduced on one side and not on the other; with the other side not examined it may be one-sided. */
function stateDiminished(reading: Reading, all: readonly Side[], { grade, fact }: ReflexSeries['diminished']): void {
  const low = all.filter((side) => side.newest.value === grade);
  const [first] = low;
  if (first === undefined || low.length > 1) return;
  const found = runOf(first, (each) => each.value === grade);
  if (all.length > 1) speaker(reading)(fact, 'positive', [first.newest], found);
  else addMeasuredHint(reading, fact, first.newest);
}

function sidesOf(
  reading: Reading,
  { name, series, episodeStart }: ReflexContext,
  place: string,
  window: number,
): ReadonlyMap<string, Side> {
  const lostGrade = series.absent.grade;
  const groups = new Map<string, Measurement[]>();
  for (const grade of reading.measurements) {
    if (grade.series !== name || grade.place !== place) continue;
    const side = grade.side ?? 'unstated';
    const group = groups.get(side);
    if (group === undefined) groups.set(side, [grade]);
    else group.push(grade);
  }
  const sides = new Map<string, Side>();
  for (const [side, grades] of groups) {
    const sorted = grades.sort((a, b) => a.when.latest - b.when.latest || b.value - a.value);
    const newest = sorted.at(-1);
    if (newest === undefined) continue;
    const isStale = reading.asOf - newest.when.earliest > window;
    const best = sorted.find((grade) => grade.when.latest === newest.when.latest) ?? newest;
    const earlier = sorted.filter((grade) => grade.when.latest < newest.when.earliest);
    const wasPresent = earlier.some((grade) => grade.value > lostGrade);
    const isBaseline =
      !wasPresent &&
      episodeStart !== undefined &&
      earlier.some((grade) => grade.value === lostGrade && grade.when.latest < episodeStart);
    sides.set(side, { grades: sorted, newest, best, isStale, wasPresent, isBaseline });
  }
  return sides;
}
