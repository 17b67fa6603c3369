import type { CivilDate } from '../../../model/civil-date';
import type { ResourceName } from '../../../model/resource';
import { dateWithin } from './civil';
import { numericPoint, type Interpret } from './interpret';

/**
 * `value`: the upstream says 0 for a day on which nothing was recorded, and 0 is what is stored. `no data`: a body
 * cannot weigh 0 kg, so 0 says that nothing was ever logged.
 */
export type ZeroMeans = 'value' | 'no data';

/**
 * A time series: `{"activities-steps":[{"dateTime":"2018-12-26","value":"2504"}]}`. Values are texts, with the noise of
 * 32-bit floats; some recordings hold numbers. The list may be empty, or lack days: those have no data.
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
