import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileGuideline } from '../../core/guideline/compile-guideline.js';
import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import type { Guideline } from '../../core/guideline/guideline.js';
import { proveGuideline } from '../../core/proof/prove-guideline.js';
import { parseRule } from '../../core/rules/parse-expression.js';
import { evaluate, type Vignette, type VignetteOrder, type VignetteOutcome } from '../../core/trial/vignette.js';
import type { Terminal } from '../terminal/terminal.js';
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
}

/** Writes `<id>.md` and `<id>.html` for each guideline; answers the exit code 0, or 1 when one is not fit to be signed. */
export async function runDocs(
  { guidelines, site, folder }: PrintedCards & { readonly folder: string },
  terminal: Terminal,
): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let code = 0;
  for (const guideline of guidelines) {
    const source = toSource(guideline, site, terminal);
    const { id, title } = source.head;
    const markdown = guidelineAsMarkdown(source);
    const files = { [`${id}.md`]: markdown, [`${id}.html`]: markdownAsPage(markdown, title) };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
      terminal.write(`${join(folder, name)}\n`);
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
