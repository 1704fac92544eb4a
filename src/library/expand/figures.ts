import type { Guideline } from '../../core/guideline/guideline.js';
import type { NormalCoding } from '../../core/values/coding.js';
import type { ExpansionGroup } from './assign-codes.js';
import type { Expansions } from './read-rules.js';

/** What became of the codes of one list. */
export interface ListFigures {
  readonly group: string;
  readonly extent: 'all' | 'reviewed';
  readonly means: readonly string[];
  readonly codes: number;
  readonly reached: number;
  readonly leftOut: ReadonlyMap<string, { readonly codes: number; readonly because: string }>;
  readonly open: number;
}

/** Looks every code of every list up as a request would, and counts. */
export function figuresOf({ groups, codeSystems }: Expansions, guideline: Guideline): readonly ListFigures[] {
  const uris = new Map(codeSystems.map(({ id, uri }) => [id, uri]));
  return groups.map(({ group, assignments }) => {
    const rest = assignments.filter(({ source, rule }) => {
      const coding = guideline.codings.normalise(uris.get(source.system), source.code);
      return coding === undefined || !reaches(guideline, group, coding, rule?.to ?? []);
    });
    const leftOut = new Map<string, { readonly codes: number; readonly because: string }>();
    for (const { rule } of rest)
      if (rule?.leftOut !== undefined) {
        const codes = (leftOut.get(rule.leftOut)?.codes ?? 0) + 1;
        leftOut.set(rule.leftOut, { codes, because: rule.because ?? '' });
      }
    const open = rest.filter(({ rule }) => rule?.leftOut === undefined).length;
    const { means, extent } = group;
    const reached = assignments.length - rest.length;
    return { group: group.group, extent, means, codes: assignments.length, reached, leftOut, open };
  });
}

/** Whether a code speaks to a fact of its list, is a study, or stands in the set that waits for a fact to come. */
function reaches(
  guideline: Guideline,
  { means }: ExpansionGroup,
  coding: NormalCoding,
  to: readonly string[],
): boolean {
  if (means.includes('studies')) return guideline.studies.lookup(coding).length > 0;
  const uses = guideline.uses.lookup(coding);
  if (uses.some((use) => use.kind === 'series' || (use.kind === 'evidence' && means.includes(use.fact.name))))
    return true;
  const waits = means.some((name) => guideline.indexOf(name) === undefined);
  return waits && to.some((set) => guideline.inValueSet(set, coding));
}
