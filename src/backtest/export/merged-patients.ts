import { type JsonObject, objectsOf, textOf } from '../../core/values/json.js';
import { patientIdIn } from '../record/patient-reference.js';

/** Old id of a patient → the id that the record goes by now. */
export type MergedPatients = ReadonlyMap<string, string>;

/** Collects what Patient resources say about being replaced by, or replacing, others. */
export function createMergeIndex() {
  const replacedBy = new Map<string, Set<string>>();
  const add = (from: string, to: string): void => {
    replacedBy.set(from, (replacedBy.get(from) ?? new Set()).add(to));
  };
  return {
    add: (patient: JsonObject): void => {
      const id = textOf(patient.id);
      if (id === undefined) return;
      for (const { type, other } of objectsOf(patient.link)) {
        const [holder] = objectsOf(other);
        const otherId = patientIdIn(textOf(holder?.reference) ?? '');
        if (otherId === undefined || otherId === id) continue;
        if (type === 'replaced-by') add(id, otherId);
        if (type === 'replaces') add(otherId, id);
      }
    },
    /** each replaced patient with the last one of its chain, whatever the order in which the links came */
    toMerged: (): MergedPatients =>
      new Map(
        [...replacedBy.keys()]
          .sort()
          .map((id) => [id, lastOf(id, replacedBy)] as const)
          .filter(([id, last]) => id !== last),
      ),
  };
}

/** The end of the chain; of several ends, or of a ring, the one whose id comes first. */
function lastOf(id: string, replacedBy: ReadonlyMap<string, ReadonlySet<string>>): string {
  const reached = new Set([id]);
  for (const each of reached) for (const next of replacedBy.get(each) ?? []) reached.add(next);
  const ends = [...reached].filter((each) => !replacedBy.has(each));
  return [...(ends.length > 0 ? ends : reached)].sort()[0] ?? id;
}
