import { apportion } from '../../numbers/apportion';

/** The activity levels that a summary gives distances for, with their speed relative to light activity. */
const LEVELS = [
  ['veryActive', 'minutesVeryActive', 4],
  ['moderatelyActive', 'minutesFairlyActive', 2],
  ['lightlyActive', 'minutesLightlyActive', 1],
] as const;

type Minutes = Readonly<Record<(typeof LEVELS)[number][1], number>>;

/** Kilometres by level, which add up to the total. People have no such data, so it is derived from the minutes. */
export function distancesByLevel(total: number, minutes: Minutes): [activity: string, kilometers: number][] {
  const weights = LEVELS.map(([, name, pace]) => minutes[name] * pace);
  const parts = apportion(Math.round(total * 100), weights);
  return LEVELS.map(([activity], index) => [activity, (parts[index] ?? 0) / 100]);
}
