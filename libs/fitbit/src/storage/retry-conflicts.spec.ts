import { QueryFailedError } from 'typeorm';
import { retryConflicts, UNIQUE_VIOLATION } from './retry-conflicts';

const failed = (code: string) => new QueryFailedError('UPDATE', [], Object.assign(new Error(code), { code }));

describe('a transaction that conflicts with another one', () => {
  /** Fails with these errors, one after the other. @returns what came of it and how often it was run */
  async function run(errors: readonly Error[], ...more: string[]): Promise<[unknown, number]> {
    let runs = 0;
    const transaction = () => {
      const error = errors[runs++];
      return error ? Promise.reject(error) : Promise.resolve('done');
    };
    const outcome = await retryConflicts(transaction, ...more).catch((error: Error) => error.message);
    return [outcome, runs];
  }

  it.each(['40P01', '40001'])('is run again after %s', async (code) => {
    expect(await run([failed(code), failed(code)])).toEqual(['done', 3]);
  });

  it('fails for good at the sixth attempt', async () => {
    expect(await run(Array.from({ length: 9 }, () => failed('40P01')))).toEqual(['40P01', 6]);
  });

  it('is run again after another error only if the caller says so', async () => {
    expect(await run([failed(UNIQUE_VIOLATION)])).toEqual([UNIQUE_VIOLATION, 1]);
    expect(await run([failed(UNIQUE_VIOLATION)], UNIQUE_VIOLATION)).toEqual(['done', 2]);
    expect(await run([new Error('no connection')])).toEqual(['no connection', 1]);
  });
});
