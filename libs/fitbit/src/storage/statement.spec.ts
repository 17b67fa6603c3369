import type { EntityManager } from 'typeorm';
import { statement } from './statement';

describe('statement', () => {
  const asked: unknown[][] = [];
  const query: EntityManager['query'] = <T>(...call: unknown[]) => {
    asked.push(call);
    return Promise.resolve('rows' as T);
  };
  beforeEach(() => asked.splice(0));

  it('numbers the names in the order in which they first appear, and repeats the number of a repeated name', async () => {
    const find = statement<{ id: string; days: string[] }, string>(
      'SELECT :days::date[] FROM t WHERE id = :id AND :days::date[] <> $$::$$',
    );
    expect(await find({ query }, { id: 'a', days: ['2026-01-01'] })).toBe('rows');
    expect(asked).toEqual([['SELECT $1::date[] FROM t WHERE id = $2 AND $1::date[] <> $$::$$', [['2026-01-01'], 'a']]]);
  });

  it('passes null and undefined on, and refuses to run without a value', async () => {
    const find = statement<{ from?: string | null | undefined }, string>('SELECT :from');
    await find({ query }, { from: null });
    await find({ query }, { from: undefined });
    expect(asked).toEqual([
      ['SELECT $1', [null]],
      ['SELECT $1', [undefined]],
    ]);
    expect(() => find({ query }, {})).toThrow('no value for its parameter :from');
  });
});
