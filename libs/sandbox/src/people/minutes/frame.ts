import { DAY_MS, MINUTE_MS } from '../../calendar/iso-date';
import { fraction, hashText } from '../../numbers/random';
import type { Day } from '../person';
import { Recent } from '../recent';
import { Zone } from '../../calendar/zone';

/** The minutes of the recorded part of a day: 1440 on most days, 1380 or 1500 on days with a clock change. */
export interface MinuteFrame {
  readonly count: number;
  readonly startMs: number;
  /** `count + 1` offsets; the last one belongs to the end of the last minute. */
  readonly offsetSeconds: Int32Array;
  /** The local hour of each minute, 0 to 23. */
  readonly hour: Uint8Array;
  /** How likely each minute is to be an active one, in (0, 1). Groups of ten minutes have similar values. */
  readonly liveliness: Float64Array;
}

/**
 * Clients read a window of ninety days type by type, so the frames of a window are cached. Caching all days would take
 * too much memory.
 */
const frames = new Recent<Day, MinuteFrame>(128, makeFrame);

export function frameOf(day: Day): MinuteFrame {
  return frames.get(day);
}

function makeFrame({ date, timeZone, startMs, endMs }: Day): MinuteFrame {
  const count = Math.max(0, Math.floor((endMs - startMs) / MINUTE_MS));
  const zone = Zone.get(timeZone);
  const seed = hashText(date);
  const offsetSeconds = new Int32Array(count + 1);
  const hour = new Uint8Array(count);
  const liveliness = new Float64Array(count);
  const firstOffset = zone.offsetSecondsAt(startMs);
  const steady = firstOffset === zone.offsetSecondsAt(startMs + count * MINUTE_MS);
  for (let minute = 0; minute <= count; minute += 1) {
    const ms = startMs + minute * MINUTE_MS;
    const offset = steady ? firstOffset : zone.offsetSecondsAt(ms);
    offsetSeconds[minute] = offset;
    if (minute === count) break;
    hour[minute] = Math.floor(((((ms + offset * 1_000) % DAY_MS) + DAY_MS) % DAY_MS) / (60 * MINUTE_MS));
    liveliness[minute] = 0.8 * fraction(seed, Math.floor(minute / 10)) + 0.2 * fraction(seed, minute, 1);
  }
  return { count, startMs, offsetSeconds, hour, liveliness };
}
