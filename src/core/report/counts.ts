/** How often something was counted, by what it is; and such counts by name. */
export type Counts = Map<string, number>;
export type CountsByName = Map<string, Counts>;

export function count<Key>(counts: Map<Key, number>, keys: Iterable<Key>): void {
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function of(counts: Counts, key: string): number {
  return counts.get(key) ?? 0;
}

export function at(countsByName: CountsByName, name: string): Counts {
  const known = countsByName.get(name);
  if (known !== undefined) return known;
  const counts: Counts = new Map();
  countsByName.set(name, counts);
  return counts;
}

export function keyOf(first: string, second: string): string {
  return `${first}\n${second}`;
}

export function partsOf(key: string): readonly [string, string] {
  const [first = '', second = ''] = key.split('\n');
  return [first, second];
}

export function byKey<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function mostFirst(counts: Counts): readonly (readonly [string, number])[] {
  return [...byKey(counts)].sort(([, a], [, b]) => b - a);
}
