import { Temporal } from 'temporal-polyfill';
import type { NonEmpty } from '../numbers/non-empty';
import { DAY_MS, isoDateOf, MINUTE_MS } from './iso-date';
import type { IsoDate } from '../people/person';

interface Stretch {
  readonly fromMs: number;
  readonly offsetSeconds: number;
}

const zones = new Map<string, Zone>();

/**
 * The UTC offsets of one IANA zone, cached per year. Computing each offset from the calendar library would take
 * seconds.
 */
export class Zone {
  private readonly years = new Map<number, NonEmpty<Stretch>>();

  private constructor(readonly name: string) {}

  /** @throws RangeError for a zone that this runtime does not know. */
  static get(name: string): Zone {
    let zone = zones.get(name);
    if (!zone) {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
      zone = new Zone(name);
      zones.set(name, zone);
    }
    return zone;
  }

  offsetSecondsAt(ms: number): number {
    return this.stretchAt(ms).offsetSeconds;
  }

  /** The civil day at `ms`, in days since 1970-01-01. */
  dayAt(ms: number): number {
    return Math.floor((ms + this.offsetSecondsAt(ms) * 1000) / DAY_MS);
  }

  dateAt(ms: number): IsoDate {
    return isoDateOf(this.dayAt(ms));
  }

  /** Local time as `HH:mm`. */
  timeAt(ms: number): string {
    return new Date(ms + this.offsetSecondsAt(ms) * 1000).toISOString().slice(11, 16);
  }

  /** The first instant of a civil day, even if clocks skip midnight. */
  startOfDayMs(day: number): number {
    return this.instantOf(day, 0);
  }

  /** The instant of a local time: the earlier one if it occurs twice, the end of the gap if clocks skip it. */
  instantOf(day: number, minuteOfDay: number): number {
    const localMs = day * DAY_MS + minuteOfDay * MINUTE_MS;
    const before = this.offsetSecondsAt(localMs - DAY_MS);
    const after = this.offsetSecondsAt(localMs + DAY_MS);
    const early = localMs - before * 1000;
    if (before === after || this.offsetSecondsAt(early) === before) return early;
    const late = localMs - after * 1000;
    return this.offsetSecondsAt(late) === after ? late : this.stretchAt(early).fromMs;
  }

  private stretchAt(ms: number): Stretch {
    const year = new Date(ms).getUTCFullYear();
    let stretches = this.years.get(year);
    if (!stretches) {
      stretches = this.stretchesOf(year);
      this.years.set(year, stretches);
    }
    return stretches.findLast(({ fromMs }) => fromMs <= ms) ?? stretches[0];
  }

  private stretchesOf(year: number): NonEmpty<Stretch> {
    const endMs = Date.UTC(year + 1, 0, 1);
    const start = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1)).toZonedDateTimeISO(this.name);
    const stretches: [Stretch, ...Stretch[]] = [stretchFrom(start)];
    let transition = start.getTimeZoneTransition('next');
    while (transition && transition.epochMilliseconds < endMs) {
      stretches.push(stretchFrom(transition));
      transition = transition.getTimeZoneTransition('next');
    }
    return stretches;
  }
}

function stretchFrom({ epochMilliseconds, offsetNanoseconds }: Temporal.ZonedDateTime): Stretch {
  return { fromMs: epochMilliseconds, offsetSeconds: offsetNanoseconds / 1e9 };
}
