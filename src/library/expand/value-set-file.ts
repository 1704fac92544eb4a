import type { ExpandedCode, ValueSetPart, ValueSetResource } from '../value-set.js';

/** A value set file with the members that are only read by people, in the order in which they are written. */
export interface EditableValueSet {
  readonly resourceType: 'ValueSet';
  readonly id: string;
  readonly url: string;
  readonly version?: string;
  readonly name?: string;
  readonly title?: string;
  readonly status: string;
  readonly experimental?: boolean;
  readonly description?: string;
  readonly copyright?: string;
  readonly compose?: ValueSetResource['compose'];
  readonly expansion?: Expansion;
}

export interface Expansion {
  readonly identifier: string;
  readonly timestamp: string;
  readonly total: number;
  readonly parameter?: readonly { readonly name: string; readonly valueString?: string; readonly valueUri?: string }[];
  readonly contains: readonly ExpandedCode[];
}

const urlStart = 'urn:spine-imaging-cds:value-sets:';

interface Change {
  /** the set's own file */
  readonly base: EditableValueSet;
  /** the file to change, if it is there */
  readonly known: EditableValueSet | undefined;
  readonly part: ValueSetPart | undefined;
  /** the parts of the set that stand in files of their own */
  readonly parts: readonly ValueSetPart[];
  readonly codes: readonly ExpandedCode[];
  readonly reviewedOn: string;
}

/** A file with its expansion written anew and, in the set's own file, a reference to each part. */
export function withExpansion({ base, known, part, parts, codes, reviewedOn }: Change): EditableValueSet {
  const { expansion: _before, ...file } = known ?? newPart(base, part);
  const contains = [...codes].sort(byCode);
  const expansion: Expansion = {
    identifier: 'urn:spine-imaging-cds:expansions',
    timestamp: reviewedOn,
    total: contains.length,
    contains,
  };
  const compose = part === undefined ? withParts(file.compose, base.id, parts) : file.compose;
  return {
    ...file,
    ...(compose === undefined ? {} : { compose }),
    ...(contains.length === 0 ? {} : { expansion }),
  };
}

function withParts(
  compose: EditableValueSet['compose'],
  id: string,
  parts: readonly ValueSetPart[],
): EditableValueSet['compose'] {
  const own = (compose?.include ?? []).filter(({ valueSet }) => valueSet === undefined);
  const references = parts.map((part) => ({ valueSet: [`${urlStart}${id}-${part}`] }));
  return { ...compose, include: [...own, ...references] };
}

const partWords: { readonly [Part in ValueSetPart]: { readonly title: string; readonly copyright: string } } = {
  cpt: {
    title: 'CPT',
    copyright:
      'CPT © Copyright 2026 American Medical Association. All rights reserved. AMA and CPT are registered trademarks of the American Medical Association. Code numbers only; using them needs a licence of the AMA.',
  },
  sct: {
    title: 'SNOMED CT',
    copyright:
      'SNOMED CT is © and ® SNOMED International. These codes need a SNOMED CT affiliate licence where SNOMED International or a member asks for one.',
  },
  site: { title: 'of this site', copyright: 'The terms of the code systems hold, as the site has agreed to them.' },
};

/** A part that has no file yet. */
export function newPart(base: EditableValueSet, part: ValueSetPart | undefined): EditableValueSet {
  if (part === undefined) return base;
  const { title, copyright } = partWords[part];
  return {
    resourceType: 'ValueSet',
    id: `${base.id}-${part}`,
    url: `${urlStart}${base.id}-${part}`,
    version: '1.0.0',
    ...(base.name === undefined
      ? {}
      : { name: `${base.name}${title.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replaceAll(' ', '')}` }),
    title: `${base.title ?? base.id} (${title})`,
    status: 'active',
    experimental: false,
    description: `Part of the set ${base.id}. Naming ${base.id} includes this file when it is there.`,
    copyright,
  };
}

function byCode(left: ExpandedCode, right: ExpandedCode): number {
  return compare(left.system, right.system) || compare(left.code, right.code);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The text of the file: two spaces in, and one line for each code of the expansion, so that a change shows as a line. */
export function textOfValueSet(file: EditableValueSet): string {
  const { expansion, ...rest } = file;
  if (expansion === undefined) return `${JSON.stringify(rest, undefined, 2)}\n`;
  const { contains, ...head } = expansion;
  const text = JSON.stringify({ ...rest, expansion: { ...head, contains: [] } }, undefined, 2);
  const rows = contains.map((code) => `      ${JSON.stringify(code)}`).join(',\n');
  const end = '"contains": []';
  const at = text.lastIndexOf(end);
  return `${text.slice(0, at)}"contains": [\n${rows}\n    ]${text.slice(at + end.length)}\n`;
}
