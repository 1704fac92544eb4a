/** All phrases of the lexicon as one tree of word ids. */
export interface Trie {
  /** the node after a word, or 0 */
  readonly child: (node: number, word: number) => number;
  /** terms of patterns that end at a node */
  readonly termsAt: readonly (readonly number[] | undefined)[];
  /** `signs` of a phrase that ends at a node, as bits */
  readonly signsAt: readonly number[];
}

export interface TrieBuilder {
  readonly addTerm: (words: readonly number[], term: number) => void;
  readonly addSign: (words: readonly number[], bit: number) => void;
  readonly build: () => Trie;
}

/** The most words that a lexicon may hold, so that a node and a word fit into one small integer. */
const mostWords = 1 << 16;
const root = 1;

export function createTrieBuilder(): TrieBuilder {
  const children = new Map<number, number>();
  const termsAt: (number[] | undefined)[] = [undefined, undefined];
  const signsAt: number[] = [0, 0];
  const nodeOf = (words: readonly number[]): number => {
    let node = root;
    for (const word of words) {
      const key = node * mostWords + word;
      let next = children.get(key);
      if (next === undefined) {
        next = signsAt.length;
        children.set(key, next);
        signsAt.push(0);
        termsAt.push(undefined);
      }
      node = next;
    }
    return node;
  };
  return {
    addTerm: (words, term) => {
      const node = nodeOf(words);
      const terms = termsAt[node] ?? [];
      if (!terms.includes(term)) terms.push(term);
      termsAt[node] = terms;
    },
    addSign: (words, bit) => {
      const node = nodeOf(words);
      signsAt[node] = (signsAt[node] ?? 0) | bit;
    },
    build: () => {
      const first = new Int32Array(mostWords);
      for (const [key, next] of children) if (key < (root + 1) * mostWords) first[key - root * mostWords] = next;
      const child: Trie['child'] = (node, word) =>
        node === root ? (first[word] ?? 0) : (children.get(node * mostWords + word) ?? 0);
      return { child, termsAt, signsAt };
    },
  };
}

/** The node where every phrase begins. */
export const trieRoot = root;
