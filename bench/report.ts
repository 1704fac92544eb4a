import type { Comparison } from './compare.js';
import type { SizeCost } from './linearity.js';
import type { MemoryPoint } from './memory.js';
import type { Stages } from './stage-process.js';

/** Milliseconds from spawning to the first answer: the median and every start. */
export interface Starts {
  readonly service: number;
  readonly bare: number;
  readonly serviceAll: readonly number[];
  readonly bareAll: readonly number[];
}

/** A Markdown table of the comparisons, as it stands in bench/README.md. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap(({ payload, authentication, bodyBytes, service, bare, ...ratios }) =>
    [
      {
        name: authentication === 'none' ? 'service' : `service, ${authentication} token`,
        load: service,
        cells: [
          `${ratios.ratio.toFixed(2)} (${span(ratios.ratios)})`,
          `**${ratios.cpuRatio.toFixed(2)}** (${span(ratios.cpuRatios)})`,
        ],
      },
      { name: 'bare Express', load: bare, cells: ['', ''] },
    ].map(({ name, load, cells }) => [
      `${payload} (${kilobytes(bodyBytes)})`,
      name,
      load.requestsPerSecond.toFixed(0),
      load.p50Milliseconds.toFixed(2),
      load.p99Milliseconds.toFixed(2),
      load.cpuMicrosecondsPerRequest.toFixed(0),
      ...cells,
    ]),
  );
  return table(['request', 'server', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'ratio', 'CPU ratio'], rows);
}

/** A Markdown table of what the stages of a request cost. */
export function stageTable(all: readonly Stages[]): string {
  const names = Object.keys(all[0]?.microseconds ?? {});
  const rows = names.map((name) => [name, ...all.map(({ microseconds }) => (microseconds[name] ?? 0).toFixed(1))]);
  const bytes = ['answer, bytes', ...all.map(({ answerBytes }) => String(answerBytes))];
  return table(['stage, µs', ...all.map(({ payload }) => payload)], [...rows, bytes]);
}

/** A Markdown table of cost by size of the record. */
export function sizeTable(costs: readonly SizeCost[]): string {
  const rows = costs.map((cost) => [
    String(cost.resources),
    kilobytes(cost.bodyBytes),
    cost.serviceMicroseconds.toFixed(0),
    cost.bareMicroseconds.toFixed(0),
    cost.addedMicrosecondsPerResource.toFixed(2),
  ]);
  return table(['resources', 'body', 'service CPU µs', 'bare CPU µs', 'added µs per resource'], rows);
}

/** One line on start-up. */
export function startLine(starts: Starts): string {
  return `start to first answer: service ${starts.service.toFixed(0)} ms, bare Express ${starts.bare.toFixed(0)} ms`;
}

/** One line on memory. */
export function memoryLine(points: readonly MemoryPoint[]): string {
  const told = points.map(({ requests, serviceMegabytes }) => `${requests}: ${serviceMegabytes.toFixed(0)} MB`);
  return `resident memory by requests answered: ${told.join(', ')}`;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

function span(numbers: readonly number[]): string {
  return `${Math.min(...numbers).toFixed(2)}–${Math.max(...numbers).toFixed(2)}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
