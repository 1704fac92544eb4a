import type { CodeSystemDefinition, NormalCoding } from '../values/coding.js';
import { memoByPart } from '../values/memo.js';
import type { ValueSetContent } from './documents.js';

/** A map from codes to what asks for them: exact codes by hash, ICD-10-CM prefixes by their stem. */
export interface CodeIndex<Use> {
  readonly lookup: (coding: NormalCoding) => readonly Use[];
}

interface PrefixUse<Use> {
  readonly use: Use;
  readonly excludes: (code: string) => boolean;
}

/** Collects code → use pairs, value set by value set, then serves look-ups. */
export interface CodeIndexBuilder<Use> {
  readonly addValueSet: (valueSet: ValueSetContent, use: Use) => void;
  readonly addCode: (system: string, code: string, use: Use) => void;
  readonly build: () => CodeIndex<Use>;
}

type Normalise = (system: unknown, code: unknown) => NormalCoding | undefined;

export function createCodeIndex<Use>(normalise: Normalise): CodeIndexBuilder<Use> {
  const exact = new Map<string, Use[]>();
  const prefixes = new Map<string, PrefixUse<Use>[]>();
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;

  const addKey = (key: string, use: Use): void => {
    const uses = exact.get(key);
    if (uses === undefined) exact.set(key, [use]);
    else if (!uses.includes(use)) uses.push(use);
  };

  return {
    addCode(system, code, use) {
      const coding = normalise(system, code);
      if (coding !== undefined) addKey(coding.key, use);
    },
    addValueSet(valueSet, use) {
      const { keys, stems, excludes } = normalised(normalise, valueSet);
      for (const key of keys) addKey(key, use);
      for (const { key, length } of stems) {
        shortest = Math.min(shortest, length);
        longest = Math.max(longest, length);
        const uses = prefixes.get(key) ?? [];
        uses.push({ use, excludes });
        prefixes.set(key, uses);
      }
    },
    build() {
      const byPrefix = new Map<string, readonly Use[]>();
      return {
        lookup: (coding) => {
          if (coding.system?.prefixes !== true) return exact.get(coding.key) ?? nothing;
          const known = byPrefix.get(coding.key);
          if (known !== undefined) return known;
          if (byPrefix.size >= mostRemembered) byPrefix.clear();
          const found = lookup(coding, exact, prefixes, shortest, longest);
          byPrefix.set(coding.key, found);
          return found;
        },
      };
    },
  };
}

const nothing: readonly never[] = [];
const mostRemembered = 5_000;

function lookup<Use>(
  coding: NormalCoding,
  exact: ReadonlyMap<string, readonly Use[]>,
  prefixes: ReadonlyMap<string, readonly PrefixUse<Use>[]>,
  shortest: number,
  longest: number,
): readonly Use[] {
  const direct = exact.get(coding.key) ?? nothing;
  if (coding.system?.prefixes !== true) return direct;
  const found = new Set<Use>(direct);
  for (let length = shortest; length <= Math.min(longest, coding.code.length); length += 1)
    for (const prefix of prefixes.get(prefixKey(coding.system, coding.code, length)) ?? nothing)
      if (!prefix.excludes(coding.code)) found.add(prefix.use);
  return found.size === direct.length ? direct : [...found];
}

function prefixKey(system: CodeSystemDefinition, code: string, length: number): string {
  return `${system.id}|${code.slice(0, length)}`;
}

interface NormalValueSet {
  readonly keys: readonly string[];
  readonly stems: readonly { readonly key: string; readonly length: number }[];
  readonly excludes: (code: string) => boolean;
}

/** A set stands in several indexes, and its codes are taken apart once. */
const normalised = memoByPart((normalise: Normalise, valueSet: ValueSetContent): NormalValueSet => {
  const excludes = excluderOf(valueSet, normalise);
  const codings = valueSet.codes.flatMap(({ system, code }) => normalise(system, code) ?? []);
  return {
    keys: codings.filter(({ code }) => !excludes(code)).map(({ key }) => key),
    stems: valueSet.prefixes.flatMap(({ system, code }) => {
      const coding = normalise(system, code);
      return coding === undefined ? [] : [{ key: coding.key, length: coding.code.length }];
    }),
    excludes,
  };
});

function excluderOf(valueSet: ValueSetContent, normalise: Normalise): (code: string) => boolean {
  const codes = new Set(valueSet.excludedCodes.map(({ system, code }) => normalise(system, code)?.code));
  const stems = valueSet.excludedPrefixes.map(({ system, code }) => normalise(system, code)?.code ?? '');
  return (code) => codes.has(code) || stems.some((stem) => stem !== '' && code.startsWith(stem));
}
