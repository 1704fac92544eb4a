import type { Guideline } from '../../core/guideline/guideline.js';
import { isObject, type JsonObject } from '../../core/values/json.js';
import { wideHash } from '../record/patient-hash.js';
import { isOrderType } from '../record/read-types.js';
import type { ExportFile } from './export-files.js';
import { createMergeIndex, type MergedPatients } from './merged-patients.js';
import { createOrderInventory, type OrderInventory } from './order-inventory.js';
import { type FoundResource, type VisitOptions, visitResources } from './visit-resources.js';

/** The patients that a backtest is about. */
export interface Candidates {
  /** ids after merging; undefined = every patient */
  readonly patients: ReadonlySet<string> | undefined;
  readonly merged: MergedPatients;
  /** patients of the export, each once */
  readonly patientCount: number;
  readonly orders: OrderInventory;
}

export interface CandidateOptions extends VisitOptions {
  readonly guidelines: readonly Guideline[];
  /** every patient counts, with an order or without */
  readonly takesAll: boolean;
  readonly progress: (bytes: number) => void;
}

/** Finds the patients with orders, reports or procedures of spine imaging, and what became of whose record. */
export async function findCandidates(files: readonly ExportFile[], options: CandidateOptions): Promise<Candidates> {
  const { guidelines, takesAll, progress } = options;
  const patients = new Set<string>();
  const known = new Set<number>();
  const merges = createMergeIndex();
  const orders = createOrderInventory(guidelines);
  const take = (found: FoundResource): void => {
    const resource = parse(found);
    if (resource === undefined) return found.type === 'Patient' ? undefined : orders.addCutOff();
    if (found.type === 'Patient') {
      for (const id of found.patients) known.add(wideHash(id));
      merges.add(resource);
    } else for (const id of found.patients) if (orders.add(resource, id)) patients.add(id);
  };
  for (const file of files)
    await visitResources(
      file,
      {
        wants: (type) => type === 'Patient' || isOrderType(type),
        take,
        passOver: () => undefined,
        unreadable: () => undefined,
        progress,
      },
      options,
    );
  const merged = merges.toMerged();
  return {
    patients: takesAll ? undefined : new Set([...patients].map((id) => merged.get(id) ?? id)),
    merged,
    patientCount: known.size - [...merged.keys()].filter((id) => known.has(wideHash(id))).length,
    orders: orders.toInventory(),
  };
}

function parse({ bytes, from, to }: FoundResource): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8', from, to));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
