import { type Clause, type Literal, opposite, type Trail, variableOf } from './trail.js';

/** What a conflict teaches: a clause, the literal that it forces first, and the level to go back to. */
export interface Lesson {
  readonly clause: Clause;
  readonly level: number;
}

/** The first unique implication point of a conflict: the latest single assignment that led to it. */
export function learn(trail: Trail, conflict: Clause, note: (variable: number) => void): Lesson {
  const { literals, levels, reasons, levelStarts } = trail;
  const seen = new Set<number>();
  const lower: Literal[] = [];
  let open = 0;
  const take = (reason: readonly Literal[], except: Literal | undefined): void => {
    for (const literal of reason) {
      const variable = variableOf(literal);
      if (literal === except || seen.has(variable) || levels[variable] === 0) continue;
      seen.add(variable);
      note(variable);
      if (levels[variable] === levelStarts.length) open += 1;
      else lower.push(literal);
    }
  };
  take(conflict, undefined);
  for (let place = literals.length - 1; ; place -= 1) {
    const pivot = literals[place] ?? 0;
    if (!seen.has(variableOf(pivot))) continue;
    open -= 1;
    if (open === 0) return lessonOf(trail, opposite(pivot), lower);
    take(reasons[variableOf(pivot)] ?? [], pivot);
  }
}

/** The literal of the highest level below stands second, so that it is watched. */
function lessonOf({ levels }: Trail, asserting: Literal, lower: Literal[]): Lesson {
  const levelOf = (literal: Literal): number => levels[variableOf(literal)] ?? 0;
  lower.sort((left, right) => levelOf(right) - levelOf(left));
  const [highest] = lower;
  return { clause: [asserting, ...lower], level: highest === undefined ? 0 : levelOf(highest) };
}
