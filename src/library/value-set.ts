import type { Coding } from '../core/contract/vocabulary.js';
import type { ValueSetContent } from '../core/guideline/documents.js';

/** A FHIR R4 ValueSet as far as our files use it; `cards/schema/value-set.schema.json` is the contract. */
export interface ValueSetResource {
  readonly id: string;
  readonly url: string;
  /** what it means: codes by name, prefixes, families of a hierarchy, and the parts that stand in files of their own */
  readonly compose?: { readonly include: readonly CodeGroup[]; readonly exclude?: readonly CodeGroup[] };
  /** the codes of those families, written by `cards expand` */
  readonly expansion?: { readonly contains: readonly ExpandedCode[] };
}

export interface CodeGroup {
  readonly system?: string;
  readonly concept?: readonly DefinedCode[];
  readonly filter?: readonly { readonly property: string; readonly op: string; readonly value: string }[];
  /** urls of other value sets of this folder that are part of this one */
  readonly valueSet?: readonly string[];
}

interface DefinedCode {
  readonly code: string;
  readonly display: string;
  readonly designation?: readonly { readonly value: string }[];
}

export interface ExpandedCode {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
  readonly designation?: readonly { readonly value: string }[];
}

/** The parts of a value set that a site may leave out (licences) or add (its own terminology server). */
export type ValueSetPart = 'cpt' | 'sct' | 'site';

const parts: readonly ValueSetPart[] = ['cpt', 'sct', 'site'];

/** `cancer.sct.json` → the set `cancer`, its part `sct`, and the id `cancer-sct` that the file must have. */
export function partOfFile(name: string): {
  readonly set: string;
  readonly part: ValueSetPart | undefined;
  readonly id: string;
} {
  const stem = name.replace(/\.json$/, '');
  const part = parts.find((each) => stem.endsWith(`.${each}`));
  const set = part === undefined ? stem : stem.slice(0, -part.length - 1);
  return { set, part, id: part === undefined ? set : `${set}-${part}` };
}

/** The set that an id belongs to: `cancer-sct` → `cancer`. */
export function setOfId(id: string): string {
  const part = parts.find((each) => id.endsWith(`-${each}`));
  return part === undefined ? id : id.slice(0, -part.length - 1);
}

/** What a value set matches: exact codes, code prefixes, and what is taken out again. Which parts are there is not known yet. */
export function toValueSetContent({ compose, expansion }: ValueSetResource): ValueSetContent {
  const { include = [], exclude = [] } = compose ?? {};
  const codes = [...include.flatMap(codesOf), ...(expansion?.contains ?? []).map(toCoding)];
  return {
    codes,
    prefixes: include.flatMap(prefixesOf),
    excludedCodes: exclude.flatMap(codesOf),
    excludedPrefixes: exclude.flatMap(prefixesOf),
    partsLeftOut: include.flatMap(({ valueSet = [] }) => valueSet.map((url) => url.slice(url.lastIndexOf(':') + 1))),
    synonyms: [...include.flatMap(synonymsOf), ...(expansion?.contains ?? []).flatMap((each) => synonyms(each))],
  };
}

/** Two value sets as one: `<id>` and its parts in files of their own. */
export function mergeValueSets(left: ValueSetContent, right: ValueSetContent): ValueSetContent {
  return {
    codes: [...left.codes, ...right.codes],
    prefixes: [...left.prefixes, ...right.prefixes],
    excludedCodes: [...left.excludedCodes, ...right.excludedCodes],
    excludedPrefixes: [...left.excludedPrefixes, ...right.excludedPrefixes],
    partsLeftOut: [...left.partsLeftOut, ...right.partsLeftOut],
    synonyms: [...left.synonyms, ...right.synonyms],
  };
}

function codesOf({ system = '', concept = [] }: CodeGroup): readonly Coding[] {
  return concept.map(({ code, display }) => ({ system, code, display }));
}

/** A code without a name stands for itself: some lists may be used without their names. */
function toCoding({ system, code, display = '' }: ExpandedCode): Coding {
  return { system, code, display };
}

/** Families that are matched as prefixes; a hierarchy of another kind is matched by its expansion. */
function prefixesOf({ system = '', filter = [] }: CodeGroup): readonly Coding[] {
  return filter
    .filter(({ op }) => op === 'descendent-of')
    .map(({ value }) => ({ system, code: value, display: value }));
}

function synonymsOf({ system = '', concept = [] }: CodeGroup): readonly Coding[] {
  return concept.flatMap((each) => synonyms({ ...each, system }));
}

function synonyms({ system, code, designation = [] }: ExpandedCode): readonly Coding[] {
  return designation.map(({ value }) => ({ system, code, display: value }));
}
