import { describe, expect, it } from 'vitest';
import type { AppParts } from '../../src/app.js';
import { RequestError } from '../../src/errors.js';
import { hookRequest, post, startTestApp } from './test-app.js';

/** Answers one hook call and gives what was counted as shed. */
async function shedBy(changes: Partial<AppParts>): Promise<readonly [number, readonly string[]]> {
  const counted: string[] = [];
  const metrics: AppParts['metrics'] = {
    countRequest: () => undefined,
    countLaunch: () => undefined,
    countShed: (reason) => counted.push(reason),
    write: () => Promise.resolve(''),
    contentType: 'text/plain',
  };
  const app = await startTestApp({ metrics, ...changes });
  const { status } = await post(app.hookUrl, hookRequest());
  await app.close();
  return [status, counted];
}

describe('a call that is shed', () => {
  it('for overload is counted', async () => {
    expect(await shedBy({ admit: () => ({ kind: 'shed', retryAfterSeconds: 1 }) })).toEqual([503, ['overload']]);
    expect(await shedBy({ isLate: () => true })).toEqual([503, ['overload']]);
    const bodies = () => ({ take: () => false, close: () => undefined });
    expect(await shedBy({ bodies })).toEqual([503, ['overload']]);
  });

  it('for its client’s rate is counted', async () => {
    const exhausted = new RequestError({ code: 'precondition', status: 429, message: 'more calls than agreed' });
    expect(await shedBy({ verifyClient: () => Promise.reject(exhausted) })).toEqual([429, ['rate-limit']]);
  });

  it('is the only kind that is', async () => {
    expect(await shedBy({})).toEqual([200, []]);
  });
});
