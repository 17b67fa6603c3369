import type { AnswerNode } from '../../http/answer-node';
import { minutes } from './civil';
import type { DayValue } from './rollup-days';

/** A whole number as it is, or in a larger unit: `perUnit` of them make one. */
export function whole(member: string, perUnit = 1): DayValue {
  return (day) => day.field(member).count() / perUnit;
}

export function amount(member: string): DayValue {
  return (day) => day.field(member).amount();
}

/** A duration in minutes. */
export function duration(member: string): DayValue {
  return (day) => minutes(day.field(member));
}

/** Minutes at one level. A day that exists lists only the levels that occurred, so one that is missing is 0. */
export function activeMinutes(level: 'LIGHT' | 'MODERATE' | 'VIGOROUS'): DayValue {
  return (day) => {
    const listed = day.items('activeMinutesRollupByActivityLevel').filter((item) => levelOf(item) === level);
    if (listed.length > 1) throw day.malformed(`lists ${level} twice`);
    return listed[0]?.field('activeMinutesSum').count() ?? 0;
  };
}

function levelOf(item: AnswerNode): string {
  return item.field('activityLevel').enumName();
}
