import type { Plan } from '../plan/plan.js';
import { displayOf } from './merge-inventories.js';
import type { FindNearest } from './nearest-value-set.js';
import { counts, type Section, type Table, text } from './report-model.js';
import { byCount, limited, nearWords, sumOf } from './report-rows.js';
import type { Counts, OrderFigures } from './tally-orders.js';

/** Section 1: what was read, and what no export can tell. */
export function readSection(plan: Plan, { totals }: OrderFigures): Section {
  const { read } = plan;
  const unreadable = totals.get('unreadable') ?? 0;
  const total = (table: { readonly [type: string]: number }): number => sumOf(Object.values(table));
  const rows = [
    ['patients', read.patients],
    ['of them merged into another', read.mergedPatients],
    ['patients whose records were read', read.candidates],
    ['resources of types that the service reads', total(read.resources)],
    ['resources of other types', total(read.passedOver)],
    ['resources that name no patient', total(read.withoutPatient)],
    ['lines that are no FHIR resource', read.unreadableLines],
    ...(unreadable > 0 ? [['lines of these records that are cut off', unreadable] as const] : []),
    ['orders scored', totals.get('orders') ?? 0],
    ['patients with an order', totals.get('patients') ?? 0],
  ] as const;
  const types = [...Object.entries(read.resources), ...Object.entries(read.passedOver)];
  return {
    id: 'read',
    title: 'What was read',
    says: [
      'An export shows what was coded, not what was examined. A high share of "insufficient information" is a finding about documentation, not about care.',
      ...datesSaid(plan, totals),
    ],
    tables: [
      { id: 'totals', title: 'In all', columns: [text('what'), counts('number')], rows },
      {
        id: 'types',
        title: 'By type',
        columns: [text('type'), counts('resources'), text('read'), counts('without a patient')],
        rows: types
          .sort(byCount)
          .map(([type, number]) => [
            type,
            number,
            type in read.resources ? 'yes' : 'no',
            read.withoutPatient[type] ?? 0,
          ]),
        isLeftOutWhenSmall: true,
      },
    ],
  };
}

function datesSaid({ options, usesLastUpdated, types, read }: Plan, totals: Counts): readonly string[] {
  const [first, last] = [totals.get('firstDay'), totals.get('lastDay')];
  const span = first === undefined ? [] : [`Orders from ${dayOf(first)} to ${dayOf(last ?? first)}.`];
  const updated = usesLastUpdated
    ? 'Where a resource does not say when it was written down, the day it was last updated counts.'
    : 'The day a resource was last updated does not count: it is the day of a load, is stated nowhere, or was left out on purpose.';
  const limited =
    types === undefined ? [] : [`The export was limited to ${types.join(', ')}; anything else counts as not read.`];
  const chosen =
    options.allPatients === undefined
      ? 'Each order was asked about as of its own date; what was recorded later did not count. What was done stands for an order where no order is in the record.'
      : `Each patient was taken to be ordered ${options.allPatients} on the last visit.`;
  const damaged =
    read.partlyRead === undefined
      ? []
      : [`A packed file was damaged: ${read.partlyRead.join(', ')} count as not read in full, for every patient.`];
  const merged = read.mergedPatients > 0 ? ['Records of merged patients were put together.'] : [];
  return [...span, chosen, updated, ...limited, ...damaged, ...merged];
}

function dayOf(number: number): string {
  return String(number).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}

const kindWords = {
  spine: 'spine imaging by its code',
  'other-imaging': 'other imaging by its code',
  'named-spine': 'unknown code, spine imaging by its words',
  'named-imaging': 'unknown code, imaging by its words',
  'not-imaging': 'anything else',
} as const;

/** Section 2: orders that were found, and codes of orders that nobody knows. */
export function ordersSection(plan: Plan, figures: OrderFigures, nearestStudy: FindNearest): Section {
  const { kinds } = plan.orders;
  const found: readonly (readonly [string, number])[] = [
    [kindWords.spine, kinds.spine],
    [kindWords['other-imaging'], kinds['other-imaging']],
    [kindWords['named-spine'], kinds['named-spine']],
    [kindWords['named-imaging'], kinds['named-imaging']],
    [kindWords['not-imaging'], kinds['not-imaging']],
    ...(plan.orders.cutOff > 0 ? [['cut off, so that nobody can tell', plan.orders.cutOff] as const] : []),
  ];
  const shown = [...figures.shownBy].sort(byCount);
  return {
    id: 'orders',
    title: 'Orders found and not found',
    says: ['A display is told only where at least five patients have it.'],
    tables: [
      {
        id: 'kinds',
        title: 'Requests, procedures, studies and reports of the export',
        columns: [text('what'), counts('resources')],
        rows: found,
      },
      {
        id: 'shown-by',
        title: 'What the scored orders were found as',
        columns: [text('type'), counts('orders')],
        rows: [
          ...shown,
          ['no spine study after all', figures.totals.get('unrecognised') ?? 0],
          ...(plan.orders.unplaced > 0 ? [['not scored: without a day or an id', plan.orders.unplaced]] : []),
        ],
      },
      unknownStudies(plan, nearestStudy),
    ],
  };
}

function unknownStudies(plan: Plan, nearestStudy: FindNearest): Table {
  const rows = plan.orders.unknown.map(({ system, code, namesSpine, orders, patients, displays }) => [
    system,
    code,
    displayOf(displays),
    namesSpine ? 'yes' : 'no',
    orders,
    patients,
    nearWords(nearestStudy(Object.keys(displays))),
  ]);
  const columns = [
    ...['system', 'code', 'display', 'names the spine'].map(text),
    ...['orders', 'patients'].map(counts),
    text('nearest value set'),
  ];
  return limited({
    id: 'unknown-studies',
    title: 'Imaging codes that no value set knows',
    columns,
    rows,
    isLeftOutWhenSmall: true,
  });
}
