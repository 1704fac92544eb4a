import { randomUUID } from 'node:crypto';
import { isObject } from '../core/values/json.js';

/** Between two entries of a Bundle, as servers write it; outside a text, because no text of JSON holds a bare quote. */
const betweenEntries = ['},{"fullUrl":', '},{"resource":'];
/** Shorter pieces are not worth it; longer than twice as much is what shall not be. In characters. */
const leastPiece = 50_000;

/**
 * A JSON text that arrives bit by bit, cut between entries of Bundles into pieces. The engine gives a text of over 128 kB
 * memory of its own, which is mapped, zeroed and unmapped for it alone: a fifth of what it costs to parse.
 */
export interface ArrivingText {
  readonly add: (part: string) => void;
  /** characters */
  readonly length: () => number;
  /** Gives away what has arrived, which is forgotten here. */
  readonly take: () => readonly string[];
}

/** @param longestCut characters; of a text that is longer than this, the rest is one piece */
export function createArrivingText(longestCut: number): ArrivingText {
  let pieces: string[] = [];
  let current = '';
  let length = 0;
  const cutAt = (part: string): number => {
    if (current.length < leastPiece || length > longestCut) return -1;
    for (const boundary of betweenEntries) {
      const at = part.indexOf(boundary);
      if (at !== -1) return at + 1;
    }
    return -1;
  };
  return {
    add: (part) => {
      const at = cutAt(part);
      length += part.length;
      if (at === -1) current += part;
      else {
        pieces.push(current + part.slice(0, at));
        current = part.slice(at + 1);
      }
    },
    length: () => length,
    take: () => {
      const taken = [...pieces, current];
      [pieces, current] = [[], ''];
      return taken;
    },
  };
}

/** The whole text again: what was cut out between two pieces is a comma. */
export function joined(pieces: readonly string[]): string {
  return pieces.join(',');
}

/**
 * What `JSON.parse` makes of the whole text.
 * @throws SyntaxError when it is not JSON
 */
export function parsePieces(pieces: readonly string[]): unknown {
  if (pieces.length > 1) {
    try {
      return assembled(pieces);
    } catch {
      // cut elsewhere than between entries, or no JSON: then whole
    }
  }
  return JSON.parse(joined(pieces));
}

/** Where entries of a Bundle stand in a request of CDS Hooks: body, `prefetch` or `context`, Bundle, list. */
const objectsAround = 3;
/** Made anew by every process, so that no body can hold it. */
const mark = randomUUID();
/** Before a piece, what the one before it left open; behind a piece, its end. Both are valid only where entries stand. */
const opening = `${`{"${mark}":`.repeat(objectsAround)}[`;
const closing = `,"${mark}"]${'}'.repeat(objectsAround)}`;

/**
 * Parses each piece by itself, its place in the whole being known: each begins and ends in a list within three objects,
 * or it is no JSON. So the pieces are JSON if, and only if, the whole is, and say the same.
 * @throws when a piece is not JSON
 */
function assembled([first = '', ...others]: readonly string[]): unknown {
  const whole: unknown = JSON.parse(first + closing);
  let open = takeOpen(whole);
  for (const [index, piece] of others.entries()) {
    const isLast = index === others.length - 1;
    const value: unknown = JSON.parse(opening + piece + (isLast ? '' : closing));
    const ownOpen = isLast ? undefined : takeOpen(value);
    open = continued(open, value, ownOpen);
  }
  return whole;
}

/** The objects and the list that a piece leaves open, from the outermost; its mark is taken out. */
function takeOpen(value: unknown): readonly unknown[] {
  const open = openIn(value, objectsAround);
  if (open === undefined) throw new Error('a piece without its mark');
  const list = open.at(-1);
  if (Array.isArray(list)) list.pop();
  return open;
}

function openIn(value: unknown, objectsLeft: number): readonly unknown[] | undefined {
  if (objectsLeft === 0) return Array.isArray(value) && value.at(-1) === mark ? [value] : undefined;
  if (!isObject(value)) return undefined;
  for (const member of Object.values(value)) {
    const open = openIn(member, objectsLeft - 1);
    if (open !== undefined) return [value, ...open];
  }
  return undefined;
}

/** Adds what a piece holds to what was left open before it; answers what is open after it, as it stands in the whole. */
function continued(
  open: readonly unknown[],
  value: unknown,
  ownOpen: readonly unknown[] | undefined,
): readonly unknown[] {
  let own = value;
  const openAfter = [...(ownOpen ?? [])];
  for (const [level, target] of open.entries()) {
    if (openAfter[level] === own) openAfter[level] = target;
    if (Array.isArray(target) && Array.isArray(own)) for (const item of own) target.push(item);
    else if (isObject(target) && isObject(own)) {
      for (const [name, member] of Object.entries(own)) if (name !== mark) setMember(target, name, member);
      own = own[mark];
    }
  }
  return openAfter;
}

/** As JSON.parse does it: the last of two members with one name counts, and `__proto__` is a name like any other. */
function setMember(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
}
