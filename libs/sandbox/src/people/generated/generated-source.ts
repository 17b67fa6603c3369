import { dayBounds } from '../day-bounds';
import { type DaySource, isRecorded } from '../day-source';
import { epochDayOf, isoDateOf } from '../../calendar/iso-date';
import type { Day, IsoDate } from '../person';
import { Zone } from '../../calendar/zone';
import { heightOn, measurementsOn } from './body';
import { intakeOn } from './intake';
import { movementOn } from './movement';
import { nightOf } from './night';
import { isOnHoliday, isWithoutDevice, timeZoneOn } from './presence';
import type { Traits } from './traits';

/** Whether the device was worn on a day and on the day before. */
interface DeviceUse {
  readonly wearsDevice: boolean;
  readonly woreItBefore: boolean;
}

/** Generates days one at a time. A day only depends on the person's traits and its date. */
export class GeneratedSource implements DaySource {
  private readonly firstDay: number;

  constructor(
    private readonly traits: Traits,
    memberSince: IsoDate,
  ) {
    this.firstDay = epochDayOf(memberSince);
  }

  timeZoneOn(day: number): string {
    return timeZoneOn(this.traits, day);
  }

  day(date: IsoDate): Day | undefined {
    const day = epochDayOf(date);
    if (day < this.firstDay) return undefined;
    const lived = this.live(day, { wearsDevice: this.wears(day), woreItBefore: this.wears(day - 1) });
    return isRecorded(lived) ? lived : undefined;
  }

  late(date: IsoDate): Day | undefined {
    const day = epochDayOf(date);
    return day < this.firstDay ? undefined : this.live(day, { wearsDevice: true, woreItBefore: day > this.firstDay });
  }

  private wears(day: number): boolean {
    return day === this.firstDay || (day > this.firstDay && !isWithoutDevice(this.traits, day));
  }

  private live(day: number, { wearsDevice, woreItBefore }: DeviceUse): Day {
    const { traits } = this;
    const bounds = dayBounds(this, day);
    const timeZone = this.timeZoneOn(day);
    const zones = { before: Zone.get(this.timeZoneOn(day - 1)), on: Zone.get(timeZone) };
    const atHome = !isOnHoliday(traits.seed, day);
    const within = (ms: number): boolean => ms < bounds.endMs;
    const heights = day === this.firstDay ? [heightOn(traits, day, bounds, zones.on)] : [];
    const weighings = atHome ? measurementsOn(traits, day, bounds, zones.on) : [];
    const intake = atHome ? intakeOn(traits, day, bounds, zones.on) : [];
    return {
      date: isoDateOf(day),
      timeZone,
      ...bounds,
      ...(wearsDevice && { movement: movementOn(traits, day, bounds) }),
      sleep: wearsDevice && woreItBefore ? nightOf(traits, day, bounds, zones) : [],
      measurements: [...heights, ...weighings].filter(({ timeMs }) => within(timeMs)),
      intake: intake.filter(({ endMs }) => within(endMs)),
    };
  }
}
