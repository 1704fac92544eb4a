import { isObject, textOf } from '../core/values/json.js';
import { filesIn, findLayers } from './card-layers.js';
import { idsOf } from './layered-source.js';
import { readYaml } from './read-layered.js';

/** A site's own folder as the service and printed guidelines name it. */
export interface SiteChanges {
  readonly name: string;
  /** `low-back-pain/criteria.yaml: foot-drop, older-age`, one for each file that changes what is answered */
  readonly changes: readonly string[];
}

/** What a site's folder changes, once it has been checked; undefined for a folder that stands alone. */
export function readSiteChanges(cardsDirectory: string): SiteChanges | undefined {
  const { site } = findLayers(cardsDirectory);
  if (site === undefined) return undefined;
  const head = readYaml({ folders: [site] }, 'site.yaml')?.value;
  const paths = filesIn(site).filter((path) => path !== 'site.yaml' && !/README\.md$|\/vignettes\//.test(path));
  const changes = paths.map((path) => (path.endsWith('.yaml') ? `${path}: ${changedIn(site, path)}` : path));
  return { name: textOf(isObject(head) ? head.site : undefined) ?? '', changes };
}

/** The ids of a file's entries; where it has none, the names of its settings. */
function changedIn(site: string, path: string): string {
  const value = readYaml({ folders: [site] }, path)?.value;
  const names = Object.entries(isObject(value) ? value : {}).flatMap(([name, content]) => idsOf(content) ?? [name]);
  return names.join(', ');
}
