import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileGuideline } from '../../core/guideline/compile-guideline.js';
import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import type { Guideline } from '../../core/guideline/guideline.js';
import { proveGuideline } from '../../core/proof/prove-guideline.js';
import { parseRule } from '../../core/rules/parse-expression.js';
import { type Release, releaseOf } from '../../core/trial/release.js';
import { evaluate, type Vignette, type VignetteOrder, type VignetteOutcome } from '../../core/trial/vignette.js';
import type { Terminal } from '../terminal/terminal.js';
import { changesAsMarkdown } from './document-changes.js';
import { guidelineAsMarkdown } from './document-markdown.js';
import { markdownAsPage } from './document-page.js';
import { createSource, type DocumentSource, type PrintedSite } from './document-source.js';

/** A guideline with its vignettes, as read from its folder. */
export interface PrintedGuideline {
  readonly documents: GuidelineDocuments;
  readonly vignettes: readonly Vignette[];
}

/** What is printed, and whose folder has changed it. */
export interface PrintedCards {
  readonly guidelines: readonly PrintedGuideline[];
  readonly site: PrintedSite | undefined;
  /** a released version of a guideline; throws a RequestError that names the ones there are */
  readonly releaseNamed: (id: string, version: string) => Release;
  /** keeps a version for later comparisons; answers its file */
  readonly keep: (id: string, release: Release) => string;
}

/** Where and what to print. */
export interface PrintOptions {
  readonly folder: string;
  /** only what changed since this version */
  readonly since?: string | undefined;
  readonly keeps?: boolean;
}

/** Writes `<id>.md` and `<id>.html` for each guideline; answers the exit code 0, or 1 when one is not fit to be signed. */
export async function runDocs(
  { guidelines, site, releaseNamed, keep, folder, since, keeps = false }: PrintedCards & PrintOptions,
  terminal: Terminal,
): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let code = 0;
  for (const guideline of guidelines) {
    const source = toSource(guideline, site, terminal);
    const { id, title } = source.head;
    if (keeps) terminal.write(`${keep(id, releaseOf(guideline.documents, guideline.vignettes))}\n`);
    const markdown =
      since === undefined ? guidelineAsMarkdown(source) : changesAsMarkdown(source, releaseNamed(id, since));
    const name = since === undefined ? id : `${id}-since-${since}`;
    const files = { [`${name}.md`]: markdown, [`${name}.html`]: markdownAsPage(markdown, title) };
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(folder, file), text);
      terminal.write(`${join(folder, file)}\n`);
    }
    const failed = source.vignettes.filter(({ passes }) => !passes).length;
    if (failed + source.proof.findings.length === 0) continue;
    terminal.complain(
      `${id}: not fit to be signed: ${failed} vignettes fail, ${source.proof.findings.length} findings of check\n`,
    );
    code = 1;
  }
  return code;
}

function toSource(
  { documents, vignettes }: PrintedGuideline,
  site: PrintedSite | undefined,
  { progress }: Terminal,
): DocumentSource {
  const guideline = compileGuideline(documents, parseRule);
  const checked = vignettes.map((vignette) => ({ ...vignette, passes: passes(guideline, vignette) }));
  const { id } = documents.guideline;
  const proof = proveGuideline(documents, (done, all) => progress(`${id}: proving, fact ${done} of ${all}`));
  return createSource(documents, checked, proof, site);
}

function passes(guideline: Guideline, { facts, order, expected, additionalOrders = [] }: Vignette): boolean {
  return [{ order, expected }, ...additionalOrders].every((one) => isAsExpected(guideline, facts, one));
}

function isAsExpected(
  guideline: Guideline,
  facts: Vignette['facts'],
  { order, expected }: { readonly order: VignetteOrder; readonly expected: VignetteOutcome },
): boolean {
  const got = evaluate(guideline, facts, order);
  return (['rating', 'criterion', 'studyRating', 'pama'] as const).every((part) => got[part] === expected[part]);
}
