import type { IsoDate } from '../../people/person';
import type { Call } from '../routes';
import { readDate } from './dates';

/**
 * A date in the path where the documentation only mentions dates. The switch `todayInPlainDates` decides whether
 * `today` is accepted.
 *
 * @throws FitbitWebApiError
 */
export function readPlainDate(
  { params, service, today }: Call,
  name: 'date' | 'from' | 'to',
  fieldName: string,
): IsoDate {
  return readDate(params[name], fieldName, service.switches.todayInPlainDates ? today : undefined);
}
