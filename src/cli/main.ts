#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { readConfig } from '../config.js';
import type { ReportQuery } from '../core/report/tally.js';
import { AuthoringError, RequestError, SettingError } from '../errors.js';
import { addBacktest } from './backtest/backtest-command.js';
import { addCoverage } from './backtest/coverage-command.js';
import { addCheck } from './check-command.js';
import { addClients, type ClientsOptions } from './clients/clients-command.js';
import { addDocs } from './document/document-command.js';
import { addExpand } from './expand/expand-command.js';
import { addExplain } from './explain/explain-command.js';
import { addNew } from './new-guideline-command.js';
import { addRead } from './read/read-command.js';
import { addReport } from './report-command.js';
import { addServe } from './serve-command.js';
import { chooseCards, chosen } from './terminal/choose-cards.js';
import { describeOfSystem, isOfSystem } from './terminal/system-error.js';
import { createTerminal, type Terminal } from './terminal/terminal.js';
import type { CardsOption, Run } from './terminal/terminal-command.js';
import { addTest } from './test-command.js';

/** Adds one command to the program. Everything but its options is imported when it runs, so that `--help` is fast. */
type AddCommand = (program: Command, run: Run) => void;

/** The commands, and what each needs from the rest of the service: edges meet here and nowhere else in cli/. */
const commands: readonly AddCommand[] = [
  (program, run) => addServe(program, run, async () => (await import('../server.js')).runServer()),
  (program, run) => addCheck(program, run, loadCheckTools),
  (program, run) => addTest(program, run, readGuidelinesToTest),
  (program, run) => addExplain(program, run, loadExplainTools),
  (program, run) => addExpand(program, run, loadExpandTools),
  (program, run) => addRead(program, run, readGuidelinesWithTexts),
  (program, run) => addNew(program, run, findPlace),
  (program, run) => addDocs(program, run, readGuidelinesToPrint),
  (program, run) => addReport(program, run, reportOfStore),
  (program, run) => addClients(program, run, loadClientTools),
  (program, run) => addBacktest(program, run, async () => (await openBacktests()).backtest),
  (program, run) => addCoverage(program, run, async () => (await openBacktests()).coverage),
];

const exitCodes = `
Exit codes: 0 done; 1 the cards, the settings or what was checked are not in order; 2 a command line or a file that
cannot be read.`;

/** Runs one command of the command line (`argv` without the program's name) and answers its exit code. */
export async function main(
  argv: readonly string[],
  terminal: Terminal = createTerminal(process.stdout, process.stderr),
): Promise<number> {
  let code = 0;
  const program = new Command('spine-imaging-cds')
    .description('Run the spine imaging service; check, try, explain and print its guidelines; try its clients.')
    .version(versionOfPackage())
    .addHelpText('after', exitCodes)
    .exitOverride()
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.complain });
  const run: Run =
    (step) =>
    async (...given) => {
      code = await step(terminal, ...given);
    };
  for (const add of commands) add(program, run);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return complain(error, terminal);
  }
}

/** Expected errors become lines; anything else is a defect and keeps its stack. */
function complain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said what is wrong
  if (error instanceof RequestError) {
    terminal.complain(`${error.message}\n`);
    return 2;
  }
  if (isOfSystem(error)) {
    terminal.complain(`${describeOfSystem(error)}\n`);
    return 2;
  }
  if (!(error instanceof AuthoringError || error instanceof SettingError)) throw error;
  terminal.complain(`${error.message}\n`);
  return 1;
}

function cardsFolderOf({ cards }: CardsOption): string {
  return cards ?? readConfig().cardsDir;
}

type CheckCommandTools = Awaited<ReturnType<Parameters<typeof addCheck>[2]>>;

async function loadCheckTools(cards: string | undefined, options: CardsOption): Promise<CheckCommandTools> {
  const [{ checkCards }, { readCards }, { markChecked }] = await Promise.all([
    import('../library/check/check-cards.js'),
    import('../library/read-guideline.js'),
    import('../library/start/checked-cards.js'),
  ]);
  const { folder, guideline } = chooseCards(cards, cardsFolderOf(options));
  const { guidelines, problems } = readCards(folder);
  if (problems.length === 0) chosen(guidelines, ({ name }) => name, guideline);
  const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
  const check: CheckCommandTools['check'] = (onProgress) => {
    const result = checkCards(folder, { today, onProgress, only: guideline });
    // the service then starts without proving the same folder again
    if (result.problems.length === 0 && guideline === undefined) markChecked(folder);
    return result;
  };
  return { check };
}

async function readGuidelinesToTest(cards: string | undefined, options: CardsOption) {
  const [{ compileGuideline }, { parseRule }, { guidelines }] = await Promise.all([
    import('../core/guideline/compile-guideline.js'),
    import('../core/rules/parse-expression.js'),
    readGuidelinesToPrint(cards, options),
  ]);
  return guidelines.map(({ documents, vignettes, texts }) => ({
    guideline: compileGuideline(documents, parseRule),
    vignettes,
    texts,
  }));
}

/** Decides as the service does: the same guidelines, the same consult, the client of the demo mode. */
async function loadExplainTools(options: CardsOption): Promise<Awaited<ReturnType<Parameters<typeof addExplain>[2]>>> {
  const [
    library,
    { compileGuideline },
    { parseRule },
    { consult },
    { demoClient },
    { subjectOf },
    { readPrefetch },
    { toHookRequest },
    { hookNames },
  ] = await Promise.all([
    import('../library/read-guideline.js'),
    import('../core/guideline/compile-guideline.js'),
    import('../core/rules/parse-expression.js'),
    import('../consult.js'),
    import('../core/contract/client.js'),
    import('../fhir/subject.js'),
    import('../fhir/prefetch.js'),
    import('../http/endpoints/hook-envelope.js'),
    import('../core/contract/hook-request.js'),
  ]);
  const guidelines = library.readGuidelines(cardsFolderOf(options)).map((each) => compileGuideline(each, parseRule));
  const answersOf = async () => ({ kind: 'read', answers: [] }) as const;
  const detail = readConfig().cardDetail;
  return {
    guidelines,
    consult: (request, record, now) =>
      consult(
        { guidelines, gatherRecord: async () => record, attestationsOf: answersOf, now: () => now, newId: randomUUID },
        request,
        { ...demoClient, detail },
      ),
    toHookRequest: (body) => toHookRequest(body, hookNames),
    readPrefetch: (request) => readPrefetch(request).record,
    isAbout: (resource, patientId) => subjectOf(resource, patientId) === 'patient',
  };
}

async function loadExpandTools(options: CardsOption, forSite: boolean) {
  const { openExpansions } = await import('../service/open-expansions.js');
  return openExpansions(cardsFolderOf(options), forSite);
}

/** What `read` makes its readers of. */
async function readGuidelinesWithTexts(options: CardsOption) {
  return (await readGuidelinesToPrint(undefined, options)).guidelines;
}

async function findPlace({ cards }: CardsOption) {
  const { shippedCards } = await import('../library/card-layers.js');
  const { cardsDir } = readConfig();
  // what is installed is nobody's to write in
  return { cardsFolder: cards ?? (cardsDir === shippedCards ? undefined : cardsDir), shippedCards };
}

async function loadClientTools({ file, url, path }: ClientsOptions) {
  const { createClientTools } = await import('../service/client-tools.js');
  const { clientsFile = 'clients.yaml', publicUrl } = readConfig();
  return createClientTools({ clientsFile: file ?? clientsFile, publicUrl: url ?? publicUrl, path });
}

async function readGuidelinesToPrint(cards: string | undefined, options: CardsOption) {
  const [library, { readVignettes }, { readTextSource }, { readSiteChanges }, { readRelease, writeRelease }] =
    await Promise.all([
      import('../library/read-guideline.js'),
      import('../library/check/check-vignettes.js'),
      import('../library/check/check-text-source.js'),
      import('../library/site-changes.js'),
      import('../library/history.js'),
    ]);
  const { folder, guideline } = chooseCards(cards, cardsFolderOf(options));
  const { guidelines, layers, problems } = library.readCards(folder);
  const files = guidelines.map((each) => ({
    each,
    ...readVignettes(layers, each),
    texts: readTextSource(layers, each),
  }));
  const all = [...problems, ...files.flatMap((file) => [...file.problems, ...file.texts.problems])];
  if (all.length > 0) throw new AuthoringError(all);
  return {
    guidelines: chosen(files, ({ each }) => each.name, guideline).map(({ each, vignettes, texts }) => ({
      documents: each.documents,
      vignettes,
      texts,
    })),
    site: readSiteChanges(folder),
    releaseNamed: (id: string, version: string) => readRelease(layers, id, version),
    keep: (id: string, release: Parameters<typeof writeRelease>[2]) => writeRelease(layers, id, release),
  };
}

async function openBacktests() {
  const { backtestTools, openBacktest, openCoverage } = await import('../service/open-backtest.js');
  const tools = backtestTools(versionOfPackage());
  return { backtest: openBacktest(tools), coverage: openCoverage(tools) };
}

async function reportOfStore(query: ReportQuery) {
  const config = readConfig();
  const { dataDir, databaseUrl } = config;
  // a folder that is misspelt must not become a new, empty store
  if (databaseUrl === undefined && !existsSync(dataDir))
    throw new SettingError('DATA_DIR', `there is no folder "${dataDir}"; name the one that the service writes to`);
  const { readReportOfStore } = await import('../service/report-of-store.js');
  return readReportOfStore(config, query);
}

/** The version in package.json, which lies two folders above both src/cli and dist/cli. */
function versionOfPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": *"([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}

/** True when this file is the program that runs, also through the link that npm makes for a `bin`. */
function isProgram(): boolean {
  const [, path] = process.argv;
  return path !== undefined && existsSync(path) && realpathSync(path) === fileURLToPath(import.meta.url);
}

if (isProgram()) process.exitCode = await main(process.argv.slice(2));
