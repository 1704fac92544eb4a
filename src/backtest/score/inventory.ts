import type { Guideline } from '../../core/guideline/guideline.js';
import type { TextPlace } from '../../core/text/places.js';
import { type JsonObject, objectsOf, textOf } from '../../core/values/json.js';
import { memo, memoByObject } from '../../core/values/memo.js';
import { gramsOf } from './grams-of.js';

/** A code of the export that no value set knows, and what it stood beside. */
export interface UnknownCode {
  readonly system: string;
  readonly code: string;
  /** orders whose record had it, and the patients of these orders */
  readonly orders: number;
  readonly patients: number;
  /** fact → orders with this code that would be answered otherwise, or may be, if the fact were there */
  readonly open: { readonly [fact: string]: number };
  /** display → patients */
  readonly displays: { readonly [display: string]: number };
}

export interface UnknownWords {
  readonly words: string;
  readonly orders: number;
  readonly patients: number;
}

export interface Inventory {
  readonly codes: readonly UnknownCode[];
  readonly words: readonly UnknownWords[];
}

/** The inventory of a shard, and how many lines of its records were cut off. */
export interface ShardInventory extends Inventory {
  readonly unreadable: number;
}

/** Counts what is not understood; a patient's orders come one after the other. */
export interface InventoryBuilder {
  readonly patient: () => PatientInventory;
  readonly toInventory: () => Inventory;
}

export interface PatientInventory {
  /** what stood in the record of an order, facts that might change its answer, and the phrases of its own that nobody understood */
  readonly addOrder: (
    resources: Iterable<JsonObject>,
    order: { readonly open: readonly string[]; readonly openWords: readonly string[] },
  ) => void;
}

type Counts = Map<string, number>;

/** Counts by code (`system`, tab, `code`) and by words. */
interface Tables {
  readonly orders: Counts;
  readonly patients: Counts;
  /** code → the open facts of an order, in a row with spaces between → orders */
  readonly open: Map<string, Counts>;
  readonly displays: Map<string, Counts>;
  readonly wordOrders: Counts;
  readonly wordPatients: Counts;
}

/** What one resource holds of it. */
interface Unknowns {
  readonly codes: readonly { readonly key: string; readonly display: string | undefined }[];
  readonly words: readonly string[];
}

const noWords: readonly string[] = [];
const longestName = 250;
const longestDisplay = 120;
const mostRemembered = 50_000;

/** Counts codes that none of the guidelines knows, and words that their readers do not. */
export function createInventory(guidelines: readonly Guideline[]): InventoryBuilder {
  const tables: Tables = {
    orders: new Map(),
    patients: new Map(),
    open: new Map(),
    displays: new Map(),
    wordOrders: new Map(),
    wordPatients: new Map(),
  };
  const { unknownKey, gramsOfName } = knowledgeOf(guidelines);
  const unknownsOf = (resource: JsonObject): Unknowns => {
    const found: { readonly key: string; readonly display: string | undefined }[] = [];
    let texts: Set<string> | undefined;
    eachConcept(resource, (concept) => {
      let isUnderstood = false;
      for (const { system, code, display } of objectsOf(concept.coding)) {
        const value = textOf(code);
        if (value === undefined) continue;
        const key = unknownKey(textOf(system) ?? '', value);
        if (key === undefined) isUnderstood = true;
        else found.push({ key, display: textOf(display) ?? textOf(concept.text) });
      }
      if (isUnderstood || resource.resourceType !== 'Condition') return;
      for (const name of [concept.text, ...objectsOf(concept.coding).map(({ display }) => display)]) {
        const text = textOf(name);
        if (text !== undefined && text.length <= longestName) texts = (texts ?? new Set()).add(text);
      }
    });
    return { codes: found, words: texts === undefined ? noWords : [...texts].flatMap(gramsOfName) };
  };
  return {
    patient: () => patientInventory(tables, unknownsOf),
    toInventory: () => ({ codes: codesOf(tables), words: wordsOf(tables) }),
  };
}

function patientInventory(tables: Tables, unknownsOf: (resource: JsonObject) => Unknowns): PatientInventory {
  const read = new Map<JsonObject, Unknowns>();
  const seen = new Set<string>();
  const unknowns = (resource: JsonObject): Unknowns => {
    const known = read.get(resource) ?? unknownsOf(resource);
    read.set(resource, known);
    return known;
  };
  /** counts what this patient has not been counted for yet */
  const addOnce = (counts: Counts, kind: string, key: string): void => {
    if (seen.has(kind + key)) return;
    seen.add(kind + key);
    add(counts, key);
  };
  return {
    addOrder: (resources, { open, openWords }) => {
      // most of a record says the same again: code → the display that it was last seen with
      const asked = open.join(' ');
      const codesHere = new Map<string, string | undefined>();
      const wordsHere = new Set<string>(gramsOf(openWords));
      for (const resource of resources) {
        const { codes, words } = unknowns(resource);
        for (const word of words) wordsHere.add(word);
        for (const { key, display } of codes) {
          if (codesHere.has(key) && codesHere.get(key) === display) continue;
          codesHere.set(key, display);
          if (display !== undefined)
            addOnce(countsFor(tables.displays, key), `display ${key} `, display.slice(0, longestDisplay));
        }
      }
      for (const key of codesHere.keys()) {
        add(tables.orders, key);
        addOnce(tables.patients, 'code ', key);
        if (asked !== '') add(countsFor(tables.open, key), asked);
      }
      for (const word of wordsHere) {
        add(tables.wordOrders, word);
        addOnce(tables.wordPatients, 'words ', word);
      }
    },
  };
}

function countsFor(tables: Map<string, Counts>, key: string): Counts {
  const known = tables.get(key) ?? new Map<string, number>();
  tables.set(key, known);
  return known;
}

function add(counts: Counts, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What has been looked up once is kept for all shards of a process. */
const knowledgeOf = memoByObject((guidelines: readonly Guideline[]) => ({
  unknownKey: createUnknownKeys(guidelines),
  gramsOfName: memo(mostRemembered, (text) => gramsOf(phrasesNotRead(guidelines, text))),
}));

/** The key of a code that none of the guidelines knows; the same codes come again and again and are looked up once. */
function createUnknownKeys(guidelines: readonly Guideline[]): (system: string, code: string) => string | undefined {
  const bySystem = new Map<string, Map<string, string | undefined>>();
  return (system, code) => {
    const codes = bySystem.get(system) ?? new Map<string, string | undefined>();
    if (codes.has(code)) return codes.get(code);
    const isKnown = guidelines.some(({ codings, uses, studies }) => {
      const coding = codings.normalise(system, code);
      return coding === undefined || uses.lookup(coding).length > 0 || studies.lookup(coding).length > 0;
    });
    const key = isKnown ? undefined : `${system}\t${code}`;
    if (codes.size < mostRemembered) bySystem.set(system, codes.set(code, key));
    return key;
  };
}

function eachConcept(resource: JsonObject, take: (concept: JsonObject) => void): void {
  const { code: own, medicationCodeableConcept, reasonCode, procedureCode } = resource;
  for (const holder of [own, medicationCodeableConcept, reasonCode, procedureCode])
    if (holder !== undefined) for (const concept of objectsOf(holder)) take(concept);
  if (resource.resourceType === 'Device') for (const concept of objectsOf(resource.type)) take(concept);
  if (resource.component === undefined) return;
  for (const { code } of objectsOf(resource.component)) for (const concept of objectsOf(code)) take(concept);
}

const orderReason: TextPlace = 'order.reason';

/** The phrases of a name that none of the readers understands. */
function phrasesNotRead(guidelines: readonly Guideline[], text: string): readonly string[] {
  const readings = guidelines.map((guideline) => {
    const isKnown = guideline.look(text).codings.length > 0;
    const { facts, notUnderstood } = guideline.textReader().read(text, { where: orderReason, today: '2000-01-01' });
    return isKnown || facts.length > 0 ? [] : notUnderstood.map(({ quote }) => quote);
  });
  return readings.some((quotes) => quotes.length === 0) ? [] : readings.flat();
}

function codesOf({ orders, patients, open, displays }: Tables): readonly UnknownCode[] {
  return sorted(orders).map(([key, count]) => {
    const [system = '', code = ''] = key.split('\t');
    const named = (counts: Counts | undefined) => Object.fromEntries(sorted(counts ?? new Map()));
    return {
      system,
      code,
      orders: count,
      patients: patients.get(key) ?? 0,
      open: named(byFact(open.get(key))),
      displays: named(displays.get(key)),
    };
  });
}

/** Open facts one by one, of those that were open together. */
function byFact(together: Counts = new Map()): Counts {
  const counts: Counts = new Map();
  for (const [facts, orders] of together)
    for (const fact of facts.split(' ')) counts.set(fact, (counts.get(fact) ?? 0) + orders);
  return counts;
}

function wordsOf({ wordOrders, wordPatients }: Tables): readonly UnknownWords[] {
  return sorted(wordOrders).map(([words, orders]) => ({ words, orders, patients: wordPatients.get(words) ?? 0 }));
}

function sorted(counts: Counts): readonly (readonly [string, number])[] {
  return [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
}
