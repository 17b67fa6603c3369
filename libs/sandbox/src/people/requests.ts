import type { DataType } from './data-type';
import type { IsoDate } from './person';

/** One day of one person that changed, and the changed data types. */
export interface Change {
  readonly date: IsoDate;
  readonly types: readonly DataType[];
}

export interface SyncRequest {
  /** Past days that arrive late, or are restated, with this sync. */
  readonly dates?: readonly IsoDate[];
  /** The types of `dates` to restate; movement and sleep by default. */
  readonly types?: readonly DataType[];
  /**
   * The time that the device's clock shows, if it is a day or more ahead. The sync and its records are dated with it.
   * Cannot be combined with the other members.
   */
  readonly deviceTime?: Date;
}

export interface EditRequest {
  readonly resource: string;
  readonly date: IsoDate;
  /** Decimal text in the resource's unit, or `HH:mm` for `sleep/startTime`. `null` removes the value. */
  readonly value: string | null;
}
