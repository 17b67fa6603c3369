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

  it('refuses what is no number', () => {
    expect(() => decimalText(Number.NaN, 3)).toThrow(RangeError);
  });
});

describe('kcal', () => {
  it('keeps six digits and never ends near the half of the third', () => {
    expect(kcal(2_143.409_242_4)).toBe(2_143.409242);
    expect(kcal(100.000_5)).toBe(100.00052);
  });
});
