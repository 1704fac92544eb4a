import { factNamed } from '../guideline/fact-by-name.js';
import type { StrengthSeries } from '../guideline/series-documents.js';
import type { Measurement, Reading } from '../read/reading.js';
import type { Statement } from '../read/statement.js';
import type { Day } from '../values/day.js';

/** One muscle of one side: its grades, oldest first. */
interface Muscle {
  readonly place: string;
  readonly side: 'left' | 'right' | undefined;
  readonly grades: readonly Measurement[];
  /** of the newest day the worst grade, and the best */
  readonly newest: Measurement;
  readonly best: Measurement;
}

/** What strength is judged with: which earlier grades belong to this episode. */
export interface StrengthContext {
  /** the name of the series, and its definition */
  readonly name: string;
  readonly series: StrengthSeries;
  /** bounds which earlier grades are compared; undefined = the window alone */
  readonly episodeStart: Day | undefined;
}

/**
 * Turns graded leg muscles into statements: weakness, its fall over time, foot drop, severity, levels and sides
 * (criteria.md §2.5).
 */
export function stateStrength(reading: Reading, context: StrengthContext): void {
  const { series } = context;
  const { muscles, stale } = musclesOf(reading, context);
  const { weakBelow, severeAtMost, footDrop, facts } = series;
  const isWeak = (grade: Measurement): boolean => grade.value < weakBelow;
  const isDorsiflexor = ({ place }: Muscle): boolean => place === footDrop.place;
  const say = speaker(reading);

  sayBelow(say, facts.weak, { muscles, stale }, isWeak);
  sayBelow(say, facts.severe, { muscles, stale }, (grade) => grade.value <= severeAtMost);
  sayBelow(
    say,
    facts.footDrop,
    { muscles: muscles.filter(isDorsiflexor), stale: stale.filter(isDorsiflexor) },
    (grade) => grade.value <= footDrop.atMost,
  );

  const weak = muscles.filter(({ newest }) => isWeak(newest));
  const found = latestRun(weak, isWeak);
  if (hasSeveralLevels(series, weak)) say(facts.severalRoots, 'positive', latestOf(weak), found);
  const sides = new Set(weak.map((muscle) => muscle.side));
  if (sides.has('left') && sides.has('right'))
    for (const fact of facts.bothSides) say(fact, 'positive', latestOf(weak), found);

  stateTrend(series, muscles, weak, say);
}

/** Positive for each muscle that is so, an old one included; negative when none is, or one is not on the same day. */
function sayBelow(
  say: Say,
  fact: string,
  { muscles, stale }: { readonly muscles: readonly Muscle[]; readonly stale: readonly Muscle[] },
  holds: (grade: Measurement) => boolean,
): void {
  const found = muscles.filter(({ newest }) => holds(newest));
  for (const muscle of [...found, ...stale.filter(({ newest }) => holds(newest))])
    say(fact, 'positive', [muscle.newest], runOf(muscle, holds));
  for (const { best } of found) if (!holds(best)) say(fact, 'negative', [best]);
  if (found.length === 0) say(fact, 'negative', latestOf(muscles));
}

function stateTrend(series: StrengthSeries, muscles: readonly Muscle[], weak: readonly Muscle[], say: Say): void {
  const { change, stableAfterDays, facts } = series;
  const hasFallen = (grade: Measurement, grades: readonly Measurement[]): boolean =>
    grades.some((earlier) => isEarlier(earlier, grade) && earlier.value - grade.value >= change);
  const fallen = muscles.filter(({ grades, newest }) => hasFallen(newest, grades));
  for (const muscle of fallen) {
    const { grades, newest } = muscle;
    const found = runOf(muscle, (grade) => hasFallen(grade, grades));
    say(facts.falling, 'positive', [newest, ...grades.slice(0, -1)], found);
  }
  if (weak.length === 0 || fallen.length > 0) return;
  const first = (muscle: Muscle): Measurement => muscle.grades[0] ?? muscle.newest;
  const isFollowed = weak.every((muscle) => muscle.newest.when.earliest - first(muscle).when.latest >= stableAfterDays);
  if (!isFollowed) return;
  const both = weak.flatMap((muscle) => [muscle.newest, first(muscle)]);
  say(facts.falling, 'negative', both);
  if (weak.every((muscle) => muscle.newest.value > first(muscle).value)) say(facts.rising, 'positive', both);
}

/** Adds a statement about a fact, one per measurement, all dated by the newest; `found` = from when it has been so. */
type Say = (
  fact: string,
  says: 'positive' | 'negative',
  proofs: readonly Measurement[],
  found?: Statement['found'],
) => void;

/** The muscles with a grade that counts, and those whose newest grade is out of the window. */
function musclesOf(
  reading: Reading,
  { name, series, episodeStart }: StrengthContext,
): { readonly muscles: readonly Muscle[]; readonly stale: readonly Muscle[] } {
  const window = factNamed(reading.guideline, series.facts.weak)?.window ?? 0;
  const groups = new Map<string, Measurement[]>();
  for (const grade of reading.measurements) {
    if (grade.series !== name || grade.place === undefined) continue;
    const key = `${grade.place}|${grade.side ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [grade]);
    else group.push(grade);
  }
  const muscles: Muscle[] = [];
  const stale: Muscle[] = [];
  for (const grades of groups.values()) {
    const sorted = grades.sort((a, b) => a.when.latest - b.when.latest || b.value - a.value);
    const newest = sorted.at(-1);
    if (newest?.place === undefined) continue;
    const isStale = reading.asOf - newest.when.earliest > window;
    const inEpisode = (grade: Measurement): boolean =>
      reading.asOf - grade.when.earliest <= window ||
      (episodeStart !== undefined && grade.when.earliest >= episodeStart);
    const compared = isStale ? sorted : sorted.filter(inEpisode);
    const best = sorted.find((grade) => grade.when.latest === newest.when.latest) ?? newest;
    (isStale ? stale : muscles).push({ place: newest.place, side: newest.side, grades: compared, newest, best });
  }
  return { muscles, stale };
}

/** Two or more nerve roots are needed to explain the weakness: no single root supplies every weak muscle. */
function hasSeveralLevels(series: StrengthSeries, weak: readonly Muscle[]): boolean {
  const rootLists = weak.map((muscle) => series.places[muscle.place]?.roots ?? []);
  const [first, ...others] = rootLists;
  if (first === undefined || others.length === 0) return false;
  return !first.some((root) => others.every((roots) => roots.includes(root)));
}

function isEarlier(grade: Measurement, newest: Measurement): boolean {
  return grade.when.latest < newest.when.earliest;
}

/** The unbroken run of grades up to the newest for which something holds: its first day, and the last day before it. */
export function runOf(
  { grades, newest }: Pick<Muscle, 'grades' | 'newest'>,
  holds: (grade: Measurement) => boolean,
): NonNullable<Statement['found']> {
  let since = newest.when;
  for (const grade of [...grades].reverse()) {
    if (!holds(grade)) return { since, absentOn: grade.when.latest };
    since = grade.when;
  }
  return { since, absentOn: undefined };
}

/** What takes several muscles has been there since the last of them joined. */
function latestRun(muscles: readonly Muscle[], holds: (grade: Measurement) => boolean): Statement['found'] {
  return muscles
    .map((muscle) => runOf(muscle, holds))
    .reduce<Statement['found']>((last, run) => (run.since.latest > (last?.since.latest ?? 0) ? run : last), undefined);
}

function latestOf(muscles: readonly Muscle[]): readonly Measurement[] {
  return muscles.map((muscle) => muscle.newest).sort((a, b) => b.when.latest - a.when.latest);
}

/** Makes the function that adds statements to a reading; `of` a side where it matters that each leg has its own. */
export function speaker(reading: Reading, of?: 'side'): Say {
  return (name, says, proofs, found) => {
    const fact = factNamed(reading.guideline, name);
    const [newest] = proofs;
    if (fact === undefined || newest === undefined) return;
    const list = reading.statements.get(fact) ?? [];
    const { when } = newest;
    const side = of === undefined ? undefined : newest.side;
    const shared = { fact, says, when, side, window: fact.window, found } as const;
    for (const { proof } of proofs) list.push({ ...shared, proof: { ...proof, says } });
    reading.statements.set(fact, list);
  };
}

/** A measurement that may mean a fact, and does not establish it. */
export function addMeasuredHint(reading: Reading, name: string, { when, proof }: Measurement): void {
  const fact = factNamed(reading.guideline, name);
  if (fact === undefined) return;
  const list = reading.statements.get(fact) ?? [];
  list.push({ fact, says: 'hint', when, window: fact.window, why: 'unspecific', proof: { ...proof, says: 'hint' } });
  reading.statements.set(fact, list);
}
