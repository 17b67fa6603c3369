import type { TokenProcess } from './token-process';

/** Where a process may die, in the order in which it gets there. */
export const STEPS = [
  'before the lease',
  'after the lease',
  'before the request',
  'after the answer',
  'before the commit',
  'after the commit',
] as const;
export type Step = (typeof STEPS)[number];

/**
 * Makes the token room of `process` end at a step without a sound: what is under way never comes back and has no further
 * effect, as if the process had been killed. Returns when it is dead.
 */
export function mortal({ storedTokens, upstream }: TokenProcess, dieAt: Step): Promise<'dead'> {
  let tell: (word: 'dead') => void = () => undefined;
  const dead = new Promise<'dead'>((resolve) => (tell = resolve));
  const never = new Promise<never>(() => undefined);
  const at = (step: Step): Promise<void> => {
    if (step !== dieAt) return Promise.resolve();
    tell('dead');
    return never;
  };
  const around = <A extends unknown[], R>(before: Step, work: (...args: A) => Promise<R>, after: Step) => {
    return async (...args: A): Promise<R> => {
      await at(before);
      const result = await work(...args);
      await at(after);
      return result;
    };
  };
  const { oauth } = upstream;
  const [lease, request, commit] = [
    storedTokens.leaseRefresh.bind(storedTokens),
    oauth.refresh.bind(oauth),
    storedTokens.replaceTokens.bind(storedTokens),
  ];
  storedTokens.leaseRefresh = around('before the lease', lease, 'after the lease');
  oauth.refresh = around('before the request', request, 'after the answer');
  storedTokens.replaceTokens = around('before the commit', commit, 'after the commit');
  return dead;
}
