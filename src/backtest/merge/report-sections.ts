import type { MergedInventory } from './merge-inventories.js';
import { counts, type Section, share, text } from './report-model.js';
import { limited, nearWords, sumOf } from './report-rows.js';
import { matrixTable } from './report-tables.js';
import type { OrderFigures } from './tally-orders.js';

/** Section 4: what is missing, and what one answer would have changed. */
export function missingSection({ missing, oneAnswer, ifNormal, totals }: OrderFigures): Section {
  const answered = totals.get('answered') ?? 0;
  const rows = [...missing].map(([fact, orders]) => {
    const brought = oneAnswer.get(fact) ?? new Map<string, number>();
    return [
      fact,
      orders,
      orders / Math.max(1, answered),
      sumOf(brought.values()),
      [...brought.keys()].sort().join(', '),
    ] as const;
  });
  const normal = [...ifNormal].flatMap(([before, after]) =>
    [...after].map(([to, orders]) => [before, to, orders] as const),
  );
  return {
    id: 'missing',
    title: 'What is missing',
    says: [
      'A fact counts as missing where the record says nothing of it and the answer leaned on that.',
      'The last columns tell how often this one fact, were it present, would have brought another rating by itself, and which.',
    ],
    tables: [
      {
        id: 'facts',
        title: 'Missing facts',
        columns: [text('fact'), counts('orders'), share('share'), counts('one answer would have changed'), text('to')],
        rows: rows.sort((left, right) => right[3] - left[3] || right[1] - left[1] || (left[0] < right[0] ? -1 : 1)),
      },
      {
        id: 'if-normal',
        title: 'With all that is missing of the core screen documented as normal',
        columns: [text('criterion'), text('would be'), counts('orders')],
        rows: normal.sort(
          (left, right) => right[2] - left[2] || (`${left[0]} ${left[1]}` < `${right[0]} ${right[1]}` ? -1 : 1),
        ),
      },
    ],
  };
}

/** Section 5: codes and words that nobody knows. */
export function unknownSection({ codes, words }: MergedInventory): Section {
  return {
    id: 'unknown',
    title: 'Codes and words that nobody knows',
    says: [
      'Ranked by the orders that would be answered otherwise, or might be, if the code spoke to the fact that its display is near. A value set that is near is a question to a clinician, not an answer.',
      'Words are told only as rows of up to three words that at least five patients have.',
    ],
    tables: [
      limited({
        id: 'codes',
        title: 'Codes',
        columns: [
          text('system'),
          text('code'),
          text('display'),
          counts('orders affected'),
          counts('orders'),
          counts('patients'),
          text('nearest value set'),
        ],
        rows: codes.map(({ system, code, display, affected, orders, patients, near }) => [
          system,
          code,
          display,
          affected,
          orders,
          patients,
          nearWords(near),
        ]),
        isLeftOutWhenSmall: true,
      }),
      limited({
        id: 'words',
        title: 'Words',
        columns: [text('words'), counts('orders'), counts('patients'), text('nearest value set')],
        rows: words.map(({ words: phrase, orders, patients, near }) => [phrase, orders, patients, nearWords(near)]),
        isLeftOutWhenSmall: true,
      }),
    ],
  };
}

/** Section 6: what the other cards would answer. */
export function differenceSection({ moved, examples, totals }: OrderFigures, hasOther: boolean): Section {
  if (!hasOther) {
    const says = [
      'Only one set of cards was asked. Name another one with --against to see which orders it would move.',
    ];
    return { id: 'difference', title: 'The cards against others', says, tables: [] };
  }
  return {
    id: 'difference',
    title: 'The cards against others',
    says: [
      'Rows: the criterion that answers with --cards. Columns: the criterion that answers with --against. "–" is no answer.',
    ],
    tables: [
      {
        id: 'moved-total',
        title: 'In all',
        columns: [text('what'), counts('orders')],
        rows: [
          ['orders', totals.get('orders') ?? 0],
          ['answered by another criterion', totals.get('moved') ?? 0],
        ],
      },
      matrixTable(moved),
      {
        id: 'examples',
        title: 'Some of them, to look at',
        columns: [text('line of orders.ndjson')],
        rows: examples.map((line) => [String(line)]),
      },
    ],
  };
}
