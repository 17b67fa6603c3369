import type { DayBounds } from '../day-bounds';
import { MINUTE_MS } from '../../calendar/iso-date';
import { pointId } from '../person-ids';
import type { RecordedSleep } from '../person';
import { Random } from '../../numbers/random';
import type { SleepMinutes } from '../sleep/sleep-minutes';
import { sessionOf } from '../sleep/session';
import { type Zone } from '../../calendar/zone';
import type { Traits } from './traits';

const STREAM = 31;

/** The time zones of the day before the night and of the day after it. */
export interface NightZones {
  readonly before: Zone;
  readonly on: Zone;
}

interface Rest {
  readonly startMs: number;
  readonly minutes: SleepMinutes;
  readonly mainSleep: boolean;
}

/** The sessions that end on a civil day: the night, sometimes in two parts, and sometimes a nap. */
export function nightOf(traits: Traits, day: number, bounds: DayBounds, zones: NightZones): RecordedSleep[] {
  const random = new Random(traits.seed, STREAM, day);
  const weekend = [0, 6].includes((day + 4) % 7) ? 45 : 0;
  const bedtimeMs = bounds.startMs + Math.round(traits.bedtimeMinute + weekend + 35 * random.normal()) * MINUTE_MS;
  const inBed = Math.round(traits.minutesInBed + weekend / 2 + 40 * random.normal());
  return restsOf(traits, bedtimeMs, inBed, bounds, random)
    .filter(({ startMs, minutes }) => startMs + minutes.inBed * MINUTE_MS < bounds.endMs)
    .map((rest, ordinal) => asSession(traits, day, ordinal, rest, bounds, zones));
}

/** There are no naps after a night in two parts, which may last until noon, nor on a day that a flight shortens. */
function restsOf(traits: Traits, bedtimeMs: number, inBed: number, bounds: DayBounds, random: Random): Rest[] {
  if (random.chance(0.04)) return splitNight(traits, bedtimeMs, inBed, random);
  const night = wholeNight(traits, bedtimeMs, inBed, random);
  const naps = random.chance(0.08) && bounds.endMs - bounds.startMs > 22 * 60 * MINUTE_MS;
  return naps ? [...night, napOf(traits, bounds, random)] : night;
}

function wholeNight(traits: Traits, startMs: number, inBed: number, random: Random): Rest[] {
  return [{ startMs, minutes: restOf(traits, inBed, random), mainSleep: true }];
}

/**
 * The person wakes up after the first third and sleeps again about an hour later. The first part always ends after
 * midnight.
 */
function splitNight(traits: Traits, startMs: number, inBed: number, random: Random): Rest[] {
  const first = Math.max(Math.round(inBed * 0.4), 240);
  const secondMs = startMs + (first + random.whole(45, 80)) * MINUTE_MS;
  const second = inBed - first + 60;
  return [
    { startMs, minutes: restOf(traits, first, random), mainSleep: first >= second },
    { startMs: secondMs, minutes: restOf(traits, second, random), mainSleep: second > first },
  ];
}

function napOf(traits: Traits, { startMs }: DayBounds, random: Random): Rest {
  const napMs = startMs + random.whole(13 * 60, 15 * 60) * MINUTE_MS;
  return { startMs: napMs, minutes: restOf(traits, random.whole(20, 110), random), mainSleep: false };
}

/** Watches do not record the time to fall asleep; older trackers do. */
function restOf(traits: Traits, inBed: number, random: Random): SleepMinutes {
  const classic = traits.sleepType === 'CLASSIC';
  const toFallAsleep = classic && inBed > 120 && random.chance(0.3) ? random.whole(1, 14) : 0;
  const afterWakeUp = classic && inBed > 120 && random.chance(0.25) ? random.whole(1, 9) : 0;
  const edges = (toFallAsleep > 0 ? 1 : 0) + (afterWakeUp > 0 ? 1 : 0);
  const awake = Math.round((inBed - toFallAsleep - afterWakeUp) * random.between(0.01, 0.14));
  const least = !classic && awake > 0 ? 1 : 0;
  const wakes = Math.min(awake, Math.max(least, Math.round(random.between(0, classic ? 3 : 9))));
  const asleep = inBed - toFallAsleep - afterWakeUp - awake;
  return { inBed, asleep, awake, toFallAsleep, afterWakeUp, awakenings: edges + wakes };
}

function asSession(
  { seed, sleepType }: Traits,
  day: number,
  ordinal: number,
  { startMs, minutes, mainSleep }: Rest,
  bounds: DayBounds,
  { before, on }: NightZones,
): RecordedSleep {
  const endMs = startMs + minutes.inBed * MINUTE_MS;
  const frame = {
    id: pointId(seed, 'sleep', day, ordinal),
    startMs,
    startUtcOffsetSeconds: (startMs < bounds.startMs ? before : on).offsetSecondsAt(startMs),
    endUtcOffsetSeconds: on.offsetSecondsAt(endMs),
    type: minutes.inBed < 180 ? ('CLASSIC' as const) : sleepType,
    mainSleep,
  };
  return sessionOf(frame, minutes);
}
