import pino from 'pino';
import type { Log } from '../core/contract/log.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** A log of JSON lines on standard output, written in the background; `flush` writes what still waits. */
export function createJsonLog(level: LogLevel): Log & { readonly flush: () => void } {
  const destination = pino.destination({ fd: 1, sync: false });
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    info: (fields) => logger.info(fields),
    warn: (fields) => logger.warn(fields),
    error: (fields) => logger.error(fields),
    flush: () => destination.flushSync(),
  };
}
