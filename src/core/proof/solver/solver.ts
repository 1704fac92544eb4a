import { learn } from './learning.js';
import { type Clauses, createClauses } from './propagation.js';
import { assign, createTrail, type Literal, opposite, type Trail, truthOf, undoTo } from './trail.js';

/** Looks for an assignment that satisfies every clause; keeps what it has learned from one question to the next. */
export interface Solver {
  /** a new variable, as the literal that says yes; `decides` marks those that all others follow from */
  readonly newVariable: (options?: { readonly decides: boolean; readonly preferred: boolean }) => Literal;
  /** at least one of the literals must hold */
  readonly addClause: (literals: readonly Literal[]) => void;
  /** whether the clauses can be satisfied with these literals given */
  readonly solve: (given: readonly Literal[]) => 'found' | 'none' | 'gave-up';
  /** whether a literal holds in the assignment found last */
  readonly holds: (literal: Literal) => boolean;
}

/** A guard; shipped tables need a few hundred conflicts per question. */
const mostConflicts = 100_000;
const firstRestart = 100;
const restartGrowth = 1.5;

/**
 * A conflict-driven search (Davis-Putnam with learned clauses): unit propagation over two watched literals, a clause
 * learned from each conflict, decisions by activity, restarts.
 */
export function createSolver(): Solver {
  const trail = createTrail();
  const clauses = createClauses(trail);
  const order = createOrder(trail);
  let model: readonly (boolean | undefined)[] = [];
  let isContradictory = false;
  return {
    newVariable: ({ decides, preferred } = { decides: false, preferred: false }) => {
      const variable = trail.values.length;
      trail.values.push(undefined);
      if (decides) order.add(variable, preferred);
      return 2 * variable;
    },
    addClause: (literals) => {
      undoTo(trail, 0);
      const open = [...new Set(literals)].filter((literal) => truthOf(trail, literal) !== false);
      if (open.some((literal) => truthOf(trail, literal) === true || open.includes(opposite(literal)))) return;
      const [first, second] = open;
      if (first === undefined) isContradictory = true;
      else if (second === undefined) assign(trail, first, undefined);
      else clauses.add(open);
    },
    solve: (given) => {
      undoTo(trail, 0);
      if (isContradictory) return 'none';
      const answer = search({ trail, clauses, order }, given);
      if (answer === 'contradiction') isContradictory = true;
      if (answer === 'found') model = [...trail.values];
      return answer === 'contradiction' ? 'none' : answer;
    },
    holds: (literal) => model[literal >> 1] === ((literal & 1) === 0),
  };
}

interface Parts {
  readonly trail: Trail;
  readonly clauses: Clauses;
  readonly order: Order;
}

function search(
  { trail, clauses, order }: Parts,
  given: readonly Literal[],
): 'found' | 'none' | 'gave-up' | 'contradiction' {
  let [conflicts, untilRestart, restartAt] = [0, firstRestart, firstRestart];
  for (;;) {
    const conflict = clauses.propagate();
    if (conflict !== undefined) {
      if (trail.levelStarts.length === 0) return 'contradiction';
      conflicts += 1;
      const { clause, level } = learn(trail, conflict, order.note);
      order.age();
      undoTo(trail, level);
      if (clause.length > 1) clauses.add(clause);
      assign(trail, clause[0] ?? 0, clause.length > 1 ? clause : undefined);
      continue;
    }
    if (conflicts > mostConflicts) return 'gave-up';
    if (conflicts > restartAt) {
      untilRestart *= restartGrowth;
      restartAt = conflicts + untilRestart;
      undoTo(trail, 0);
    }
    const assumption = given[trail.levelStarts.length];
    if (assumption !== undefined && truthOf(trail, assumption) === false) return 'none';
    const decision = assumption ?? order.next();
    if (decision === undefined) return 'found';
    trail.levelStarts.push(trail.literals.length);
    if (truthOf(trail, decision) === undefined) assign(trail, decision, undefined);
  }
}

/** Which variable is decided next: the one that was in the most recent conflicts. */
interface Order {
  readonly add: (variable: number, preferred: boolean) => void;
  readonly note: (variable: number) => void;
  readonly age: () => void;
  readonly next: () => Literal | undefined;
}

const growth = 1.05;
const mostActivity = 1e100;

function createOrder({ values }: Trail): Order {
  const deciding: { readonly variable: number; readonly preferred: boolean }[] = [];
  const activities: number[] = [];
  let increment = 1;
  return {
    add: (variable, preferred) => void deciding.push({ variable, preferred }),
    note: (variable) => {
      const activity = (activities[variable] ?? 0) + increment;
      activities[variable] = activity;
      if (activity < mostActivity) return;
      for (const [index, other] of activities.entries()) activities[index] = (other ?? 0) / mostActivity;
      increment /= mostActivity;
    },
    age: () => {
      increment *= growth;
    },
    next: () => {
      let chosen: (typeof deciding)[number] | undefined;
      let most = -1;
      for (const candidate of deciding) {
        const activity = activities[candidate.variable] ?? 0;
        if (values[candidate.variable] === undefined && activity > most) [chosen, most] = [candidate, activity];
      }
      return chosen === undefined ? undefined : 2 * chosen.variable + (chosen.preferred ? 0 : 1);
    },
  };
}
