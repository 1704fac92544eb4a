import { assign, type Clause, type Literal, opposite, type Trail, truthOf } from './trail.js';

/** The clauses of a search, found by the two literals of each that are watched. */
export interface Clauses {
  readonly add: (clause: Clause) => void;
  /** follows what is forced; answers a clause that cannot hold any more, if there is one */
  readonly propagate: () => Clause | undefined;
}

export function createClauses(trail: Trail): Clauses {
  const watched: Clause[][] = [];
  const watch = (literal: Literal, clause: Clause): void => {
    const clauses = watched[literal];
    if (clauses === undefined) watched[literal] = [clause];
    else clauses.push(clause);
  };

  /** Visits the clauses that watch a literal that has become false. */
  const visit = (falsified: Literal): Clause | undefined => {
    const clauses = watched[falsified] ?? [];
    const kept: Clause[] = [];
    watched[falsified] = kept;
    for (const [index, clause] of clauses.entries()) {
      if (clause[0] === falsified) [clause[0], clause[1]] = [clause[1] ?? 0, falsified];
      const first = clause[0] ?? 0;
      const truth = truthOf(trail, first);
      if (truth !== true && watchAnother(trail, clause, watch)) continue;
      kept.push(clause);
      if (truth === undefined) assign(trail, first, clause);
      if (truth === false) {
        kept.push(...clauses.slice(index + 1));
        return clause;
      }
    }
    return undefined;
  };

  return {
    add: (clause) => {
      for (const literal of clause.slice(0, 2)) watch(literal, clause);
    },
    propagate: () => {
      for (; trail.followed < trail.literals.length; trail.followed += 1) {
        const conflict = visit(opposite(trail.literals[trail.followed] ?? 0));
        if (conflict !== undefined) return conflict;
      }
      return undefined;
    },
  };
}

/** Moves the second watch of a clause to a literal that is not false; false when there is none. */
function watchAnother(trail: Trail, clause: Clause, watch: (literal: Literal, clause: Clause) => void): boolean {
  for (let place = 2; place < clause.length; place += 1) {
    const literal = clause[place] ?? 0;
    if (truthOf(trail, literal) === false) continue;
    [clause[1], clause[place]] = [literal, clause[1] ?? 0];
    watch(literal, clause);
    return true;
  }
  return false;
}
