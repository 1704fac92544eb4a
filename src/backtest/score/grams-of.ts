const longestGram = 3;
const longestWord = 30;

/** Every row of up to three words in a phrase; numbers, single letters and long words are left out: they may be somebody's. */
export function gramsOf(phrases: readonly string[]): readonly string[] {
  const grams = new Set<string>();
  for (const phrase of phrases) {
    const words = phrase.toLowerCase().match(/[\p{L}\p{M}]{2,}/gu) ?? [];
    words.forEach((_, start) => {
      for (let length = 1; length <= longestGram && start + length <= words.length; length += 1) {
        const gram = words.slice(start, start + length);
        if (gram.every((word) => word.length <= longestWord)) grams.add(gram.join(' '));
      }
    });
  }
  return [...grams];
}
