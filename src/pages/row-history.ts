import type { CriterionDefinition } from '../core/guideline/documents.js';
import type { Guideline } from '../core/guideline/guideline.js';
import type { Release } from '../core/trial/release.js';
import { type Html, html, link } from './html.js';
import type { PageParts } from './page.js';
import { ratingChip } from './rating-chip.js';

/** A row and the versions before. */
interface RowInTime {
  readonly guideline: Guideline;
  readonly row: CriterionDefinition;
  readonly releases: readonly Release[];
}

/** What each version changed in the guideline, and whether this row was then as it is now. */
export function drawHistory({ guideline, row, releases }: RowInTime, inWords: (rule: string) => Html): Html {
  const { version: current, changes } = guideline.documents.guideline;
  const newestFirst = [...changes].sort((left, right) =>
    right.version.localeCompare(left.version, 'en', { numeric: true }),
  );
  const items = newestFirst.map(({ version, on, text }) => {
    const release = releases.find((one) => one.version === version);
    return html`<li><strong>${version}</strong> (${on}): ${text}${
      version === current ? html`<p>This row as it is here.</p>` : drawThen(row, release, inWords)
    }</li>`;
  });
  return html`<h2>History</h2><ul>${items}</ul>`;
}

function drawThen(
  row: CriterionDefinition,
  release: Release | undefined,
  inWords: (rule: string) => Html,
): Html | undefined {
  if (release === undefined) return undefined;
  const then = release.rows.find(({ id }) => id === row.id);
  if (then === undefined) return html`<p>This row was not there.</p>`;
  if (then.when === row.when && then.rating === row.rating && then.group === row.group)
    return html`<p>This row decided as it does now.</p>`;
  return html`<p>This row was ${ratingChip(then.rating)}, group <code>${then.group}</code>, if:</p>${then.when === row.when ? html`<p>the same.</p>` : inWords(then.when)}`;
}

/** A row as an earlier version had it: for a link that names the version, and for a row that is gone. */
export function earlierRowPage(guideline: Guideline, release: Release, id: string): PageParts | undefined {
  const row = release.rows.find((one) => one.id === id);
  if (row === undefined) return undefined;
  const { version } = guideline.documents.guideline;
  const isThere = guideline.documents.criteria.some((one) => one.id === id);
  const main = html`<p><a href="/criteria">Criteria</a></p><h1>${id.replaceAll('-', ' ')}, version ${release.version}</h1>
<p class="note">${
    isThere
      ? html`This is how an earlier version had it. ${link(`/criteria/${id}`, `Version ${version} is in force`)}.`
      : html`This row is gone: version ${version} has no such row. ${link('/criteria', `The rows of version ${version}`)}.`
  }</p>
<p>${ratingChip(row.rating)} <strong>${row.summary}</strong></p>
<dl class="terms"><dt>Rule</dt><dd><code>${row.when}</code></dd><dt>Study ratings</dt><dd>group <code>${row.group}</code>: <code>${release.groups[row.group] ?? ''}</code></dd></dl>`;
  return { title: `${id.replaceAll('-', ' ')}, ${release.version}`, room: 'criteria', main };
}
