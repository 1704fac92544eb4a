import type { CriterionDefinition, GuidelineDocuments } from '../core/guideline/documents.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { inLanguage } from '../core/guideline/in-language.js';
import type { Release } from '../core/trial/release.js';
import type { Vignette } from '../core/trial/vignette.js';
import type { PageRequest } from '../http/endpoints/page.js';
import { findLayers } from '../library/card-layers.js';
import { readVignettes } from '../library/check/check-vignettes.js';
import { readReleases } from '../library/history.js';
import { criterionPage, leafletPage } from '../pages/criterion-page.js';
import type { PageParts } from '../pages/page.js';
import { earlierRowPage } from '../pages/row-history.js';
import type { PagesParts } from './pages-parts.js';

/** What is kept beside a guideline: its worked cases, and how it was before. */
interface Beside {
  readonly vignettes: readonly Vignette[];
  readonly releases: readonly Release[];
}

/** The pages of rows: those in force, those of an earlier version that a link names, and 410 for those that are gone. */
export function createCriterionPages({ config, guidelines }: PagesParts) {
  const known = new WeakMap<GuidelineDocuments, Beside>();
  const besideOf = ({ id, documents }: Guideline): Beside => {
    const read = known.get(documents) ?? readBeside(config.cardsDir, id, documents);
    known.set(documents, read);
    return read;
  };

  function find(request: PageRequest): { readonly status: number; readonly written: PageParts } | undefined {
    const { id, query, acceptLanguage } = request;
    const { version } = query;
    for (const guideline of guidelines()) {
      const row = rowOf(guideline, id);
      if (row !== undefined && (version === undefined || version === guideline.version)) {
        const spoken = inLanguage(guideline, undefined, acceptLanguage);
        const written = criterionPage({ guideline: spoken, row: rowOf(spoken, id) ?? row, ...besideOf(guideline) });
        return { status: 200, written };
      }
      const { releases } = besideOf(guideline);
      const wanted = releases.find(
        (release) => (version === undefined || release.version === version) && hasRow(release, id),
      );
      const written = wanted === undefined ? undefined : earlierRowPage(guideline, wanted, id);
      if (written !== undefined) return { status: row === undefined ? gone : 200, written };
    }
    return undefined;
  }

  function leaflet({ id, acceptLanguage }: PageRequest): PageParts | undefined {
    for (const each of guidelines()) {
      const guideline = inLanguage(each, undefined, acceptLanguage);
      const row = rowOf(guideline, id);
      if (row !== undefined) return leafletPage(guideline, row);
    }
    return undefined;
  }

  return { find, leaflet };
}

/** The status of what was there once. */
const gone = 410;

function rowOf({ documents }: Guideline, id: string): CriterionDefinition | undefined {
  return documents.criteria.find((row) => row.id === id);
}

function hasRow({ rows }: Release, id: string): boolean {
  return rows.some((row) => row.id === id);
}

function readBeside(cardsDir: string, id: string, documents: GuidelineDocuments): Beside {
  const layers = findLayers(cardsDir);
  return { vignettes: readVignettes(layers, { name: id, documents }).vignettes, releases: readReleases(layers, id) };
}
