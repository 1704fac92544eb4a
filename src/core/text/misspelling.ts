/** A finding word must be this long before a slip in it is looked for: shorter words have too many neighbours. */
const shortestMisspelt = 7;

/** The word of a list that a text most likely misspells: one letter wrong, missing, extra or two swapped. */
export function createCorrector(
  finding: Iterable<string>,
  isKept: (word: string) => boolean,
): (word: string) => string | undefined {
  const buckets = new Map<string, string[]>();
  for (const word of finding) {
    if (word.length < shortestMisspelt) continue;
    for (const length of [word.length - 1, word.length, word.length + 1]) {
      const key = keyOf(word, length);
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [word]);
      else bucket.push(word);
    }
  }
  return (word) => {
    if (word.length < shortestMisspelt - 1 || isKept(word)) return undefined;
    return buckets.get(keyOf(word, word.length))?.find((candidate) => isOneSlip(word, candidate));
  };
}

function keyOf(word: string, length: number): string {
  return `${word[0] ?? ''}${length}`;
}

/** Whether one slip turns one word into the other. */
function isOneSlip(left: string, right: string): boolean {
  const shared = Math.min(left.length, right.length);
  let from = 0;
  while (from < shared && left[from] === right[from]) from += 1;
  let back = 0;
  while (back < shared - from && left[left.length - 1 - back] === right[right.length - 1 - back]) back += 1;
  const [restLeft, restRight] = [left.length - from - back, right.length - from - back];
  if (restLeft <= 1 && restRight <= 1) return true;
  return restLeft === 2 && restRight === 2 && left[from] === right[from + 1] && left[from + 1] === right[from];
}
