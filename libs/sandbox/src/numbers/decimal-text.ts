/** Canonical decimal text: no exponent, no trailing zeros, no float noise, never `-0`. */
export function decimalText(value: number, fractionDigits: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) throw new RangeError('Only a finite number can be written.');
  const fixed = value.toFixed(fractionDigits);
  const trimmed = fixed.includes('.') ? fixed.replace(/0+$/, '').replace(/\.$/, '') : fixed;
  return trimmed === '-0' ? '0' : trimmed;
}

/**
 * Kilocalories with six digits, as the service sends them. A value close to a half at the third digit is moved away
 * from it: the sum of a day's minutes has to round to the same three digits as the day's total.
 */
export function kcal(value: number): number {
  const micros = Math.round(value * 1e6);
  const onEdge = Math.abs((micros % 1000) - 500) < 10;
  return (onEdge ? micros + 20 : micros) / 1e6;
}
