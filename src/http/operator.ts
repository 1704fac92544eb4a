import type { IncomingMessage } from 'node:http';

/** Whether a request comes from a person whom the site's own proxy has signed in. */
export type IsOperator = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => boolean;

/** How a proxy says who is signed in. */
export interface OperatorSetting {
  /** name of the header that holds the person, in lower case */
  readonly header: string;
  /** addresses of the proxies that are believed */
  readonly proxies: readonly string[];
}

/** Believes the header of a listed proxy and nobody else's; without a setting nobody is an operator. */
export function createOperatorCheck(setting: OperatorSetting | undefined): IsOperator {
  if (setting === undefined) return () => false;
  const proxies = new Set(setting.proxies.map(plainAddress));
  return ({ headers, socket }) => {
    const person = headers[setting.header];
    return typeof person === 'string' && person.trim() !== '' && proxies.has(plainAddress(socket.remoteAddress ?? ''));
  };
}

/** An address of version 4 is the same behind the prefix by which a socket for both versions shows it. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
