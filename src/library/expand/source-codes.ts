import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One code of a public value set as it stands in `cards/expansions/<group>.csv`. */
export interface SourceCode {
  /** id of a code system in code-systems.yaml */
  readonly system: string;
  readonly code: string;
  /** empty where the name may not be copied */
  readonly display: string;
}

/** The codes of one group, in the order of the file; undefined when the file is not there. */
export function readSourceCodes(expansionsFolder: string, group: string): readonly SourceCode[] | undefined {
  const rows = readCsv(join(expansionsFolder, `${group}.csv`));
  return rows?.map(([system = '', code = '', display = '']) => ({ system, code, display }));
}

/** The SNOMED CT codes that anybody may use, licence or not. */
export function readFreeCodes(expansionsFolder: string): ReadonlySet<string> {
  return new Set((readCsv(join(expansionsFolder, 'snomed-free.csv')) ?? []).map(([code = '']) => code));
}

/** The rows of a CSV file below its head; undefined when it is not there. */
function readCsv(path: string): readonly (readonly string[])[] | undefined {
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  return lines.slice(1).flatMap((line) => (line === '' ? [] : [cellsOf(line)]));
}

/** Cells may stand in quotes, a quote inside them doubled; none holds a line break. */
function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const mark = line.charAt(at);
    if (mark === '"' && isQuoted && line.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (mark === '"') isQuoted = !isQuoted;
    else if (mark === ',' && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += mark;
  }
  return [...cells, cell];
}
