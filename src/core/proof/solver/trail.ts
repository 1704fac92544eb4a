/** A statement about a yes/no variable: `2 * variable` says yes, `2 * variable + 1` says no. */
export type Literal = number;

/** At least one of the literals must hold; the first two are watched. */
export type Clause = Literal[];

/** What a search has assigned so far, in order. It is changed in place: a search takes very many steps. */
export interface Trail {
  readonly values: (boolean | undefined)[];
  /** the level of decision at which a variable was assigned */
  readonly levels: number[];
  /** the clause that forced a variable; undefined for a decision */
  readonly reasons: (Clause | undefined)[];
  readonly literals: Literal[];
  /** where each level of decision begins in `literals` */
  readonly levelStarts: number[];
  /** how many of `literals` have been followed */
  followed: number;
}

export function createTrail(): Trail {
  return { values: [], levels: [], reasons: [], literals: [], levelStarts: [], followed: 0 };
}

export function opposite(literal: Literal): Literal {
  return literal ^ 1;
}

export function variableOf(literal: Literal): number {
  return literal >> 1;
}

export function truthOf({ values }: Trail, literal: Literal): boolean | undefined {
  const value = values[variableOf(literal)];
  return value === undefined ? undefined : value !== ((literal & 1) === 1);
}

export function assign(trail: Trail, literal: Literal, reason: Clause | undefined): void {
  const variable = variableOf(literal);
  trail.values[variable] = (literal & 1) === 0;
  trail.levels[variable] = trail.levelStarts.length;
  trail.reasons[variable] = reason;
  trail.literals.push(literal);
}

/** Takes back every level above one. */
export function undoTo(trail: Trail, level: number): void {
  const start = trail.levelStarts[level];
  if (start === undefined) return;
  for (const literal of trail.literals.splice(start)) trail.values[variableOf(literal)] = undefined;
  trail.levelStarts.length = level;
  trail.followed = Math.min(trail.followed, start);
}
