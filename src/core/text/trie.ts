/** All phrases of the lexicon as one tree of word ids. */
export interface Trie {
  /** the node after a word, or 0 */
  readonly child: (node: number, word: number) => number;
  /** terms of patterns that end at a node */
  readonly termsAt: readonly (readonly number[] | undefined)[];
  /** `signs` of a phrase that ends at a node, as bits */
  readonly signsAt: Int32Array;
}

/** A tree as it is written to a file. */
export interface TrieData {
  /** by node, from the first below the root on: the node above and the word that leads from it, as one number */
  readonly nodes: readonly number[];
  /** a node and the terms that end at it */
  readonly terms: readonly (readonly [number, readonly number[]])[];
  /** a node and the signs that end at it */
  readonly signs: readonly (readonly [number, number])[];
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
    // a map keeps the order in which nodes came
    data: () => ({ nodes: [...children.keys()], terms: [...termsAt], signs: [...signsAt] }),
  };
}

/** The tree of what was built, ready to be walked. */
export function openTrie({ nodes, terms, signs }: TrieData): Trie {
  const first = new Int32Array(mostWords);
  const children = new Map<number, number>();
  for (const [index, key] of nodes.entries()) {
    if (key < firstNode * mostWords) first[key - root * mostWords] = firstNode + index;
    else children.set(key, firstNode + index);
  }
  const size = firstNode + nodes.length;
  const termsAt = new Array<readonly number[] | undefined>(size).fill(undefined);
  for (const [node, ends] of terms) termsAt[node] = ends;
  const signsAt = new Int32Array(size);
  for (const [node, bits] of signs) signsAt[node] = bits;
  const child: Trie['child'] = (node, word) =>
    node === root ? (first[word] ?? 0) : (children.get(node * mostWords + word) ?? 0);
  return { child, termsAt, signsAt };
}

/** The node where every phrase begins. */
export const trieRoot = root;
