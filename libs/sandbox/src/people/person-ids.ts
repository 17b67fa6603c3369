import { hash } from '../numbers/random';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const IDS = 36n ** 6n;
/** Has no common divisor with {@link IDS}, so that all people of a seed have different ids. */
const STEP = 1_299_709_111n;

/** The ids of a person. They only depend on the person, so they survive restarts and changes of the world's size. */
export interface Identity {
  /** 19 digits, a positive int64. */
  readonly healthUserId: string;
  /** Six characters such as `GGNJL9`. */
  readonly legacyUserId: string;
}

/** @param serial distinguishes the people of one `seed` */
export function identityOf(seed: number, serial: number): Identity {
  const number = Number((BigInt(hash(seed)) + BigInt(serial) * STEP) % IDS);
  const letters = Array.from({ length: 6 }, (_, place) => ALPHABET[Math.floor(number / 36 ** place) % 36]);
  const digits = String(hash(seed, serial) % 1e8).padStart(8, '0');
  return { healthUserId: `1${digits}${String(number).padStart(10, '0')}`, legacyUserId: letters.join('') };
}

/** The first digit of an id, by the kind of record. */
const ID_KIND = { sleep: 1, weight: 2, 'body-fat': 3, height: 4, food: 5, water: 6 } as const;

/** The id of a data point: an int64 as text, unique for a person by kind, day and ordinal. */
export function pointId(personSeed: number, kind: keyof typeof ID_KIND, day: number, ordinal: number): string {
  const own = String(hash(personSeed, day, ID_KIND[kind]) % 1e8).padStart(8, '0');
  return `${ID_KIND[kind]}${String(day).padStart(6, '0')}${String(ordinal).padStart(4, '0')}${own}`;
}
