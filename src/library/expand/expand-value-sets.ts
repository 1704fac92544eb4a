import { type CodeIndex, createCodeIndex } from '../../core/guideline/code-index.js';
import { type CodingReader, createCodingReader } from '../../core/values/coding.js';
import type { AuthoringProblem } from '../../errors.js';
import { didYouMean } from '../nearest-name.js';
import { type ExpandedCode, partOfFile, toValueSetContent, type ValueSetPart } from '../value-set.js';
import type { Expansions } from './read-rules.js';
import type { SourceCode } from './source-codes.js';
import { type EditableValueSet, withExpansion } from './value-set-file.js';

/** The files of `value-sets/`, by name. */
export type ValueSetFiles = ReadonlyMap<string, EditableValueSet>;

/** What `expand` makes of the lists: the files that change, by name. */
export interface ExpandedFiles {
  readonly files: ReadonlyMap<string, EditableValueSet>;
  readonly problems: readonly AuthoringProblem[];
}

/**
 * Puts every code of the lists into the sets that its rule names, unless the set already takes it by code or prefix, and
 * says where a set takes in what a rule leaves out. The same lists and files always give the same files.
 */
export function expandValueSets(expansions: Expansions, files: ValueSetFiles): ExpandedFiles {
  const problems: AuthoringProblem[] = [];
  const codings = createCodingReader(expansions.codeSystems);
  const defined = createDefinedIndexes(files, codings);
  const uris = new Map(expansions.codeSystems.map(({ id, uri }) => [id, uri]));
  const added = new Map<string, Map<string, ExpandedCode>>();
  for (const { group, assignments } of expansions.groups) {
    const own = [...new Set(group.rules.flatMap(({ to = [] }) => to))];
    for (const set of own) if (!defined.has(set)) problems.push(unknownSet(set, [...defined.keys()], group.group));
    for (const { source, rule } of assignments) {
      const coding = codings.normalise(uris.get(source.system), source.code);
      if (coding === undefined || rule === undefined) continue;
      const takes = (set: string): boolean => (defined.get(set)?.lookup(coding).length ?? 0) > 0;
      // what has no name here may be known by its name elsewhere
      if (rule.unnamed !== true)
        for (const set of own.filter((each) => rule.to?.includes(each) !== true && takes(each)))
          problems.push(takesLeftOut(set, source, rule.leftOut ?? rule.to?.join(', ') ?? '', group.group));
      for (const set of rule.to ?? []) {
        const file = fileOf(set, partOf(source, expansions.freeCodes));
        const codes = added.get(file) ?? new Map<string, ExpandedCode>();
        added.set(file, codes);
        if (!takes(set)) codes.set(coding.key, toExpandedCode(source, uris.get(source.system) ?? ''));
      }
    }
  }
  return { files: changedFiles(files, added, expansions.reviewedOn), problems };
}

/** The file of a set that a code belongs in: what needs a licence stands apart. */
function partOf({ system, code }: SourceCode, freeCodes: ReadonlySet<string>): ValueSetPart | undefined {
  if (system === 'cpt') return 'cpt';
  return system === 'sct' && !freeCodes.has(code) ? 'sct' : undefined;
}

function fileOf(set: string, part: ValueSetPart | undefined): string {
  return part === undefined ? `${set}.json` : `${set}.${part}.json`;
}

function toExpandedCode({ code, display }: SourceCode, system: string): ExpandedCode {
  return display === '' ? { system, code } : { system, code, display };
}

/** What each set takes by its definition alone, all its parts together. */
function createDefinedIndexes(files: ValueSetFiles, codings: CodingReader): ReadonlyMap<string, CodeIndex<string>> {
  const ids = new Set([...files.keys()].map((name) => partOfFile(name).set));
  return new Map(
    [...ids].map((set) => {
      const index = createCodeIndex<string>(codings.normalise);
      const content = [...files]
        .filter(([name]) => partOfFile(name).set === set)
        .map(([, { compose }]) =>
          toValueSetContent({ id: set, url: '', ...(compose === undefined ? {} : { compose }) }),
        );
      const excludedCodes = content.flatMap((part) => part.excludedCodes);
      const excludedPrefixes = content.flatMap((part) => part.excludedPrefixes);
      for (const part of content) index.addValueSet({ ...part, excludedCodes, excludedPrefixes }, set);
      return [set, index.build()] as const;
    }),
  );
}

function changedFiles(
  files: ValueSetFiles,
  added: ReadonlyMap<string, ReadonlyMap<string, ExpandedCode>>,
  reviewedOn: string,
): ReadonlyMap<string, EditableValueSet> {
  const names = new Set([...files.keys(), ...added.keys()].filter((name) => partOfFile(name).part !== 'site'));
  const changed = new Map<string, EditableValueSet>();
  for (const name of names) {
    const { set, part } = partOfFile(name);
    const base = files.get(`${set}.json`);
    if (base === undefined) continue;
    const parts = (['cpt', 'sct'] as const).filter((each) => names.has(fileOf(set, each)));
    const codes = [...(added.get(name)?.values() ?? [])];
    const file = withExpansion({ base, known: files.get(name), part, parts, codes, reviewedOn });
    changed.set(name, file);
  }
  return changed;
}

function unknownSet(set: string, known: readonly string[], group: string): AuthoringProblem {
  return problem(`group ${group}: to: no value set "${set}"${didYouMean(set, known)}`);
}

function takesLeftOut(
  set: string,
  { system, code, display }: SourceCode,
  name: string,
  group: string,
): AuthoringProblem {
  const what = `${system} ${code} "${display}"`;
  return problem(`group ${group}: ${what} goes to "${name}", but the set "${set}" takes it too; exclude it there`);
}

function problem(message: string): AuthoringProblem {
  return { file: 'expansions/rules.yaml', line: 1, column: 1, message };
}
