import { fileURLToPath } from 'node:url';
import { shownPath } from '../library/card-layers.js';
import { serviceId } from './describe.js';
import type { WorkerStart } from './workers.js';

/** Comes with the program, wherever it is started from. */
const exampleRequest = fileURLToPath(
  new URL('../../fhir-fixtures/requests/lumbar-mri-saddle-numbness.json', import.meta.url),
);

/** What a person who started the service wants to know, with a call that can be pasted; the log has it as JSON. */
export async function startBanner({ mode, url }: WorkerStart, clientsFile: string | undefined): Promise<string> {
  const rules =
    mode === 'demo'
      ? 'demo: no authentication, any web origin, ratings in both places; do not send real patient data'
      : 'registered: only the clients of the clients file are let in';
  const call = clientsFile === undefined ? curl(url, '') : await curlAsClient(url, clientsFile);
  return `spine-imaging-cds\n  mode       ${rules}\n  pages      ${url}/\n  discovery  ${url}/cds-services\n  try it     ${call}\n`;
}

/** With a token of a client whose private key is here; without one, how to make such a client. */
async function curlAsClient(url: string, clientsFile: string): Promise<string> {
  const { findTestClient } = await import('../library/test-clients.js');
  const name = findTestClient(clientsFile);
  const file = `--file ${quoted(clientsFile)}`;
  if (name === undefined)
    return `npx spine-imaging-cds clients new try-it ${file}, then start again: it makes a client whose key is here`;
  const token = `$(npx spine-imaging-cds clients token ${name} ${file} --url ${url})`;
  return curl(url, ` \\\n    -H "Authorization: Bearer ${token}"`);
}

function curl(url: string, authorization: string): string {
  const data = `-H 'Content-Type: application/json' --data @${quoted(shownPath(exampleRequest))}`;
  return `curl -s -X POST ${url}/cds-services/${serviceId}${authorization} \\\n    ${data}`;
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
