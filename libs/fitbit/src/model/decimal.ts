/**
 * Canonical decimal text: no exponent, no trailing zeros, no floating-point noise, never `-0`. `fractionDigits` is the
 * resource's fixed precision, so that every way of reading the same day gives the same text.
 *
 * @throws RangeError when `value` is not finite or has an absolute value of 1e15 or more.
 */
export function canonicalDecimal(value: number, fractionDigits: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) {
    throw new RangeError('A stored value must be a finite number below 1e15.');
  }
  const fixed = value.toFixed(fractionDigits);
  const trimmed = fixed.includes('.') ? fixed.replace(/0+$/, '').replace(/\.$/, '') : fixed;
  return trimmed === '-0' ? '0' : trimmed;
}
