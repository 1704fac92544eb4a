/** A name of at least this length that another one begins with is most likely meant. */
const shortestBeginning = 4;

/** The known name that a misspelt one most likely meant, or undefined when none is close. */
function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = simplified(name);
  let nearest: string | undefined;
  let best = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const other = simplified(candidate);
    const isBeginning = wanted.length >= shortestBeginning && (other.startsWith(wanted) || wanted.startsWith(other));
    const distance = isBeginning ? 1 : editDistance(wanted, other);
    if (distance < best) [nearest, best] = [candidate, distance];
  }
  return nearest;
}

/** `; did you mean "x"?` when a known name is close, else nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
