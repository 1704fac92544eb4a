import { startsOf } from './starts.js';

/** All phrases of the lexicon as one tree of word ids. */
export interface Trie {
  /** the node after a word, or 0 */
  readonly child: (node: number, word: number) => number;
  /** terms of patterns, by the node at which they end: those of a node begin at its `termStart` and end before the next */
  readonly terms: Int32Array;
  readonly termStart: Int32Array;
  /** `signs` of a phrase that ends at a node, as bits */
  readonly signsAt: Int32Array;
}

/** A tree as it is written to a file. */
export interface TrieData {
  /** by node, from the first below the root on: the node above and the word that leads from it, as one number */
  readonly nodes: readonly number[];
  /** the ends of terms: a node and a term in turn, in the order of the nodes */
  readonly terms: readonly number[];
  /** a node and the signs that end at it, in turn */
  readonly signs: readonly number[];
}

export interface TrieBuilder {
  readonly addTerm: (words: readonly number[], term: number) => void;
  readonly addSign: (words: readonly number[], bit: number) => void;
  readonly data: () => TrieData;
}

/** The most words that a lexicon may hold, so that a node and a word fit into one small integer. */
const mostWords = 1 << 16;
const root = 1;
const firstNode = root + 1;

export function createTrieBuilder(): TrieBuilder {
  const children = new Map<number, number>();
  const termsAt = new Map<number, number[]>();
  const signsAt = new Map<number, number>();
  const nodeOf = (words: readonly number[]): number => {
    let node = root;
    for (const word of words) {
      const key = node * mostWords + word;
      let next = children.get(key);
      if (next === undefined) {
        next = firstNode + children.size;
        children.set(key, next);
      }
      node = next;
    }
    return node;
  };
  return {
    addTerm: (words, term) => {
      const node = nodeOf(words);
      const terms = termsAt.get(node);
      if (terms === undefined) termsAt.set(node, [term]);
      else if (!terms.includes(term)) terms.push(term);
    },
    addSign: (words, bit) => {
      const node = nodeOf(words);
      signsAt.set(node, (signsAt.get(node) ?? 0) | bit);
    },
    data: () => ({
      // a map keeps the order in which nodes came
      nodes: [...children.keys()],
      terms: [...termsAt]
        .sort(([left], [right]) => left - right)
        .flatMap(([node, terms]) => terms.flatMap((term) => [node, term])),
      signs: [...signsAt].flat(),
    }),
  };
}

/** The tree of what was built, ready to be walked: in numbers alone, as a lexicon has some hundred thousand nodes. */
export function openTrie({ nodes, terms: ends, signs }: TrieData): Trie {
  const size = firstNode + nodes.length;
  const terms = Int32Array.from({ length: ends.length / 2 }, (_, place) => ends[place * 2 + 1] ?? 0);
  const termStart = startsOf(terms.length, size, (place) => ends[place * 2] ?? 0);
  const signsAt = new Int32Array(size);
  for (let place = 0; place < signs.length; place += 2) signsAt[signs[place] ?? 0] = signs[place + 1] ?? 0;
  return { child: openChildren(nodes, size), terms, termStart, signsAt };
}

/** The children of all nodes, those of one node together and in the order of their words. */
function openChildren(nodes: readonly number[], size: number): Trie['child'] {
  const first = new Int32Array(mostWords);
  const [words, children] = [new Uint16Array(nodes.length), new Int32Array(nodes.length)];
  const parentOf = (key: number): number => Math.floor(key / mostWords);
  const start = startsOf(nodes.length, size, (index) => parentOf(nodes[index] ?? 0));
  const filled = start.slice();
  for (const [index, key] of nodes.entries()) {
    const [parent, word] = [parentOf(key), key % mostWords];
    if (parent === root) {
      first[word] = firstNode + index;
      continue;
    }
    let place = filled[parent] ?? 0;
    filled[parent] = place + 1;
    for (; place > (start[parent] ?? 0) && (words[place - 1] ?? 0) > word; place -= 1) {
      words[place] = words[place - 1] ?? 0;
      children[place] = children[place - 1] ?? 0;
    }
    words[place] = word;
    children[place] = firstNode + index;
  }
  return (node, word) => {
    if (node === root) return first[word] ?? 0;
    let [low, high] = [start[node] ?? 0, start[node + 1] ?? 0];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = words[middle] ?? 0;
      if (found === word) return children[middle] ?? 0;
      if (found < word) low = middle + 1;
      else high = middle;
    }
    return 0;
  };
}

/** The node where every phrase begins. */
export const trieRoot = root;
