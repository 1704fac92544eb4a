import { describe, expect, it } from 'vitest';
import { errorCodeOf, failureOf } from '../../src/store/failure.js';

describe('a database error', () => {
  it.each([
    ['locked by another process', { errcode: 5 }, 'busy', 'SQLITE_5'],
    ['locked, with detail', { errcode: 517 }, 'busy', 'SQLITE_5'],
    ['a row that is there already', { errcode: 1555 }, 'data', 'SQLITE_19'],
    ['a full disk', { errcode: 13, code: 'ERR_SQLITE_ERROR' }, 'down', 'SQLITE_13'],
    ['a deadlock', { code: '40P01' }, 'busy', '40P01'],
    ['text that is no UTF-8', { code: '22021' }, 'data', '22021'],
    ['a server that shuts down', { code: '57P01' }, 'down', '57P01'],
    ['a refused connection', { code: 'ECONNREFUSED' }, 'down', 'ECONNREFUSED'],
    ['an error without a code', new TypeError('secret'), 'down', 'TypeError'],
    ['anything else', 'secret', 'down', 'unknown'],
  ])('%s is told by its code alone', (_, error, failure, code) => {
    expect([failureOf(error), errorCodeOf(error)]).toEqual([failure, code]);
  });
});
