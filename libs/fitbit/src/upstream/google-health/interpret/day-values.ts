import type { AnswerNode } from '../../http/answer-node';
import { minutes } from './civil';
import type { DayValue } from './rollup-days';

/** A whole number, in a unit of which `perUnit` make one of ours. */
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

/** Minutes at one level. A day lists only the levels that occurred, so a missing one is 0. */
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
