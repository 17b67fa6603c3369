/**
 * Splits a whole number by weights (largest remainder): the parts are whole and sum to `total` exactly. Weights that
 * are all zero count as equal.
 */
export function apportion(total: number, weights: ArrayLike<number>): number[] {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += weights[index];
  if (sum <= 0) return sharedEqually(total, weights.length);
  const parts: number[] = new Array<number>(weights.length);
  const remainders: number[] = new Array<number>(weights.length);
  let left = total;
  for (let index = 0; index < weights.length; index += 1) {
    const quota = (total * weights[index]) / sum;
    parts[index] = Math.floor(quota);
    remainders[index] = quota - parts[index];
    left -= parts[index];
  }
  if (left !== 0) giveRest(parts, remainders, left);
  return parts;
}

/** `left` is negative when a quota just below a whole number was rounded up to it. */
function giveRest(parts: number[], remainders: readonly number[], left: number): void {
  const order = parts.map((_, index) => index).sort((a, b) => remainders[b] - remainders[a] || a - b);
  for (let turn = 0; left > 0; turn += 1, left -= 1) parts[order[turn % order.length]] += 1;
  for (; left < 0; left += 1) parts[parts.indexOf(Math.max(...parts))] -= 1;
}

function sharedEqually(total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => cut(total, index + 1, count) - cut(total, index, count));
}

function cut(total: number, index: number, count: number): number {
  return Math.floor((total * index) / count);
}

/**
 * Splits `total` along `sizes`, part by part no greater than its size. Needs `total` ≤ the sum of `sizes`: the cuts of
 * two numbers at the same places can never cross.
 */
export function alongside(total: number, sizes: readonly number[]): number[] {
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  let passed = 0;
  return sizes.map((size) => {
    const from = cut(total, passed, whole);
    passed += size;
    return cut(total, passed, whole) - from;
  });
}
