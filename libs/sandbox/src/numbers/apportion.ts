/**
 * Splits a whole number by weights with the largest remainder method: the parts are whole and add up to `total`.
 * Weights that are all zero count as equal.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum <= 0) return shareEqually(total, weights.length);
  const parts: number[] = [];
  const remainders: number[] = [];
  let left = total;
  for (const weight of weights) {
    const quota = (total * weight) / sum;
    const part = Math.floor(quota);
    parts.push(part);
    remainders.push(quota - part);
    left -= part;
  }
  return left === 0 ? parts : distributeRest(parts, remainders, left);
}

/** `left` is negative if rounding raised a quota to the next whole number. */
function distributeRest(parts: readonly number[], remainders: readonly number[], left: number): number[] {
  const result = [...parts];
  const order = remainders
    .map((remainder, index) => ({ remainder, index }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const change = (index: number, by: number): number => (result[index] = (result[index] ?? 0) + by);
  for (let rest = left; rest > 0; rest -= order.length) for (const { index } of order.slice(0, rest)) change(index, 1);
  for (let rest = left; rest < 0; rest += 1) change(result.indexOf(Math.max(...result)), -1);
  return result;
}

function shareEqually(total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => cut(total, index + 1, count) - cut(total, index, count));
}

function cut(total: number, index: number, count: number): number {
  return Math.floor((total * index) / count);
}

/**
 * Splits `total` along `sizes`, so that no part is greater than its size. `total` must not exceed the sum of `sizes`.
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
