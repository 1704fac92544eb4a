import { CORE_SCHEMA, load } from 'js-yaml';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { AuthoringProblem } from '../errors.js';

/** Where a value stands inside a file: keys of mappings and places in lists, from the top. */
export type ValuePath = readonly (string | number)[];

/** A file under `cards/` that can say where in its text each of its values stands. */
export interface SourceFile {
  readonly path: string;
  readonly value: unknown;
  /** what is wrong with the syntax; `value` is undefined then */
  readonly problems: readonly AuthoringProblem[];
  /** true when the file itself holds something at this path */
  readonly has: (path: ValuePath) => boolean;
  /** a problem at a value; `offset` counts characters into a text value, so that a rule can be pointed into */
  readonly problemAt: (path: ValuePath, message: string, offset?: number) => AuthoringProblem;
  /** a problem at the key of a mapping entry rather than at its value */
  readonly problemAtKey: (path: ValuePath, message: string) => AuthoringProblem;
  /** the ids that the file below knows, at an entry which only a site's file has; undefined at any other */
  readonly besides: (path: ValuePath) => readonly string[] | undefined;
}

/** Parses a YAML file; never throws: syntax errors come back as problems. */
export function parseYaml(path: string, text: string): SourceFile {
  const positions = whenAsked(path, text);
  try {
    return toSourceFile({ path, value: load(text, { schema: CORE_SCHEMA }) ?? null, problems: [], positions });
  } catch {
    const { value, problems } = positions();
    return toSourceFile({ path, value, problems, positions });
  }
}

/** Parses a JSON file, which is YAML as far as positions go. */
export function parseJson(path: string, text: string): SourceFile {
  const positions = whenAsked(path, text);
  try {
    return toSourceFile({ path, value: JSON.parse(text), problems: [], positions });
  } catch {
    const [problem = { file: path, line: 1, column: 1, message: 'not JSON' }] = positions().problems;
    return toSourceFile({ path, value: undefined, problems: [problem], positions });
  }
}

/** Knowing where things stand takes several times as long as reading them, and is needed for problems only. */
function whenAsked(path: string, text: string): () => Positions {
  let known: Positions | undefined;
  return () => {
    known ??= readPositions(path, text);
    return known;
  };
}

interface Positions {
  readonly document: Document.Parsed;
  readonly text: string;
  readonly value: unknown;
  readonly problems: readonly AuthoringProblem[];
  readonly problem: (offset: number, message: string) => AuthoringProblem;
}

function readPositions(path: string, text: string): Positions {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = (offset: number, message: string): AuthoringProblem => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const problems = document.errors.map((error) => problem(error.pos[0], error.message.split('\n')[0] ?? ''));
  return { document, text, value: problems.length > 0 ? undefined : document.toJS(), problems, problem };
}

function toSourceFile(source: {
  readonly path: string;
  readonly value: unknown;
  readonly problems: readonly AuthoringProblem[];
  readonly positions: () => Positions;
}): SourceFile {
  const { path, value, problems, positions } = source;
  return {
    path,
    value,
    problems,
    has: (at) => nodeAt(positions().document, at) !== undefined,
    problemAt: (at, message, offset) => {
      const { document, text, problem } = positions();
      const node = nearestNode(document, at);
      return problem(offset === undefined ? startOf(node) : offsetInText(text, node, offset), message);
    },
    problemAtKey: (at, message) => {
      const { document, problem } = positions();
      return problem(startOf(keyNode(document, at) ?? nearestNode(document, at)), message);
    },
    besides: () => undefined,
  };
}

function nodeAt(document: Document.Parsed, path: ValuePath): Node | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isMap(node)) node = pairOf(node.items, String(step))?.value;
    else if (isSeq(node)) node = node.items[Number(step)];
    else return undefined;
    if (isAlias(node)) node = node.resolve(document);
  }
  return isNode(node) ? node : undefined;
}

function nearestNode(document: Document.Parsed, path: ValuePath): Node | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length)) ?? keyNode(document, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return document.contents ?? undefined;
}

function keyNode(document: Document.Parsed, path: ValuePath): Node | undefined {
  const parent = nodeAt(document, path.slice(0, -1));
  const key = isMap(parent) ? pairOf(parent.items, String(path.at(-1)))?.key : undefined;
  return isNode(key) ? key : undefined;
}

function pairOf(items: readonly Pair<unknown, unknown>[], key: string): Pair<unknown, unknown> | undefined {
  return items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}

function startOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}

/** Folded and quoted texts differ from their value in white space and quotes only, so count the other characters. */
function offsetInText(text: string, node: Node | undefined, offset: number): number {
  const start = startOf(node);
  if (!isScalar(node) || typeof node.value !== 'string') return start;
  const visible = node.value.slice(0, offset).replace(/\s/g, '').length;
  const end = node.range?.[1] ?? text.length;
  let at = bodyStart(text, start);
  for (let seen = 0; at < end; at += 1) {
    if (/\s/.test(text.charAt(at))) continue;
    if (seen === visible) return at;
    seen += 1;
  }
  return start;
}

function bodyStart(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === '|' || first === '>') return text.indexOf('\n', start) + 1;
  return first === "'" || first === '"' ? start + 1 : start;
}
