import type { Guideline } from '../../core/guideline/guideline.js';
import { studyInWords } from '../../core/order/order-region.js';
import { textsOf } from '../../core/values/coding.js';
import { type JsonObject, objectsOf, textOf } from '../../core/values/json.js';
import { wideHash } from '../record/patient-hash.js';
import { isPlaced, spineStudyOf, studyCodeOf } from '../record/placed-orders.js';
import { isOrderType } from '../record/read-types.js';
import { createDistinctCount, type DistinctCount } from './distinct-count.js';

/** What the orders and studies of an export are, as far as their codes and words say. */
export interface OrderInventory {
  /** kind → resources; `spine` by its code, `other-imaging` by its code, the rest by words alone */
  readonly kinds: { readonly [kind in OrderKind]: number };
  /** of those of the spine by code: without a day or an id, so that they cannot be scored */
  readonly unplaced: number;
  /** lines that begin as an order, procedure, study or report and end too early */
  readonly cutOff: number;
  readonly unknown: readonly UnknownStudy[];
}

export type OrderKind = 'spine' | 'other-imaging' | 'named-spine' | 'named-imaging' | 'not-imaging';

/** A code that no study value set knows, on an order that is an imaging study by its words. */
export interface UnknownStudy {
  readonly system: string;
  readonly code: string;
  readonly namesSpine: boolean;
  readonly orders: number;
  readonly patients: number;
  /** display → patients */
  readonly displays: { readonly [display: string]: number };
}

interface Seen {
  readonly orders: Set<number>;
  readonly patients: Set<number>;
  readonly spine: Set<number>;
  readonly displays: Map<string, Set<number>>;
}

const longestDisplay = 120;

/** Counts the orders and studies of a whole export; one that comes twice counts once. */
export function createOrderInventory(guidelines: readonly Guideline[]) {
  const seen = new Map<OrderKind, DistinctCount>();
  let [unplaced, cutOff] = [0, 0];
  const unknown = new Map<string, Seen>();
  const note = (resource: JsonObject, patient: string, order: number, isSpine: boolean): void => {
    for (const concept of objectsOf(studyCodeOf(resource)))
      for (const { system, code, display } of objectsOf(concept.coding)) {
        const value = textOf(code);
        if (value === undefined) continue;
        const key = `${textOf(system) ?? ''}\t${value}`;
        const found = unknown.get(key) ?? {
          orders: new Set(),
          patients: new Set(),
          spine: new Set(),
          displays: new Map(),
        };
        unknown.set(key, found);
        found.orders.add(order);
        found.patients.add(wideHash(patient));
        if (isSpine) found.spine.add(order);
        const words = (textOf(display) ?? textOf(concept.text))?.slice(0, longestDisplay);
        if (words !== undefined)
          found.displays.set(words, (found.displays.get(words) ?? new Set()).add(wideHash(patient)));
      }
  };
  return {
    /** counts one; whether it may be an order of spine imaging */
    add: (resource: JsonObject, patient: string): boolean => {
      if (!isOrderType(resource.resourceType)) return false;
      const order = wideHash(`${resource.resourceType}/${String(resource.id)}`);
      const kind = kindOf(guidelines, resource);
      const counted = seen.get(kind) ?? createDistinctCount();
      seen.set(kind, counted);
      counted.add(order);
      if (kind === 'spine' && !isPlaced(resource)) unplaced += 1;
      if (kind === 'named-spine' || kind === 'named-imaging') note(resource, patient, order, kind === 'named-spine');
      return kind === 'spine';
    },
    addCutOff: (): void => {
      cutOff += 1;
    },
    toInventory: (): OrderInventory => ({
      kinds: {
        spine: seen.get('spine')?.count() ?? 0,
        'other-imaging': seen.get('other-imaging')?.count() ?? 0,
        'named-spine': seen.get('named-spine')?.count() ?? 0,
        'named-imaging': seen.get('named-imaging')?.count() ?? 0,
        'not-imaging': seen.get('not-imaging')?.count() ?? 0,
      },
      unplaced,
      cutOff,
      unknown: [...unknown].map(toUnknownStudy).sort(compareStudies),
    }),
  };
}

function kindOf(guidelines: readonly Guideline[], resource: JsonObject): OrderKind {
  if (spineStudyOf(guidelines, resource) !== undefined) return 'spine';
  const code = studyCodeOf(resource);
  if (guidelines.some((guideline) => guideline.knowsStudy(code))) return 'other-imaging';
  const texts = objectsOf(code).flatMap((concept) => [...textsOf(concept)]);
  const named = guidelines.map((guideline) => studyInWords(guideline, texts));
  if (named.includes('back')) return 'named-spine';
  return named.some((each) => each !== undefined) ? 'named-imaging' : 'not-imaging';
}

function toUnknownStudy([key, { orders, patients, spine, displays }]: readonly [string, Seen]): UnknownStudy {
  const [system = '', code = ''] = key.split('\t');
  const names = [...displays].sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    system,
    code,
    namesSpine: spine.size > 0,
    orders: orders.size,
    patients: patients.size,
    displays: Object.fromEntries(names.map(([display, seenBy]) => [display, seenBy.size])),
  };
}

function compareStudies(left: UnknownStudy, right: UnknownStudy): number {
  if (left.namesSpine !== right.namesSpine) return left.namesSpine ? -1 : 1;
  return right.orders - left.orders || (`${left.system} ${left.code}` < `${right.system} ${right.code}` ? -1 : 1);
}
