import type { GivenAnswer, OrderRow } from '../score/order-row.js';

/** Counts by name. */
export type Counts = Map<string, number>;

/** The figures of a backtest: sums over orders, so that the order in which they come changes nothing. */
export interface OrderTally {
  readonly add: (row: OrderRow, line: number) => void;
  /** lines of the records that were cut off */
  readonly addUnreadable: (lines: number) => void;
  readonly figures: OrderFigures;
}

export interface OrderFigures {
  /** names of the single numbers: `orders`, `answered`, `patients`, `unrecognised` … */
  readonly totals: Counts;
  /** study and region → rating → orders */
  readonly ratingsByStudy: Map<string, Counts>;
  /** criterion → orders */
  readonly criteria: Counts;
  /** criterion → its rating */
  readonly ratingOf: Map<string, string>;
  /** row that was withheld or switched off → orders */
  readonly insteadOf: Counts;
  /** what an order was shown by: ServiceRequest, Procedure … */
  readonly shownBy: Counts;
  /** card policy or indicator → cards */
  readonly cards: Counts;
  /** day → orders, and day → cards that interrupt */
  readonly ordersByDay: Counts;
  readonly cardsByDay: Counts;
  readonly ordersByClinician: Counts;
  readonly cardsByClinician: Counts;
  /** missing fact → orders; and missing fact → rating that it would bring alone → orders */
  readonly missing: Counts;
  readonly oneAnswer: Map<string, Counts>;
  /** criterion before → criterion after all of the core screen is documented as normal → orders */
  readonly ifNormal: Map<string, Counts>;
  /** criterion of the cards → criterion of the other cards → orders, for orders that both answer */
  readonly moved: Map<string, Counts>;
  /** lines of orders.ndjson with an order that moved */
  readonly examples: number[];
}

const mostExamples = 10;
/** What is counted for an order in which no spine study was recognised. */
const noAnswer = '–';

export function createOrderTally(): OrderTally {
  const figures: OrderFigures = {
    totals: new Map(),
    ratingsByStudy: new Map(),
    criteria: new Map(),
    ratingOf: new Map(),
    insteadOf: new Map(),
    shownBy: new Map(),
    cards: new Map(),
    ordersByDay: new Map(),
    cardsByDay: new Map(),
    ordersByClinician: new Map(),
    cardsByClinician: new Map(),
    missing: new Map(),
    oneAnswer: new Map(),
    ifNormal: new Map(),
    moved: new Map(),
    examples: [],
  };
  let lastPatient: string | undefined;
  return {
    figures,
    addUnreadable: (lines) => count(figures.totals, 'unreadable', lines),
    add: (row, line) => {
      const { totals } = figures;
      count(totals, 'orders');
      // the orders of a patient come one after the other
      if (row.patient !== lastPatient) count(totals, 'patients');
      lastPatient = row.patient;
      count(figures.shownBy, row.order.split('/')[0] ?? '');
      addDay(figures, row.date);
      if (row.answer.kind === 'none') count(totals, 'unrecognised');
      else addAnswer(figures, row, row.answer);
      if (row.against !== undefined) addMove(figures, row, line);
    },
  };
}

function addDay({ totals, ordersByDay }: OrderFigures, date: string): void {
  count(ordersByDay, date);
  const day = Number(date.replaceAll('-', ''));
  totals.set('firstDay', Math.min(totals.get('firstDay') ?? day, day));
  totals.set('lastDay', Math.max(totals.get('lastDay') ?? day, day));
}

function addAnswer(figures: OrderFigures, { date, clinician }: OrderRow, answer: GivenAnswer): void {
  const { criterion, rating } = answer;
  count(figures.totals, 'answered');
  countIn(figures.ratingsByStudy, `${answer.study} ${answer.region}`, rating);
  count(figures.criteria, criterion);
  figures.ratingOf.set(criterion, rating);
  if (answer.insteadOf !== undefined) count(figures.insteadOf, answer.insteadOf);
  if (clinician !== '') count(figures.ordersByClinician, clinician);
  if (answer.indicator !== undefined) {
    count(figures.cards, 'all');
    count(figures.cards, answer.indicator);
    if (isActionable(answer)) {
      count(figures.cards, 'actionable');
      count(figures.cardsByDay, date);
      if (clinician !== '') count(figures.cardsByClinician, clinician);
    }
  }
  for (const fact of answer.missing) count(figures.missing, fact);
  for (const [fact, brought] of Object.entries(answer.ifPresent)) countIn(figures.oneAnswer, fact, brought);
  if (answer.ifNormal !== undefined) countIn(figures.ifNormal, criterion, answer.ifNormal);
}

/** Whether a client that wants actionable cards only is shown it. */
function isActionable({ indicator, hasSuggestions }: GivenAnswer): boolean {
  return indicator !== 'info' || hasSuggestions === true;
}

function addMove(figures: OrderFigures, { answer, against }: OrderRow, line: number): void {
  const before = answer.kind === 'none' ? noAnswer : answer.criterion;
  const after = against === undefined || against.kind === 'none' ? noAnswer : against.criterion;
  countIn(figures.moved, before, after);
  if (before === after) return;
  count(figures.totals, 'moved');
  if (figures.examples.length < mostExamples) figures.examples.push(line);
}

function count(counts: Counts, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function countIn(tables: Map<string, Counts>, table: string, name: string): void {
  const counts = tables.get(table) ?? new Map<string, number>();
  tables.set(table, counts);
  count(counts, name);
}
