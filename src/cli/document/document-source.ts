import { createHash } from 'node:crypto';
import type { GuidelineDocuments, GuidelineHead } from '../../core/guideline/documents.js';
import type { ProofReport } from '../../core/proof/prove-guideline.js';
import { type Parsed, parseExpression } from '../../core/rules/parse-expression.js';
import type { Vignette } from '../../core/trial/vignette.js';

/** A guideline as it is printed: its documents, its vignettes, and what was worked out about them. */
export interface DocumentSource {
  readonly documents: GuidelineDocuments;
  readonly head: PrintedHead;
  readonly vignettes: readonly CheckedVignette[];
  readonly proof: ProofReport;
  /** whose folder has changed the guideline; undefined for the guideline as it comes */
  readonly site: PrintedSite | undefined;
  /** short hash of everything that decides: rules, ratings, words, codes, vignettes */
  readonly fingerprint: string;
  readonly labelOf: (fact: string) => string;
  /** what a group of study ratings is for; its id where the cards have no words for it */
  readonly groupName: (group: string) => string;
  readonly parse: (rule: string) => Parsed;
}

/** A site's own folder: what it changes, one text for each file. */
export interface PrintedSite {
  readonly name: string;
  readonly changes: readonly string[];
}

/** A vignette, and whether it gets what it expects. */
export interface CheckedVignette extends Vignette {
  readonly passes: boolean;
}

/** The head with what only readers need. */
interface PrintedHead extends GuidelineHead {
  readonly status?: string;
}

const fingerprintLength = 16;

/** Puts together what is printed; rules are parsed when they are first needed. */
export function createSource(
  documents: GuidelineDocuments,
  vignettes: readonly CheckedVignette[],
  proof: ProofReport,
  site?: PrintedSite,
): DocumentSource {
  const parsed = new Map<string, Parsed>();
  return {
    documents,
    head: documents.guideline,
    vignettes,
    proof,
    site,
    fingerprint: fingerprintOf(
      documents,
      vignettes.map(({ passes: _, ...vignette }) => vignette),
    ),
    labelOf: (fact) => documents.facts[fact]?.label ?? documents.derived[fact]?.label ?? fact,
    groupName: (group) => documents.phrases[`group.${group}`] ?? group,
    parse: (rule) => {
      const known = parsed.get(rule) ?? parseExpression(rule);
      parsed.set(rule, known);
      return known;
    },
  };
}

/** The hash that a signature refers to: it changes whenever a file of the guideline changes what it says. */
function fingerprintOf(documents: GuidelineDocuments, vignettes: readonly Vignette[]): string {
  const text = JSON.stringify({ documents, vignettes });
  return createHash('sha256').update(text).digest('hex').slice(0, fingerprintLength);
}
