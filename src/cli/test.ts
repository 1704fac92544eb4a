import type { Guideline } from '../core/guideline/guideline.js';
import { combinationText } from '../core/proof/counterexample.js';
import { runMutants } from '../core/trial/run-mutants.js';
import { coverageOf, runVignettes, type VignetteResult } from '../core/trial/run-vignettes.js';
import type { Vignette } from '../core/trial/vignette.js';
import { type TestedTexts, testTexts } from './read/test-texts.js';
import type { Paint, Terminal } from './terminal/terminal.js';

export interface TestedGuideline {
  readonly guideline: Guideline;
  readonly vignettes: readonly Vignette[];
  readonly texts: TestedTexts;
}

export interface TestRequest {
  readonly guidelines: readonly TestedGuideline[];
  /** also put faults into the table and see which of them the vignettes notice */
  readonly mutate: boolean;
}

/** Runs vignettes and prints what differs and what they leave open; answers the exit code: 0 or 1. */
export async function runTests({ guidelines, mutate }: TestRequest, terminal: Terminal): Promise<number> {
  const results = guidelines.map((tested) => runTest(tested, mutate, terminal));
  return results.every((isGood) => isGood) ? 0 : 1;
}

function runTest({ guideline, vignettes, texts }: TestedGuideline, mutate: boolean, terminal: Terminal): boolean {
  const { write, paint } = terminal;
  const results = runVignettes(guideline, vignettes);
  const failed = results.filter(({ differences }) => differences.length > 0);
  write(
    `${paint('bold', guideline.id)} ${guideline.version}: ${vignettes.length} vignettes, ${results.length} orders\n`,
  );
  for (const result of failed) write(failureText(result, paint));
  const open = openLines(guideline, results);
  for (const line of open) write(`  ${paint('yellow', 'no vignette')} ${line}\n`);
  const survivors = mutate ? printMutants(guideline, vignettes, terminal) : 0;
  const areTextsGood = testTexts(texts, mutate, terminal);
  const isGood = areTextsGood && failed.length + open.length + survivors === 0;
  write(isGood ? `  ${paint('green', 'all as expected')}\n` : `  ${paint('red', 'not as expected')}\n`);
  return isGood;
}

function failureText({ vignette, order, expected, got, differences }: VignetteResult, paint: Paint): string {
  const study = [order.modality, order.region, order.contrast].filter((part) => part !== undefined).join(' ');
  const lines = differences.map(
    (member) =>
      `    ${member}: ${paint('green', shown(expected[member]))} expected, ${paint('red', shown(got[member]))} got\n`,
  );
  return `  ${vignette.id} ${vignette.title} (${study})\n${lines.join('')}`;
}

/** A member of an outcome; facts as JSON, or by their absence in what was got. */
function shown(member: VignetteResult['expected'][keyof VignetteResult['expected']]): string {
  return typeof member === 'string' ? member : JSON.stringify(member ?? 'other facts');
}

function openLines(guideline: Guideline, results: readonly VignetteResult[]): readonly string[] {
  const { undecidedCriteria, oneSidedFacts } = coverageOf(guideline, results);
  return [
    ...undecidedCriteria.map((id) => `is decided by ${id}`),
    ...oneSidedFacts.map(({ fact, never }) => `has ${fact} ${never}`),
  ];
}

function printMutants(
  guideline: Guideline,
  vignettes: readonly Vignette[],
  { write, paint, progress }: Terminal,
): number {
  const run = runMutants(guideline, vignettes, (done, all) => progress(`fault ${done} of ${all}`));
  const { mutants, noticed, equivalent, survivors } = run;
  const counts = `${noticed} noticed, ${equivalent.length} change no answer (proved), ${survivors.length} survive`;
  write(`  ${mutants} faults put in: ${counts}\n`);
  for (const { mutant, difference } of survivors) {
    write(`  ${paint('red', 'survivor')} ${mutant.place}: ${mutant.change}\n`);
    const missing = difference === undefined ? 'a record that shows it' : combinationText(difference);
    write(`           noticed by a vignette with ${missing}\n`);
  }
  return survivors.length;
}
