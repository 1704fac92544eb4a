import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystemDefinition } from '../../core/values/coding.js';
import type { AuthoringProblem } from '../../errors.js';
import type { CardLayers } from '../card-layers.js';
import { readYaml } from '../read-layered.js';
import { validated } from '../read-shared.js';
import { type Assignment, createAssigner, type ExpansionGroup, type ExpansionRules } from './assign-codes.js';
import { readFreeCodes, readSourceCodes } from './source-codes.js';

/** A group with every code of its list and the rule that placed it. */
export interface AssignedGroup {
  readonly group: ExpansionGroup;
  readonly assignments: readonly Assignment[];
}

/** The public lists of the cards, and where their rules send each code. */
export interface Expansions {
  readonly reviewedOn: string;
  readonly groups: readonly AssignedGroup[];
  /** the SNOMED CT codes that anybody may use */
  readonly freeCodes: ReadonlySet<string>;
  readonly codeSystems: readonly CodeSystemDefinition[];
}

/** Reads `expansions/` of the shipped cards; undefined, with the problems said, when it cannot be used. */
export function readExpansions(layers: CardLayers, problems: AuthoringProblem[]): Expansions | undefined {
  const folder = layers.folders.map((each) => join(each, 'expansions')).find((each) => existsSync(each));
  const file = readYaml(layers, 'expansions/rules.yaml');
  const systems = readYaml(layers, 'code-systems.yaml');
  if (folder === undefined || file === undefined || systems === undefined) {
    problems.push({ file: folder ?? 'expansions', line: 1, column: 1, message: 'no expansions/rules.yaml here' });
    return undefined;
  }
  const rules = validated<ExpansionRules>('expansion-rules', file, problems);
  const codes = validated<{ readonly codeSystems: readonly CodeSystemDefinition[] }>('code-systems', systems, problems);
  if (rules === undefined || codes === undefined) return undefined;
  const groups = rules.groups.flatMap((group, place) => {
    const list = readSourceCodes(folder, group.group);
    if (list === undefined)
      problems.push(file.problemAt(['groups', place, 'group'], `group: no list ${group.group}.csv in ${folder}`));
    return list === undefined ? [] : [{ group, assignments: list.map(createAssigner(group)) }];
  });
  for (const { group, assignments } of groups) {
    const open = assignments.filter(({ rule }) => rule === undefined).map(({ source }) => source);
    const [first] = open;
    const place = rules.groups.indexOf(group);
    if (first !== undefined) {
      const others = open.length === 1 ? '' : `, and ${open.length - 1} more`;
      const message = `rules: none fits ${first.system} ${first.code} "${first.display}"${others}; add a rule`;
      problems.push(file.problemAt(['groups', place, 'rules'], message));
    }
  }
  return { reviewedOn: rules.reviewedOn, groups, freeCodes: readFreeCodes(folder), codeSystems: codes.codeSystems };
}
