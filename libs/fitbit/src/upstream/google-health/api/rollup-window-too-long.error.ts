import { RequestRefusedError } from '../../../errors/fitbit.errors';
import type { DateRange } from '../../../model/date-range';

/** The service allows fewer days in one roll-up than the request has, and says how many. */
export class RollupWindowTooLongError extends RequestRefusedError {
  constructor(
    readonly maxDurationDays: number,
    window?: DateRange,
  ) {
    super('INVALID_ROLLUP_QUERY_DURATION', window);
  }
}
