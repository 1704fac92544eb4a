import type { Plan } from '../plan/plan.js';
import { type Section, text } from './report-model.js';

/** Section 7: with what, and how to get the same bytes again. */
export function reproduceSection(plan: Plan, ordersHash: string): Section {
  const { options, digests, version, guidelines, againstGuidelines = [] } = plan;
  const command = [
    'spine-imaging-cds backtest <export folder> --cards <cards>',
    ...(options.against === undefined ? [] : ['--against <other cards>']),
    ...(options.allPatients === undefined ? [] : [`--all-patients ${options.allPatients}`]),
    ...(options.lastUpdated === 'auto' ? [] : [`--last-updated ${options.lastUpdated}`]),
  ];
  return {
    id: 'reproduce',
    title: 'How to get this again',
    says: [
      'The same export, cards and program give the same bytes, whatever the order of files and lines, the number of shards and the machine.',
    ],
    tables: [
      {
        id: 'reproduce',
        title: 'With what',
        columns: [text('what'), text('value')],
        rows: [
          ['command', command.join(' ')],
          ['program', version],
          ['guidelines', guidelines.join(', ')],
          ['fingerprint of the cards', digests.cards],
          ...(digests.against === undefined
            ? []
            : [
                ['guidelines of the other cards', againstGuidelines.join(', ')],
                ['fingerprint of the other cards', digests.against],
              ]),
          ['SHA-256 of orders.ndjson', ordersHash],
        ],
      },
    ],
  };
}
