import { median, quantile, round } from './statistics';

describe('the statistics of measurements', () => {
  it.each([
    [[], 0],
    [[7], 7],
    [[9, 1, 5], 5],
    [[1, 9, 5, 6], 5.5],
  ])('finds the median of %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it.each([
    [0.5, 50],
    [0.99, 99],
    [0.995, 100],
    [1, 100],
  ])('finds the value that %d of 1 to 100 do not exceed', (share, expected) => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantile(values, share)).toBe(expected);
  });

  it('rounds', () => {
    expect([round(1.005, 1), round(0.333, 2), round(1234.5, 0)]).toEqual([1, 0.33, 1235]);
  });
});
