import type { IncomingMessage } from 'node:http';
import { type ParsedUrlQuery, parse } from 'node:querystring';

/** The parameters of a request's query, decoded; one that is given more than once is a list. */
export function queryOf({ url = '' }: IncomingMessage): ParsedUrlQuery {
  const start = url.indexOf('?');
  return start === -1 ? {} : parse(url.slice(start + 1));
}
