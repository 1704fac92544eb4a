import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ConsultRecord } from '../../src/core/contract/consult-record.js';
import type { Feedback } from '../../src/core/contract/feedback.js';
import { openStore, type StoreOptions } from '../../src/store/open-store.js';
import { sender, usualOptions } from './records.js';

/**
 * An instance to be killed: told where its store is, it takes `{feedback}` and `{consults}` over HTTP and tells its
 * port. Feedback is acknowledged (200) when the store says that it is stored.
 */
process.once('message', (place: Pick<StoreOptions, 'dataDir' | 'databaseUrl'>) => void serve(place));
process.once('disconnect', () => process.exit());
process.send?.('loaded');

async function serve(place: Pick<StoreOptions, 'dataDir' | 'databaseUrl'>): Promise<void> {
  const store = await openStore({ ...usualOptions, ...place });
  const server = createServer(async (request, response) => {
    const { feedback, consults } = await readBody(request);
    store.saveConsults(consults);
    const result = await store.saveFeedback(feedback, sender);
    response.writeHead(result.kind === 'stored' ? 200 : 503).end();
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') process.send?.(address?.port);
  });
}

interface Body {
  readonly feedback: readonly Feedback[];
  readonly consults: readonly ConsultRecord[];
}

async function readBody(request: IncomingMessage): Promise<Body> {
  return JSON.parse(await text(request));
}
