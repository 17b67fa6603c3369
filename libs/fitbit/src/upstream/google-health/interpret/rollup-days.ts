import { dayNumber, type CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { contains, type DateRange } from '../../../model/date-range';
import type { ResourceName } from '../../../model/resource';
import type { AnswerNode } from '../../http/answer-node';
import { civilDate } from './civil';
import { numericPoint, type Interpret } from './interpret';

/** The value of one day in the resource's unit; `undefined` when the day's point does not contain it. */
export type DayValue = (payload: AnswerNode) => number | undefined;

/** DailyRollupDataPoint: one per civil day with data, with the value below the key of its type. */
export function interpretRollupDays(payloadKey: string, values: ReadonlyMap<ResourceName, DayValue>): Interpret {
  return (points, { resources, window }) => {
    const days = new Set<CivilDate>();
    return points.flatMap((point) => {
      const date = dayOf(point, window);
      if (days.has(date)) throw point.malformed('is a second point for its day');
      days.add(date);
      const payload = point.field(payloadKey);
      return resources.flatMap((resource): DataPoint[] => {
        const value = values.get(resource)?.(payload);
        return value === undefined ? [] : [numericPoint(resource, date, value)];
      });
    });
  };
}

function dayOf(point: AnswerNode, window: DateRange): CivilDate {
  const start = point.field('civilStartTime').field('date');
  const date = civilDate(start);
  if (!contains(window, date)) throw start.malformed('is outside the window');
  const end = point.optional('civilEndTime')?.field('date');
  const endDate = end ? civilDate(end) : date;
  if (endDate < date || dayNumber(endDate) - dayNumber(date) > 1) throw point.malformed('is not one day');
  return date;
}
