import { wordsOfId } from '../../core/document/criterion-entries.js';
import type { VignetteOrder, VignetteOutcome } from '../../core/trial/vignette.js';
import { isObject } from '../../core/values/json.js';
import { headingOf } from './document-criteria.js';
import type { CheckedVignette, DocumentSource } from './document-source.js';
import { bullets, code, linkTo, plain, section, table } from './document-text.js';
import { ruleInWords } from './document-words.js';

/** What was proved about the table over all combinations of facts, and where it breaks a property on purpose. */
export function safetyProperties(source: DocumentSource): string {
  const { proof, documents, head } = source;
  const { impossible, exceptions } = documents.proofs;
  const names = (facts: readonly string[]): string => facts.map((fact) => plain(source.labelOf(fact))).join(', ');
  const claim =
    proof.findings.length === 0
      ? `Proved for every combination of facts when this document was printed: exactly one of the ${proof.rows} rows answers,
every row can answer, and the properties below hold, but for the exceptions that are listed.`
      : `**Not proved:** ${proof.findings.length} findings stand against this table; \`check\` prints them. It must not be signed.`;
  return section(
    'Safety properties',
    claim,
    bullets([
      `**Red flags** are the facts behind ${code(head.safety.redFlag)}, **emergencies** those behind ${code(head.safety.emergency)}.`,
      `**The core screen:** ${names(head.safety.screen)}.`,
      `A positive emergency fact up to ${head.safety.freshDays} days old is not cancelled by a later negative one.`,
    ]),
    table(
      ['Property', 'It says', 'Exceptions'],
      proof.properties.map(({ id, says, exceptions: used }) => [
        code(id),
        plain(says),
        used.map(code).join(', ') || 'none',
      ]),
    ),
    exceptions.length === 0
      ? ''
      : `### Exceptions\n\n${table(
          ['Exception', 'Property', 'Rows that may answer', 'Reason'],
          exceptions.map(({ id, property, criteria, from = [], facts = [], reason }) => [
            code(id),
            code(property),
            [
              criteria.map(wordsOfId).join(', '),
              from.length === 0 ? '' : `instead of ${from.map(wordsOfId).join(', ')}`,
              facts.length === 0 ? '' : `when this changes: ${facts.map(source.labelOf).join(', ')}`,
            ]
              .filter((part) => part !== '')
              .map(plain)
              .join('; '),
            plain(reason),
          ]),
        )}`,
    impossible.length === 0
      ? ''
      : `### Combinations that are not looked at\n\n${bullets(
          impossible.map(({ when, because }) => `${ruleInWords(source, when)}: ${plain(because)}`),
        )}`,
  );
}

/** Cases with the answer they must get. */
export function vignettes(source: DocumentSource): string {
  const failed = source.vignettes.filter(({ passes }) => !passes);
  const claim =
    failed.length === 0
      ? `All ${source.vignettes.length} vignettes got the answer they expect when this document was printed.`
      : `**${failed.length} of ${source.vignettes.length} vignettes did not get the answer they expect:** ${failed.map(({ id }) => code(id)).join(', ')}.`;
  const rows = source.vignettes.flatMap((vignette) => [
    [
      code(vignette.id),
      story(vignette),
      given(vignette),
      ordered(vignette.order),
      ...expected(source, vignette.expected),
    ],
    ...(vignette.additionalOrders ?? []).map((more) => [
      code(vignette.id),
      'the same case',
      '',
      ordered(more.order),
      ...expected(source, more.expected),
    ]),
  ]);
  const headings = ['Vignette', 'Case', 'Documented', 'Order', 'Row', 'Imaging is', 'Ordered study', 'Sent code'];
  return source.vignettes.length === 0 ? '' : section('Vignettes', claim, table(headings, rows));
}

function story({ title, why }: CheckedVignette): string {
  return why === undefined ? plain(title) : `${plain(title)}. *${plain(why)}*`;
}

function given({ facts }: CheckedVignette): string {
  return Object.entries(facts)
    .map(([fact, value]) => `${wordsOfId(fact)} ${shown(value)}`)
    .map(plain)
    .join('; ');
}

function shown(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (!isObject(value)) return String(value);
  if (typeof value.atLeast === 'number') return `at least ${value.atLeast}`;
  return `(${Object.entries(value)
    .map(([name, inner]) => (name === 'daysAgo' ? `${String(inner)} days ago` : `${name} ${shown(inner)}`))
    .join(', ')})`;
}

function ordered({ modality, region, contrast }: VignetteOrder): string {
  return plain([modality, region, contrast].filter((part) => part !== undefined).join(', '));
}

function expected({ documents }: DocumentSource, outcome: VignetteOutcome): readonly string[] {
  const index = documents.criteria.findIndex(({ id }) => id === outcome.criterion);
  const criterion = documents.criteria[index];
  const row =
    criterion === undefined ? plain(outcome.criterion) : linkTo(headingOf(criterion, index), String(index + 1));
  return [row, wordsOfId(outcome.rating), wordsOfId(outcome.studyRating), wordsOfId(outcome.pama)];
}
