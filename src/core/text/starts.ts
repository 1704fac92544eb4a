/** Things that stand in the order of their groups: where those of each group begin, and behind the last one, where all end. */
export function startsOf(count: number, groups: number, groupOf: (place: number) => number): Int32Array {
  const sizes = new Int32Array(groups);
  for (let place = 0; place < count; place += 1) {
    const group = groupOf(place);
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  return startsBySize(sizes);
}

/** The same from how many things each group has. */
export function startsBySize(sizes: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(sizes.length + 1);
  for (let group = 0; group < sizes.length; group += 1) starts[group + 1] = (starts[group] ?? 0) + (sizes[group] ?? 0);
  return starts;
}
