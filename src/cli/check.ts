import type { GuidelineDocuments } from '../core/guideline/documents.js';
import type { ProofReport } from '../core/proof/prove-guideline.js';
import type { AuthoringProblem } from '../errors.js';
import type { Paint, Terminal } from './terminal/terminal.js';

/** What `check` found, as far as it is printed. */
export interface CheckResult {
  readonly problems: readonly AuthoringProblem[];
  readonly notes: readonly AuthoringProblem[];
  readonly guidelines: readonly {
    readonly documents: GuidelineDocuments;
    readonly proof: ProofReport | undefined;
  }[];
}

export interface CheckTools {
  readonly check: (onProgress: (guideline: string, done: number, all: number) => void) => CheckResult;
  readonly terminal: Terminal;
}

const millisecondsPerSecond = 1_000;

/** Prints what was proved, then notes, then problems; answers the exit code: 0, or 1 when there is a problem. */
export async function runCheck({ check, terminal }: CheckTools): Promise<number> {
  const { write, complain, paint, progress } = terminal;
  const started = performance.now();
  const { problems, notes, guidelines } = check((guideline, done, all) =>
    progress(`${guideline}: proving, fact ${done} of ${all}`),
  );
  const seconds = (performance.now() - started) / millisecondsPerSecond;
  for (const { documents, proof } of guidelines) {
    const { id, version } = documents.guideline;
    write(`${paint('bold', id)} ${version}\n`);
    if (proof === undefined) write(`  ${paint('yellow', 'not proved: there are problems to solve first')}\n`);
    else write(proofText(documents, proof, paint));
  }
  for (const note of notes) write(`${paint('yellow', 'note')} ${problemText(note)}\n`);
  for (const problem of problems) complain(`${paint('red', 'problem')} ${problemText(problem)}\n`);
  if (problems.length > 0) {
    complain(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`);
    return 1;
  }
  write(`${paint('green', 'no problems')} (${seconds.toFixed(1)} s)\n`);
  return 0;
}

/** `file:line:column message`, which editors and terminals turn into a link. */
function problemText({ file, line, column, message }: AuthoringProblem): string {
  return `${file}:${line}:${column} ${message}`;
}

function proofText({ proofs, criteria }: GuidelineDocuments, proof: ProofReport, paint: Paint): string {
  const { rows, domains, combinations, questions, findings, properties, redFlags, emergencies } = proof;
  const mark = (holds: boolean): string => (holds ? paint('green', 'proved') : paint('red', 'broken'));
  const isFound = (kind: string): boolean => findings.some((finding) => finding.kind === kind);
  const isBroken = (id: string): boolean =>
    findings.some((finding) => finding.kind === 'violation' && finding.property === id);
  const disabled = criteria.filter((row) => row.disabled !== undefined).map(({ id }) => id);
  const lines = [
    `${rows} rows over ${domains.length} facts: ${combinations.toExponential(1)} combinations, ${questions} questions`,
    `${mark(!isFound('no-answer'))} exactly one row answers every combination`,
    `${mark(!isFound('unreachable'))} every row answers some combination`,
    ...properties.flatMap(({ id, says, exceptions }) => [
      `${mark(!isBroken(id))} ${says}`,
      ...proofs.exceptions
        .filter((exception) => exceptions.includes(exception.id))
        .map((exception) => paint('dim', `       but for ${exceptionText(exception)}`)),
    ]),
    ...flagLines('red flags', redFlags),
    ...flagLines('emergency signs', emergencies),
    ...(disabled.length === 0 ? [] : [`switched off: ${disabled.join(', ')}`]),
  ];
  return lines.map((line) => `  ${line}\n`).join('');
}

/** What was taken as a flag of a kind, so that an author sees one that fell out. */
function flagLines(kind: string, { members, leftOut }: ProofReport['redFlags']): readonly string[] {
  const taken = `${kind} (${members.length}): ${members.join(', ') || 'none'}`;
  if (leftOut.length === 0) return [taken];
  return [taken, `read there, but not taken as ${kind}: ${leftOut.join(', ')}`];
}

function exceptionText({
  id,
  criteria,
  from,
  facts,
  when,
}: GuidelineDocuments['proofs']['exceptions'][number]): string {
  const before = from === undefined ? '' : ` after ${from.join(', ')}`;
  const changed = facts === undefined ? '' : ` for ${facts.join(', ')}`;
  const only = when === undefined ? '' : ` while ${when}`;
  return `${criteria.join(', ')}${before}${changed}${only} (${id})`;
}
