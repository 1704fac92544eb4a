import { counts, type Section, share, type Table, text } from './report-model.js';
import { byCount, sumOf } from './report-rows.js';
import type { Counts, OrderFigures } from './tally-orders.js';

/** Section 3: what the criteria would have done. */
export function answersSection(figures: OrderFigures): Section {
  const { totals, criteria, ratingOf, insteadOf } = figures;
  const answered = totals.get('answered') ?? 0;
  const rows = [...criteria].sort(byCount).map(([criterion, orders]) => {
    return [criterion, ratingOf.get(criterion) ?? '', orders, orders / Math.max(1, answered)] as const;
  });
  return {
    id: 'answers',
    title: 'What the criteria would have done',
    says: [
      'Whether a card is shown depends on what is agreed with a client: all cards, or only those that warn or offer something.',
    ],
    tables: [
      ratingTable(figures),
      {
        id: 'criteria',
        title: 'By criterion',
        columns: [text('criterion'), text('rating'), counts('orders'), share('share')],
        rows,
      },
      {
        id: 'withheld',
        title: 'Answers that were withheld or switched off',
        columns: [text('criterion that would have answered'), counts('orders')],
        rows: [...insteadOf].sort(byCount),
      },
      burdenTable(figures),
      ...clinicianTable(figures),
    ],
  };
}

/** Rating mix by study, with a row for all of them. */
function ratingTable({ ratingsByStudy }: OrderFigures): Table {
  const ratings = [...new Set([...ratingsByStudy.values()].flatMap((mix) => [...mix.keys()]))].sort();
  const all = new Map<string, number>();
  for (const mix of ratingsByStudy.values())
    for (const [rating, orders] of mix) all.set(rating, (all.get(rating) ?? 0) + orders);
  const studies = [...ratingsByStudy].sort(([left], [right]) => (left < right ? -1 : 1));
  const row = (name: string, mix: Counts) => [
    name,
    sumOf(mix.values()),
    ...ratings.map((rating) => mix.get(rating) ?? 0),
  ];
  return {
    id: 'ratings',
    title: 'Ratings by study',
    columns: [text('study'), counts('orders'), ...ratings.map(counts)],
    rows: [row('all', all), ...studies.map(([study, mix]) => row(study, mix))],
  };
}

const millisecondsPerDay = 86_400_000;

function burdenTable({ cards, cardsByDay, ordersByDay, totals }: OrderFigures): Table {
  const days = calendarDays([...ordersByDay.keys()]);
  const perDay = (number: number): string => (days === 0 ? '0' : (number / days).toFixed(2));
  const kind = (name: string, words: string) => [words, cards.get(name) ?? 0, perDay(cards.get(name) ?? 0)] as const;
  return {
    id: 'burden',
    title: 'Cards, and cards a day',
    columns: [text('cards'), counts('number'), text('a day of the span')],
    rows: [
      kind('all', 'all cards'),
      kind('actionable', 'cards that warn or offer something'),
      kind('critical', 'critical'),
      kind('warning', 'warning'),
      kind('info', 'info'),
      ['answered orders without a card', (totals.get('answered') ?? 0) - (cards.get('all') ?? 0), ''],
      ['most cards that warn or offer something on one day', Math.max(0, ...cardsByDay.values()), ''],
    ],
  };
}

function calendarDays(days: readonly string[]): number {
  if (days.length === 0) return 0;
  const times = days.map((day) => Date.parse(day));
  return Math.round((extreme(times, Math.max) - extreme(times, Math.min)) / millisecondsPerDay) + 1;
}

function extreme(numbers: readonly number[], choose: (left: number, right: number) => number): number {
  return numbers.reduce((chosen, number) => choose(chosen, number));
}

/** How the cards are spread over clinicians; nobody is named. */
function clinicianTable({ ordersByClinician, cardsByClinician }: OrderFigures): readonly Table[] {
  if (ordersByClinician.size === 0) return [];
  const cards = [...ordersByClinician.keys()].map((clinician) => cardsByClinician.get(clinician) ?? 0);
  const sorted = cards.sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return [
    {
      id: 'clinicians',
      title: 'Cards that warn or offer something, by clinician',
      columns: [text('what'), counts('number')],
      rows: [
        ['clinicians with orders', sorted.length],
        ['cards of the clinician in the middle', at(0.5)],
        ['cards of the clinician whom nine of ten have fewer than', at(0.9)],
        ['most cards of one clinician', sorted.at(-1) ?? 0],
      ],
      basis: sorted.length,
    },
  ];
}

/** Criterion × criterion, for the rows in which anything moved. */
export function matrixTable(moved: ReadonlyMap<string, Counts>): Table {
  const changed = [...moved].filter(([before, after]) => [...after.keys()].some((name) => name !== before));
  const names = [...new Set(changed.flatMap(([, after]) => [...after.keys()]))].sort();
  return {
    id: 'moved',
    title: 'Moved orders',
    columns: [text('criterion'), ...names.map(counts)],
    rows: changed
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([before, after]) => [before, ...names.map((name) => after.get(name) ?? 0)]),
  };
}
