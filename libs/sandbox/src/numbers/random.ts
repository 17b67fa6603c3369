import { cycled, type NonEmpty } from './non-empty';

/** Resolved once, because test runners make access to globals expensive. */
const { imul } = Math;

/** Mixes whole numbers into 32 bits, with the finalizer of MurmurHash3 after each. */
export function hash(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = imul(state ^ (part | 0), 0x85ebca6b);
    state ^= state >>> 13;
    state = imul(state, 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** Mixes text into 32 bits (FNV-1a). */
export function hashText(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return hash(state);
}

/** A number in [0, 1) that only depends on `parts`. */
export function fraction(...parts: readonly number[]): number {
  return hash(...parts) / 4_294_967_296;
}

/** A stream of numbers that only depends on the parts it is created from (mulberry32). */
export class Random {
  private state: number;

  constructor(...parts: readonly number[]) {
    this.state = hash(...parts);
  }

  /** A number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number; both bounds are included. */
  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next());
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: NonEmpty<T>): T {
    return cycled(choices, this.whole(0, choices.length - 1));
  }

  /**
   * Around 0, mostly within ±1, never beyond ±2. The sum of three uniform numbers approximates a normal distribution.
   */
  normal(): number {
    return ((this.next() + this.next() + this.next()) * 4) / 3 - 2;
  }
}
