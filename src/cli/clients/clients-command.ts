import type { Command } from 'commander';
import type { Run } from '../terminal/terminal-command.js';
import type { ClientTools } from './clients.js';

/** What every command about clients takes. */
export interface ClientsOptions {
  readonly file?: string;
  readonly url?: string;
  readonly path?: string;
}

const fileOption = ['--file <file>', 'the clients file (default: CLIENTS_FILE, or clients.yaml)'] as const;
const urlOption = [
  '--url <url>',
  'the base URL that clients call (default: PUBLIC_URL, or where the service listens)',
] as const;
const pathOption = ['--path <path>', 'the path that is called (default: the hook)'] as const;

/** Adds `clients new`, `token` and `check`; `toolsFor` loads what reads the clients file, signs and verifies. */
export function addClients(
  program: Command,
  run: Run,
  toolsFor: (options: ClientsOptions) => Promise<ClientTools>,
): void {
  const clients = program
    .command('clients')
    .description('Make a client for tests, sign a token as one, and see why a token is refused.');
  clients
    .command('new')
    .description('Add a client for tests to the clients file, with a key pair beside it.')
    .argument('<name>', 'what logs call it, in kebab-case')
    .option(...fileOption)
    .action(
      run(async (terminal, name: string, options: ClientsOptions) => {
        const [{ runNewClient }, tools] = await Promise.all([import('./clients.js'), toolsFor(options)]);
        return runNewClient(name, { ...tools, terminal });
      }),
    );
  clients
    .command('token')
    .description('Print a token of a client made by `clients new`: good for one call within five minutes.')
    .argument('<name>', 'the client')
    .option(...fileOption)
    .option(...urlOption)
    .option(...pathOption)
    .action(
      run(async (terminal, name: string, options: ClientsOptions) => {
        const tools = await toolsFor(options);
        terminal.write(`${await tools.signToken(name)}\n`);
        return 0;
      }),
    );
  clients
    .command('check')
    .description('Say whether the service would accept a token, and if not, which check fails and what it expects.')
    .argument('<token>', 'the token, or - to read it from standard input')
    .option(...fileOption)
    .option(...urlOption)
    .option(...pathOption)
    .action(
      run(async (terminal, token: string, options: ClientsOptions) => {
        const [{ runCheckToken }, tools] = await Promise.all([import('./clients.js'), toolsFor(options)]);
        return runCheckToken(token, { ...tools, terminal });
      }),
    );
}
