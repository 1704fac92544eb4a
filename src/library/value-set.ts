import type { Coding } from '../core/contract/vocabulary.js';
import type { ValueSetContent } from '../core/guideline/documents.js';

/** A FHIR R4 ValueSet as far as our files use it; `cards/schema/value-set.schema.json` is the contract. */
export interface ValueSetResource {
  readonly id: string;
  readonly url: string;
  readonly compose: { readonly include: readonly CodeGroup[]; readonly exclude?: readonly CodeGroup[] };
}

export interface CodeGroup {
  readonly system: string;
  readonly concept?: readonly { readonly code: string; readonly display: string }[];
  readonly filter?: readonly { readonly value: string }[];
}

/** What a value set matches: exact codes, code prefixes, and what is taken out again. */
export function toValueSetContent(resource: ValueSetResource): ValueSetContent {
  const { include, exclude = [] } = resource.compose;
  return {
    codes: include.flatMap(codesOf),
    prefixes: include.flatMap(prefixesOf),
    excludedCodes: exclude.flatMap(codesOf),
    excludedPrefixes: exclude.flatMap(prefixesOf),
  };
}

/** Two value sets as one: `<id>` and the CPT codes kept apart in `<id>-cpt`. */
export function mergeValueSets(left: ValueSetContent, right: ValueSetContent): ValueSetContent {
  return {
    codes: [...left.codes, ...right.codes],
    prefixes: [...left.prefixes, ...right.prefixes],
    excludedCodes: [...left.excludedCodes, ...right.excludedCodes],
    excludedPrefixes: [...left.excludedPrefixes, ...right.excludedPrefixes],
  };
}

function codesOf(group: CodeGroup): readonly Coding[] {
  return (group.concept ?? []).map(({ code, display }) => ({ system: group.system, code, display }));
}

function prefixesOf(group: CodeGroup): readonly Coding[] {
  const displayOf = (code: string): string => group.concept?.find((concept) => concept.code === code)?.display ?? code;
  return (group.filter ?? []).map(({ value }) => ({ system: group.system, code: value, display: displayOf(value) }));
}
