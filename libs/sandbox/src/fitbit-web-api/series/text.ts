/**
 * A decimal as the series contain it: the shortest text of a 32-bit float, for example `"1892.7099609375"`. Without
 * `noise` it is rounded to six digits.
 */
export function seriesText(value: number, noise: boolean): string {
  if (Number.isInteger(value)) return String(value);
  return noise ? String(Math.fround(value)) : String(Number(value.toFixed(6)));
}

/** Liquids have at least one decimal digit: `"0.0"`. */
export function liquidText(value: number, noise: boolean): string {
  const text = seriesText(value, noise);
  return text.includes('.') ? text : `${text}.0`;
}
