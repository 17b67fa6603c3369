import type { CivilDate } from './civil-date';
import type { ResourceName } from './resource';

/** One value of one day. `value` is canonical decimal text, or `HH:mm` for a time of day. */
export interface DataPoint {
  readonly resource: ResourceName;
  readonly date: CivilDate;
  readonly value: string;
}
