/** What was decided and not shown, each order once: the figures by which a backtest tells of the past. */
export interface SilentReport {
  readonly orders: number;
  readonly days: number;
  /** study → rating → orders */
  readonly studies: readonly { readonly study: string; readonly orders: number; readonly ratings: Counts }[];
  readonly criteria: readonly { readonly criterion: string; readonly rating: string; readonly orders: number }[];
  readonly ordersADay: number;
  readonly mostOnOneDay: number;
  /** orders of one clinician: of the one in the middle, of the one whom nine of ten have fewer than, and the most */
  readonly clinicians: {
    readonly number: number;
    readonly middle: number;
    readonly nineOfTen: number;
    readonly most: number;
  };
}

interface Counts {
  readonly [name: string]: number;
}

interface Decided {
  readonly time: string;
  readonly study: string;
  readonly rating: string;
  readonly criterion: string;
  readonly userHash: string;
}

/** A consult as far as it is counted here. */
interface DecidedConsult extends Decided {
  readonly orderHash: string;
  readonly cards: number;
  readonly outcomes: readonly unknown[];
}

/** Keeps the last consult of each order that no card was shown for: a hook fires again while an order is edited. */
export function createSilentTally() {
  const orders = new Map<string, Decided>();
  return {
    add: ({ cards, outcomes, orderHash, time, study, rating, criterion, userHash }: DecidedConsult): void => {
      if (cards > 0 || outcomes.length > 0) return;
      const known = orders.get(orderHash);
      if (known === undefined || known.time <= time)
        orders.set(orderHash, { time, study, rating, criterion, userHash });
    },
    /** undefined when every order was shown a card */
    toReport: (): SilentReport | undefined => (orders.size === 0 ? undefined : toReport([...orders.values()])),
  };
}

const dayLength = 'YYYY-MM-DD'.length;
const millisecondsPerDay = 86_400_000;

function toReport(orders: readonly Decided[]): SilentReport {
  const days = countBy(orders, ({ time }) => time.slice(0, dayLength));
  const [first, last] = [days[0]?.[0] ?? '', days.at(-1)?.[0] ?? ''];
  const span = Math.round((Date.parse(last) - Date.parse(first)) / millisecondsPerDay) + 1;
  const clinicians = countBy(orders, ({ userHash }) => userHash)
    .map(([, count]) => count)
    .sort((left, right) => left - right);
  const at = (share: number): number =>
    clinicians[Math.min(clinicians.length - 1, Math.floor(clinicians.length * share))] ?? 0;
  return {
    orders: orders.length,
    days: span,
    studies: countBy(orders, ({ study }) => study).map(([study, count]) => {
      const own = orders.filter((order) => order.study === study);
      return { study, orders: count, ratings: Object.fromEntries(countBy(own, ({ rating }) => rating)) };
    }),
    criteria: countBy(orders, ({ criterion, rating }) => `${criterion}\n${rating}`)
      .map(([key, count]) => {
        const [criterion = '', rating = ''] = key.split('\n');
        return { criterion, rating, orders: count };
      })
      .sort((left, right) => right.orders - left.orders),
    ordersADay: Math.round((orders.length / span) * 100) / 100,
    mostOnOneDay: Math.max(...days.map(([, count]) => count)),
    clinicians: { number: clinicians.length, middle: at(0.5), nineOfTen: at(0.9), most: clinicians.at(-1) ?? 0 },
  };
}

/** Names with their counts, in the order of the names. */
function countBy(
  orders: readonly Decided[],
  nameOf: (order: Decided) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const order of orders) counts.set(nameOf(order), (counts.get(nameOf(order)) ?? 0) + 1);
  return [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
}
