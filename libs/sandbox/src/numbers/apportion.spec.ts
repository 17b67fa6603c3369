import * as fc from 'fast-check';
import { alongside, apportion } from './apportion';
import { itemAt } from '../../spec-support/items';

const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);

describe('apportion', () => {
  it('returns whole parts that sum to the total, for any weights', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), weights, (total, given) => {
        const parts = apportion(total, given);
        expect(sum(parts)).toBe(total);
        expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
      }),
    );
  });

  it('returns exactly the weights when they sum to the total', () => {
    const shares = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 24 });
    fc.assert(fc.property(shares, (weights) => expect(apportion(sum(weights), weights)).toEqual(weights)));
  });

  it('shares equally when all weights are 0', () => {
    expect(apportion(7, [0, 0, 0])).toEqual([2, 2, 3]);
  });
});

describe('alongside', () => {
  it('never exceeds the size of a part', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const total = Math.floor(sum(given) * share);
        const parts = alongside(total, given);
        expect(sum(parts)).toBe(total);
        expect(parts.every((part, index) => part >= 0 && part <= itemAt(given, index))).toBe(true);
      }),
    );
  });
});
