import { WorldError } from '../world-error';

/**
 * Reads a decimal text.
 *
 * @throws WorldError for any other text, or for more digits than the resource has
 */
export function decimalIn(resource: string, value: string, fractionDigits: number): number {
  const [whole, , fraction = ''] = /^\d{1,9}(\.(\d+))?$/.exec(value) ?? [];
  if (whole === undefined) throw badValue(resource, value, 'is not a decimal number of 0 or more');
  if (fraction.length > fractionDigits) {
    throw badValue(resource, value, `has more than ${fractionDigits} digits after the point`);
  }
  return Number(whole);
}

export function badValue(resource: string, value: string | null, complaint: string): WorldError {
  return new WorldError('bad-value', `"${value}" for ${resource} ${complaint}.`);
}
