/**
 * A decimal as the series write it: shortest text of a 32-bit float, as in `"1892.7099609375"`; without its noise when
 * `noise` is off (reference §5.1).
 */
export function seriesText(value: number, noise: boolean): string {
  if (Number.isInteger(value)) return String(value);
  return noise ? String(Math.fround(value)) : String(Number(value.toFixed(6)));
}

/** Liquids keep a digit behind the point: `"0.0"`. */
export function liquidText(value: number, noise: boolean): string {
  const text = seriesText(value, noise);
  return text.includes('.') ? text : `${text}.0`;
}
