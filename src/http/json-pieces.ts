import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../core/values/json.js';

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
  /** Gives away what has arrived, once: the collector keeps what is held here longer than anybody needs it. */
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
      // cut elsewhere than between entries, many members, or no JSON: then whole
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

/** What a piece may carry over into the objects around its list; adding members one by one costs more than parsing them. */
const mostCarried = 100;

/** Where a piece ends: in a list, and the objects around it from the outermost. */
interface Place {
  readonly objects: readonly JsonObject[];
  readonly list: unknown[];
}

/**
 * Parses each piece by itself, its place in the whole being known: each begins and ends in a list within three objects,
 * or it is no JSON. So the pieces are JSON if, and only if, the whole is, and say the same.
 * @throws when a piece is not JSON, or is better parsed with the whole
 */
function assembled([first = '', ...others]: readonly string[]): unknown {
  const whole: unknown = JSON.parse(first + closing);
  let place = takeEnd(whole);
  for (const [index, piece] of others.entries()) {
    const isLast = index === others.length - 1;
    const value: unknown = JSON.parse(opening + piece + (isLast ? '' : closing));
    const end = isLast ? place : takeEnd(value);
    place = continued(place, value, end);
  }
  return whole;
}

/** The place of the mark, which is taken out. */
function takeEnd(value: unknown): Place {
  const end = endIn(value, objectsAround);
  if (end === undefined) throw new Error('a piece without its mark');
  end.list.pop();
  return end;
}

function endIn(value: unknown, objectsLeft: number): Place | undefined {
  if (objectsLeft === 0)
    return Array.isArray(value) && value.at(-1) === mark ? { objects: [], list: value } : undefined;
  if (!isObject(value)) return undefined;
  for (const member of Object.values(value)) {
    const end = endIn(member, objectsLeft - 1);
    if (end !== undefined) return { objects: [value, ...end.objects], list: end.list };
  }
  return undefined;
}

/** Adds what a piece says to what was open at `place`; answers where in the whole the piece ends. */
function continued({ objects, list }: Place, value: unknown, end: Place): Place {
  let part = value;
  const objectsAfter = objects.map((target, level) => {
    if (!isObject(part)) throw new Error('a piece without what it continues');
    const own = part;
    carry(own, target);
    part = own[mark];
    return end.objects[level] === own ? target : (end.objects[level] ?? target);
  });
  if (Array.isArray(part)) for (const item of part) list.push(item);
  return { objects: objectsAfter, list: end.list === part ? list : end.list };
}

/** As JSON.parse does it: the last of two members with one name counts, and `__proto__` is a name like any other. */
function carry(from: JsonObject, to: JsonObject): void {
  let carried = 0;
  for (const name in from) {
    if (name === mark) continue;
    carried += 1;
    if (carried > mostCarried) throw new Error('a piece with many members');
    Object.defineProperty(to, name, { value: from[name], configurable: true, enumerable: true, writable: true });
  }
}
