import { cycled, type NonEmpty } from '../../numbers/non-empty';
import { Random } from '../../numbers/random';

/** The constant properties of a generated person. */
export interface Traits {
  readonly seed: number;
  readonly displayName: string;
  readonly age: number;
  readonly homeZone: string;
  /** Time zones of the person's trips; empty for people who do not travel. */
  readonly destinations: readonly string[];
  readonly hasAltimeter: boolean;
  readonly hasPhone: boolean;
  readonly sleepType: 'STAGES' | 'CLASSIC';
  readonly stepsPerDay: number;
  readonly strideMillimeters: number;
  readonly basalKcalPerDay: number;
  /** Starts on Sunday. */
  readonly weeklyRhythm: readonly number[];
  readonly weightGrams: number;
  readonly weightGramsPerYear: number;
  readonly heightMillimeters: number;
  readonly bodyFatPercent: number;
  readonly weighing: 'scale' | 'manual' | 'health-connect';
  readonly daysBetweenWeighings: number;
  /** The probability that a day has logs. */
  readonly logsFood: number;
  readonly logsWater: number;
  /** Minutes from midnight, negative for the evening before. */
  readonly bedtimeMinute: number;
  readonly minutesInBed: number;
}

const NAMES: NonEmpty<string> = [
  'Ada',
  'Bela',
  'Chidi',
  'Dana',
  'Emre',
  'Freya',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Kofi',
  'Lena',
];
const ZONES: NonEmpty<string> = [
  'Europe/Berlin',
  'America/New_York',
  'Europe/London',
  'Asia/Tokyo',
  'America/Los_Angeles',
  'Australia/Sydney',
  'Asia/Kolkata',
];

/**
 * The first five people cover every special case, so that a small world has them all. The pattern repeats every five
 * people.
 */
const ROUND = 5;
const [WITHOUT_ALTIMETER, TRAVELLER, WEIGHS_BY_HAND, WITHOUT_PHONE] = [1, 2, 3, 4];

/** @param index 0 for the first person */
export function traitsOf(seed: number, index: number): Traits {
  const random = new Random(seed, index, 0x9e09);
  const turn = index % ROUND;
  const travels = turn === TRAVELLER;
  const byHand = index % (2 * ROUND) === WEIGHS_BY_HAND ? 'health-connect' : 'manual';
  return {
    seed: Math.floor(random.next() * 2 ** 32),
    displayName: cycled(NAMES, index),
    age: random.whole(19, 74),
    homeZone: travels || index === 0 ? ZONES[0] : random.pick(ZONES),
    destinations: travels ? ['America/New_York', 'Asia/Tokyo', 'Europe/London', 'Asia/Kolkata'] : [],
    hasAltimeter: turn !== WITHOUT_ALTIMETER,
    hasPhone: turn !== WITHOUT_PHONE,
    sleepType: turn === WITHOUT_ALTIMETER ? 'CLASSIC' : 'STAGES',
    stepsPerDay: random.between(4_500, 11_500),
    strideMillimeters: random.between(640, 810),
    basalKcalPerDay: random.between(1_250, 1_900),
    weeklyRhythm: Array.from({ length: 7 }, () => random.between(0.7, 1.3)),
    weightGrams: random.between(54_000, 98_000),
    weightGramsPerYear: random.between(-2_500, 2_500),
    heightMillimeters: random.whole(1_540, 1_960),
    bodyFatPercent: random.between(14, 34),
    weighing: turn === WEIGHS_BY_HAND ? byHand : 'scale',
    daysBetweenWeighings: random.whole(2, 5),
    logsFood: index === 0 ? 0.5 : random.pick([0, 0.35, 0.8]),
    logsWater: index === 0 ? 0.6 : random.pick([0, 0.3, 0.7]),
    bedtimeMinute: random.whole(-90, 50),
    minutesInBed: random.whole(410, 510),
  };
}
