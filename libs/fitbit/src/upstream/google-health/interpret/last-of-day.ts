import type { CivilDate } from '../../../model/civil-date';
import { contains } from '../../../model/date-range';
import type { ResourceName } from '../../../model/resource';
import type { AnswerNode } from '../../http/answer-node';
import { civilMoment, civilMomentAt, type CivilMoment } from './civil';
import { numericPoint, type Interpret } from './interpret';

/**
 * Samples. The last one of a civil day is the day's value, as in Fitbit's own series; a daily roll-up would give the
 * average. The service lists the newest first, so of equal times the first one listed counts.
 */
export function interpretLastOfDay(
  payloadKey: string,
  resource: ResourceName,
  valueOf: (payload: AnswerNode) => number,
): Interpret {
  return (points, { window }) => {
    const last = new Map<CivilDate, { readonly order: number; readonly value: number }>();
    for (const point of points) {
      const payload = point.field(payloadKey);
      const value = valueOf(payload);
      const { date, order } = momentOf(payload.field('sampleTime'));
      if (!contains(window, date)) throw payload.malformed('is outside the window');
      const known = last.get(date);
      if (!known || order > known.order) last.set(date, { order, value });
    }
    return [...last].map(([date, { value }]) => numericPoint(resource, date, value));
  };
}

/** ObservationSampleTime: the civil time is an output field and may be missing. */
function momentOf(sampleTime: AnswerNode): CivilMoment {
  const civilTime = sampleTime.optional('civilTime');
  if (civilTime) return civilMoment(civilTime);
  return civilMomentAt(sampleTime.field('physicalTime'), sampleTime.field('utcOffset'));
}
