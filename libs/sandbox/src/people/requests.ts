import type { DataType } from './data-type';
import type { IsoDate } from './person';

/** One day of one person that reads differently now, and the data types that changed. */
export interface Change {
  readonly date: IsoDate;
  readonly types: readonly DataType[];
}

export interface SyncRequest {
  /** Past days that arrive late or are restated with this sync. */
  readonly dates?: readonly IsoDate[];
  /** Restates only these types of `dates`; movement and sleep when absent. */
  readonly types?: readonly DataType[];
  /**
   * What the device's clock shows, where it is ahead by a day or more: all that it brings stands under that day, and so
   * does the sync. Not together with the others.
   */
  readonly deviceTime?: Date;
}

export interface EditRequest {
  readonly resource: string;
  readonly date: IsoDate;
  /** Decimal text in the resource's unit, `HH:mm` for `sleep/startTime`; `null` removes. */
  readonly value: string | null;
}
