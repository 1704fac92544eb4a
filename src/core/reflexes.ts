import type { Day } from './day.js';
import type { FactState, FactValue } from './fact.js';
import { factNamed } from './fact-context.js';
import type { Measurement, Reading } from './reading.js';
import { speaker } from './strength.js';

/** What reflexes are judged with: age and neuropathy explain a loss on both sides. */
export interface ReflexContext {
  readonly age: FactValue | undefined;
  readonly polyneuropathy: FactState | undefined;
  readonly episodeStart: Day | undefined;
}

interface Side {
  readonly newest: Measurement;
  /** an earlier grade above zero */
  readonly wasPresent: boolean;
  /** absent already before this episode, and never present since */
  readonly isBaseline: boolean;
}

/** Turns graded reflexes into statements of loss, symmetric loss and one-sided reduction (criteria.md §2.5). */
export function stateReflexes(reading: Reading, context: ReflexContext): void {
  const series = reading.guideline.documents.series.reflexes;
  if (series === undefined) return;
  const absentGrade = series.absent?.grade ?? 0;
  const diminishedGrade = series.diminished?.grade ?? 1;
  const isOld =
    typeof context.age === 'number' && context.age >= (series.symmetricLossFromAge ?? Number.POSITIVE_INFINITY);
  const hasNeuropathy = context.polyneuropathy?.value === true;
  for (const [place, absentFact] of [
    ['ankle', 'absentAnkleReflex'],
    ['knee', 'absentKneeReflex'],
  ] as const) {
    const sides = sidesOf(reading, place, absentGrade, context.episodeStart);
    const [left, right] = [sides.get('left'), sides.get('right')];
    const all = [...sides.values()];
    if (all.length === 0) continue;
    const newest = all.map((side) => side.newest).sort((a, b) => b.when.latest - a.when.latest);
    const say = speaker(reading);
    const absent = all.filter((side) => side.newest.value === absentGrade);
    const lost = absent.filter((side) => !side.isBaseline);
    const onBoth = left !== undefined && right !== undefined && absent.length === 2;
    const isExplained =
      onBoth && (hasNeuropathy || (place === 'ankle' && isOld)) && !absent.some((side) => side.wasPresent);
    if (isExplained) {
      if (place === 'ankle') say('symmetricAnkleAreflexia', 'positive', newest);
      say(absentFact, 'negative', newest);
    } else if (lost.length > 0)
      say(
        absentFact,
        'positive',
        lost.map((side) => side.newest),
      );
    else say(absentFact, 'negative', newest);
    const low = all.filter((side) => side.newest.value === diminishedGrade);
    if (low.length === 1 && all.length === 2)
      say(
        'reflexDiminished',
        'positive',
        low.map((side) => side.newest),
      );
  }
}

function sidesOf(
  reading: Reading,
  place: string,
  absentGrade: number,
  episodeStart: Day | undefined,
): ReadonlyMap<string, Side> {
  const window = factNamed(reading.guideline, 'absentAnkleReflex')?.window ?? 0;
  const groups = new Map<string, Measurement[]>();
  for (const grade of reading.measurements) {
    if (grade.series !== 'reflexes' || grade.place !== place) continue;
    const side = grade.side ?? 'unstated';
    groups.set(side, [...(groups.get(side) ?? []), grade]);
  }
  const sides = new Map<string, Side>();
  for (const [side, grades] of groups) {
    const sorted = [...grades].sort((a, b) => a.when.latest - b.when.latest || b.value - a.value);
    const newest = sorted.at(-1);
    if (newest === undefined || reading.asOf - newest.when.earliest > window) continue;
    const earlier = sorted.slice(0, -1);
    const wasPresent = earlier.some((grade) => grade.value > absentGrade);
    const isBaseline =
      !wasPresent &&
      episodeStart !== undefined &&
      earlier.some((grade) => grade.value === absentGrade && grade.when.latest < episodeStart);
    sides.set(side, { newest, wasPresent, isBaseline });
  }
  return sides;
}
