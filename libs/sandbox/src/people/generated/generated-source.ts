import { dayBounds } from '../day-bounds';
import { type DaySource, isRecorded } from '../day-source';
import { civilDateOf, dayNumber } from '../civil';
import type { CivilDate, Day } from '../person';
import { Zone } from '../zone';
import { heightOn, measurementsOn } from './body';
import { intakeOn } from './intake';
import { movementOn } from './movement';
import { nightOf } from './night';
import { isOnHoliday, isWithoutDevice, timeZoneOn } from './presence';
import type { Traits } from './traits';

/** Days made up one at a time: each follows from the person's traits and its date alone. */
export class GeneratedSource implements DaySource {
  private readonly firstDay: number;

  constructor(
    private readonly traits: Traits,
    memberSince: CivilDate,
  ) {
    this.firstDay = dayNumber(memberSince);
  }

  timeZoneOn(day: number): string {
    return timeZoneOn(this.traits, day);
  }

  day(date: CivilDate): Day | undefined {
    const day = dayNumber(date);
    if (day < this.firstDay) return undefined;
    const lived = this.live(day, this.wears(day), this.wears(day - 1));
    return isRecorded(lived) ? lived : undefined;
  }

  late(date: CivilDate): Day | undefined {
    const day = dayNumber(date);
    return day < this.firstDay ? undefined : this.live(day, true, day > this.firstDay);
  }

  private wears(day: number): boolean {
    return day === this.firstDay || (day > this.firstDay && !isWithoutDevice(this.traits, day));
  }

  private live(day: number, wearsDevice: boolean, woreItBefore: boolean): Day {
    const { traits } = this;
    const bounds = dayBounds(this, day);
    const timeZone = this.timeZoneOn(day);
    const zones = { before: Zone.of(this.timeZoneOn(day - 1)), on: Zone.of(timeZone) };
    const atHome = !isOnHoliday(traits.seed, day);
    const within = (ms: number): boolean => ms < bounds.endMs;
    const heights = day === this.firstDay ? [heightOn(traits, day, bounds, zones.on)] : [];
    const weighings = atHome ? measurementsOn(traits, day, bounds, zones.on) : [];
    const intake = atHome ? intakeOn(traits, day, bounds, zones.on) : [];
    return {
      date: civilDateOf(day),
      timeZone,
      ...bounds,
      ...(wearsDevice && { movement: movementOn(traits, day, bounds) }),
      sleep: wearsDevice && woreItBefore ? nightOf(traits, day, bounds, zones) : [],
      measurements: [...heights, ...weighings].filter(({ timeMs }) => within(timeMs)),
      intake: intake.filter(({ endMs }) => within(endMs)),
    };
  }
}
