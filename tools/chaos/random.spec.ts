import { Random } from './random';

const sequence = (seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: 1_000 }, () => random.between(1, 6));
};

describe('seeded choices', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7)).not.toEqual(sequence(8));
  });

  it('reach every number of a range, and none beyond', () => {
    expect([...new Set(sequence(7))].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('shuffle without losing anything', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const shuffled = new Random(7).shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.sort((a, b) => a - b)).toEqual(items);
  });
});
