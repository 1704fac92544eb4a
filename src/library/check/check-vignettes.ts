import { toFindingCode } from '../../core/guideline/finding-code.js';
import type { Vignette } from '../../core/trial/vignette.js';
import type { AuthoringProblem } from '../../errors.js';
import { type CardLayers, namesIn } from '../card-layers.js';
import { didYouMean } from '../nearest-name.js';
import type { GuidelineFolder } from '../read-guideline.js';
import { readJson, readYaml } from '../read-layered.js';
import { validated } from '../read-shared.js';
import type { SourceFile } from '../source-file.js';

/** The vignettes of a guideline, of all its files. */
export interface VignetteFiles {
  readonly vignettes: readonly Vignette[];
  /** a problem at a vignette, by its id */
  readonly problemAt: (id: string, message: string) => AuthoringProblem | undefined;
  readonly problems: readonly AuthoringProblem[];
}

/** Names in vignettes that are no facts: the order's session, raw exam series, and resources of a record. */
const otherNames: readonly string[] = ['records-available', 'muscle-strength', 'reflexes', 'record'];

/** Reads every vignette of a guideline and checks that it names known facts and rows. */
export function readVignettes(
  layers: CardLayers,
  { name: guideline, documents }: Pick<GuidelineFolder, 'name' | 'documents'>,
): VignetteFiles {
  const problems: AuthoringProblem[] = [];
  const vignettes: Vignette[] = [];
  const folder = `${guideline}/vignettes`;
  const facts = [...Object.keys(documents.facts).map(toFindingCode), ...otherNames];
  const rows = documents.criteria.map(({ id }) => id);
  const places = new Map<string, { readonly source: SourceFile; readonly index: number }>();
  for (const name of namesIn(layers, folder)) {
    const source = readVignetteFile(layers, `${folder}/${name}`);
    const file = source === undefined ? undefined : validated<readonly Vignette[]>('vignettes', source, problems);
    if (source === undefined || file === undefined) continue;
    for (const [index, vignette] of file.entries()) {
      const { id } = vignette;
      if (places.has(id)) problems.push(source.problemAt([index, 'id'], `id: "${id}" stands twice`));
      places.set(id, { source, index });
      problems.push(...unknownNames(vignette, index, source, { facts, rows }));
    }
    vignettes.push(...file);
  }
  return {
    vignettes,
    problems,
    problemAt: (id, message) => {
      const place = places.get(id);
      return place?.source.problemAt([place.index, 'id'], message);
    },
  };
}

function readVignetteFile(layers: CardLayers, path: string): SourceFile | undefined {
  if (path.endsWith('.json')) return readJson(layers, path);
  return path.endsWith('.yaml') ? readYaml(layers, path) : undefined;
}

function unknownNames(
  { facts: given, expected, additionalOrders = [] }: Vignette,
  index: number,
  source: SourceFile,
  { facts, rows }: { readonly facts: readonly string[]; readonly rows: readonly string[] },
): readonly AuthoringProblem[] {
  const unknownFacts = Object.keys(given).filter((fact) => !facts.includes(fact));
  const unexpected = Object.keys(expected.facts ?? {}).filter((fact) => !facts.includes(fact));
  const criteria = [expected, ...additionalOrders.map((order) => order.expected)].map(({ criterion }) => criterion);
  const unknownRows = criteria.filter((criterion) => !rows.includes(criterion));
  return [
    ...unknownFacts.map((fact) =>
      source.problemAtKey([index, 'facts', fact], `facts: no fact "${fact}"${didYouMean(fact, facts)}`),
    ),
    ...unexpected.map((fact) =>
      source.problemAtKey([index, 'expected', 'facts', fact], `facts: no fact "${fact}"${didYouMean(fact, facts)}`),
    ),
    ...unknownRows.map((row) =>
      source.problemAt([index, 'expected', 'criterion'], `criterion: no criterion "${row}"${didYouMean(row, rows)}`),
    ),
  ];
}
