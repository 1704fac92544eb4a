import { factNamed } from '../guideline/fact-by-name.js';
import type { SensationSeries } from '../guideline/series-documents.js';
import type { Measurement, Reading } from '../read/reading.js';
import { runOf, speaker } from './strength.js';

/** One dermatome of one side: its grades, oldest first. */
interface Dermatome {
  readonly grades: readonly Measurement[];
  /** of the newest day the lowest grade */
  readonly newest: Measurement;
}

const sides = ['left', 'right'] as const;

/** Turns graded dermatomes into statements of reduced sensation; it takes all of them, on both sides, to deny it. */
export function stateSensation(reading: Reading, name: string, series: SensationSeries): void {
  const dermatomes = dermatomesOf(reading, name);
  const isReduced = ({ value }: Measurement): boolean => value < series.reducedBelow;
  const say = speaker(reading, 'side');
  for (const fact of new Set(Object.values(series.places).map(({ reduced }) => reduced))) {
    const window = factNamed(reading.guideline, fact)?.window ?? 0;
    const keys = Object.entries(series.places).flatMap(([place, { reduced }]) =>
      reduced === fact ? sides.map((side) => `${place}|${side}`) : [],
    );
    const graded = keys.flatMap((key) => dermatomes.get(key) ?? []);
    const reduced = graded.filter(({ newest }) => isReduced(newest));
    for (const dermatome of reduced) say(fact, 'positive', [dermatome.newest], runOf(dermatome, isReduced));
    const isCurrent = ({ newest }: Dermatome): boolean => reading.asOf - newest.when.earliest <= window;
    if (reduced.length === 0 && graded.length === keys.length && graded.every(isCurrent))
      say(
        fact,
        'negative',
        graded.map(({ newest }) => newest).sort((one, other) => one.when.latest - other.when.latest),
      );
  }
}

function dermatomesOf(reading: Reading, name: string): ReadonlyMap<string, Dermatome> {
  const groups = new Map<string, Measurement[]>();
  for (const grade of reading.measurements) {
    if (grade.series !== name || grade.place === undefined || grade.side === undefined) continue;
    const key = `${grade.place}|${grade.side}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [grade]);
    else group.push(grade);
  }
  const dermatomes = new Map<string, Dermatome>();
  for (const [key, grades] of groups) {
    grades.sort((one, other) => one.when.latest - other.when.latest || other.value - one.value);
    const newest = grades.at(-1);
    if (newest !== undefined) dermatomes.set(key, { grades, newest });
  }
  return dermatomes;
}
