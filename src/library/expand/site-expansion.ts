import { createCodeIndex } from '../../core/guideline/code-index.js';
import { type CodeSystemDefinition, createCodingReader } from '../../core/values/coding.js';
import { type CodeGroup, type ExpandedCode, partOfFile, toValueSetContent } from '../value-set.js';
import { createAssigner } from './assign-codes.js';
import type { ValueSetFiles } from './expand-value-sets.js';
import type { Expansions } from './read-rules.js';
import { type EditableValueSet, type Expansion, newPart } from './value-set-file.js';

/** The families of a set that only a terminology server can list: of hierarchies that no prefix follows. */
export interface Families {
  readonly set: string;
  readonly include: readonly CodeGroup[];
}

export function familiesOf(files: ValueSetFiles): readonly Families[] {
  const bySet = new Map<string, CodeGroup[]>();
  for (const [name, { compose }] of files) {
    const include = (compose?.include ?? []).filter(({ filter = [] }) =>
      filter.some(({ op }) => op !== 'descendent-of'),
    );
    const { set } = partOfFile(name);
    bySet.set(set, [...(bySet.get(set) ?? []), ...include]);
  }
  return [...bySet].filter(([, include]) => include.length > 0).map(([set, include]) => ({ set, include }));
}

/** What a server answered for the families of one set. */
export interface ServerExpansion {
  readonly codes: readonly ExpandedCode[];
  readonly identifier: string;
  readonly timestamp: string;
  /** the releases that the server used, as it names them */
  readonly parameter: NonNullable<Expansion['parameter']>;
}

/** A file of a site's own folder, with how many codes it adds and how many the rules left out. */
export interface SitePart {
  readonly name: string;
  readonly file: EditableValueSet;
  readonly added: number;
  readonly leftOut: number;
}

/**
 * The part of a set that a site's terminology server adds: what the shipped set does not take yet, without what the rules
 * leave out of the set by name. It adds codes to the set and takes none away.
 */
export function sitePartOf(
  set: string,
  answer: ServerExpansion,
  expansions: Expansions,
  files: ValueSetFiles,
): SitePart | undefined {
  const base = files.get(`${set}.json`);
  if (base === undefined) return undefined;
  const takes = createShippedTest(set, expansions.codeSystems, files);
  const unknown = answer.codes.filter((code) => !takes(code));
  const contains = unknown.filter(createRuleTest(set, expansions));
  const { identifier, timestamp, parameter } = answer;
  return {
    name: `${set}.site.json`,
    file: {
      ...newPart(base, 'site'),
      expansion: { identifier, timestamp, total: contains.length, parameter, contains },
    },
    added: contains.length,
    leftOut: unknown.length - contains.length,
  };
}

function createShippedTest(
  set: string,
  codeSystems: readonly CodeSystemDefinition[],
  files: ValueSetFiles,
): (code: ExpandedCode) => boolean {
  const codings = createCodingReader(codeSystems);
  const index = createCodeIndex<string>(codings.normalise);
  for (const [name, file] of files) {
    const { set: other, part } = partOfFile(name);
    if (other === set && part !== 'site') index.addValueSet(toValueSetContent(file), set);
  }
  const built = index.build();
  return ({ system, code }) => {
    const coding = codings.normalise(system, code);
    return coding === undefined || built.lookup(coding).length > 0;
  };
}

/** Whether a group that fills the set would send the code there; a set that no group fills takes all of its families. */
function createRuleTest(set: string, { groups, codeSystems }: Expansions): (code: ExpandedCode) => boolean {
  const ids = new Map(codeSystems.map(({ id, uri }) => [uri, id]));
  const filling = groups
    .filter(({ group }) => group.rules.some(({ to }) => to?.includes(set)))
    .map(({ group }) => createAssigner(group));
  return ({ system, code, display = '' }) => {
    if (filling.length === 0) return true;
    const source = { system: ids.get(system) ?? system, code, display };
    return filling.some((assign) => assign(source).rule?.to?.includes(set) === true);
  };
}
