import type { Day } from '../person';
import { WorldError } from '../world-error';
import type { DayValues } from './points';

/** What the Fitbit Web API tells of a day: zeros where nothing was recorded, weights carried forward. */
export function fitbitWebApiValues(day: Day): DayValues {
  throw new WorldError(
    'not-written-yet',
    `The truth of the Fitbit Web API is not written yet (asked for ${day.date}).`,
  );
}
