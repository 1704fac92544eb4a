import type { Inventory, UnknownCode, UnknownWords } from '../score/inventory.js';
import type { FindNearest, NearValueSet } from './nearest-value-set.js';

/** A code that nothing knows, over all shards. */
export interface RankedCode extends Omit<UnknownCode, 'open' | 'displays'> {
  /** its commonest display, if at least five patients have it */
  readonly display: string;
  readonly near: NearValueSet | undefined;
  /** orders that a fact it may speak to might change, where nothing else spoke to that */
  readonly affected: number;
}

/** Words that no reader knows, in at least five patients. */
export interface RankedWords extends UnknownWords {
  readonly near: NearValueSet | undefined;
}

/** Texts are told only if so many patients have them. */
const fewestPatientsOfText = 5;

export interface MergedInventory {
  readonly codes: readonly RankedCode[];
  readonly words: readonly RankedWords[];
}

/** Adds the inventories of shards up, in any order. */
export function createInventoryMerge() {
  const codes = new Map<string, UnknownCode>();
  const words = new Map<string, UnknownWords>();
  return {
    add: (inventory: Inventory): void => {
      for (const code of inventory.codes) {
        const key = `${code.system}\t${code.code}`;
        codes.set(key, addCodes(codes.get(key), code));
      }
      for (const each of inventory.words) {
        const known = words.get(each.words);
        const [orders, patients] = [each.orders + (known?.orders ?? 0), each.patients + (known?.patients ?? 0)];
        words.set(each.words, { words: each.words, orders, patients });
      }
    },
    toMerged: (findNearest: FindNearest): MergedInventory => ({
      codes: [...codes.values()].map((code) => rank(code, findNearest)).sort(compareCodes),
      words: [...words.values()]
        .filter(({ patients }) => patients >= fewestPatientsOfText)
        .map((each) => ({ ...each, near: findNearest([each.words]) }))
        .sort(compareWords),
    }),
  };
}

function addCodes(known: UnknownCode | undefined, more: UnknownCode): UnknownCode {
  if (known === undefined) return more;
  return {
    ...known,
    orders: known.orders + more.orders,
    patients: known.patients + more.patients,
    open: added(known.open, more.open),
    displays: added(known.displays, more.displays),
  };
}

type Named = { readonly [name: string]: number };

function added(left: Named, right: Named): Named {
  const sums = new Map(Object.entries(left));
  for (const [name, count] of Object.entries(right)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

function rank({ system, code, orders, patients, open, displays }: UnknownCode, findNearest: FindNearest): RankedCode {
  const near = findNearest(Object.keys(displays));
  const affected = Math.max(0, ...(near?.facts ?? []).map((fact) => open[fact] ?? 0));
  return { system, code, orders, patients, display: displayOf(displays), near, affected };
}

/** The commonest display of a code, unless fewer than five patients have it: then it may be about one of them. */
export function displayOf(displays: Named): string {
  const [first] = Object.entries(displays)
    .filter(([, patients]) => patients >= fewestPatientsOfText)
    .sort(([left, more], [right, most]) => most - more || (left < right ? -1 : 1));
  return first?.[0] ?? '';
}

function compareCodes(left: RankedCode, right: RankedCode): number {
  const byNear = Number(right.near !== undefined) - Number(left.near !== undefined);
  const byOrders = right.affected - left.affected || right.orders - left.orders;
  return byNear || byOrders || (`${left.system}|${left.code}` < `${right.system}|${right.code}` ? -1 : 1);
}

function compareWords(left: RankedWords, right: RankedWords): number {
  const byNear = Number(right.near !== undefined) - Number(left.near !== undefined);
  return byNear || right.orders - left.orders || (left.words < right.words ? -1 : 1);
}
