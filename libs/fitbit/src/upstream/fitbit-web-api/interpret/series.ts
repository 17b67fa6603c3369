import type { CivilDate } from '../../../model/civil-date';
import type { ResourceName } from '../../../model/resource';
import { dateWithin } from './civil';
import { numericPoint, type Interpret } from './interpret';

/**
 * `value`: the upstream sends 0 for a day without records, and 0 is stored. `no data`: a body cannot weigh 0 kg, so 0 means
 * that nothing was ever logged.
 */
export type ZeroMeans = 'value' | 'no data';

/**
 * A time series: `{"activities-steps":[{"dateTime":"2018-12-26","value":"2504"}]}`. Values are texts with the
 * rounding errors of 32-bit floats; some recordings have numbers. Days that the list lacks have no data.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/activity-timeseries/get-activity-timeseries-by-date-range/
 */
export function interpretSeries(resource: ResourceName, zeroMeans: ZeroMeans): Interpret {
  const listKey = resource.replaceAll('/', '-');
  return (answer, { window }) => {
    const days = new Set<CivilDate>();
    return answer
      .field(listKey)
      .list()
      .map((item) => {
        const date = dateWithin(window, item.field('dateTime'));
        if (days.has(date)) throw item.malformed('is a second value for its day');
        days.add(date);
        return numericPoint(resource, date, item.field('value'));
      })
      .filter(({ value }) => zeroMeans === 'value' || value !== '0');
  };
}
