import { readFileSync } from 'node:fs';
import { printable, type Terminal } from '../terminal/terminal.js';

/** What the commands about clients are made of. */
export interface ClientTools {
  readonly add: (name: string) => Promise<{
    readonly clientsFile: string;
    readonly publicKeys: string;
    readonly privateKey: string;
  }>;
  readonly signToken: (name: string) => Promise<string>;
  readonly checkToken: (token: string) => Promise<Verdict>;
}

type Verdict =
  | { readonly kind: 'accepted'; readonly client: string; readonly address: string }
  | {
      readonly kind: 'refused';
      readonly client: string | undefined;
      readonly reason: string;
      readonly given: string;
      readonly expected: string;
    };

type Tools = ClientTools & { readonly terminal: Terminal };

/** Makes a client for tests and says what was written; answers the exit code 0. */
export async function runNewClient(name: string, { add, terminal }: Tools): Promise<number> {
  const { clientsFile, publicKeys, privateKey } = await add(name);
  terminal.write(`${clientsFile}   entry "${name}"\n${publicKeys}   public key\n`);
  terminal.write(`${privateKey}   private key: whoever has it is "${name}"; for tests only\n`);
  terminal.write(`\nNext: CLIENTS_FILE=${clientsFile} and a start; it prints a call that this client may make.\n`);
  return 0;
}

/** Prints which check refuses a token; answers the exit code: 0 when none does, else 1. */
export async function runCheckToken(token: string, { checkToken, terminal }: Tools): Promise<number> {
  const text = (token === '-' ? readFileSync(0, 'utf8') : token).trim().replace(/^Bearer +/i, '');
  const verdict = await checkToken(text);
  if (verdict.kind === 'accepted') {
    terminal.write(`accepted: client ${verdict.client} may call ${verdict.address}\n`);
    terminal.write('Whether the token was used before is not looked up here; it is not used up either.\n');
    return 0;
  }
  const { client, reason, given, expected } = verdict;
  terminal.write(`refused: ${reason}${client === undefined ? '' : `, client ${client}`}\n`);
  terminal.write(`  given     ${printable(given)}\n  expected  ${printable(expected)}\n`);
  return 1;
}
