import { decimalText, kcal } from './decimal-text';

describe('canonicalDecimal', () => {
  it.each([
    [8.5, 6, '8.5'],
    [6_739_999.77 / 1e6, 6, '6.74'],
    [1e-7, 6, '0'],
    [-0, 0, '0'],
    [0.1 + 0.2, 3, '0.3'],
    [12_000, 0, '12000'],
  ])('writes %p with %i digits as %s', (value, digits, text) => {
    expect(decimalText(value, digits)).toBe(text);
  });

  it('refuses what is not a number', () => {
    expect(() => decimalText(Number.NaN, 3)).toThrow(RangeError);
  });
});

describe('kcal', () => {
  it('keeps six decimals, and is never close to the middle of two values of three decimals', () => {
    expect(kcal(2_143.409_242_4)).toBe(2_143.409242);
    expect(kcal(100.000_5)).toBe(100.00052);
  });
});
