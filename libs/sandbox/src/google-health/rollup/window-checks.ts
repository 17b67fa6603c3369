import { DAY_MS } from '../../calendar/iso-date';
import { invalid } from '../errors/errors';

/** The range and the windows of a rollup, in physical or civil milliseconds. */
export interface Windows {
  readonly startMs: number;
  readonly endMs: number;
  readonly windowMs: number;
}

export function countOf({ startMs, endMs, windowMs }: Windows): number {
  return Math.ceil((endMs - startMs) / windowMs);
}

/** Windows start at the start of the range. The last one ends with the range. */
export function windowAt({ startMs, endMs, windowMs }: Windows, index: number): { startMs: number; endMs: number } {
  const windowStartMs = startMs + index * windowMs;
  return { startMs: windowStartMs, endMs: Math.min(windowStartMs + windowMs, endMs) };
}

/** @throws GoogleError `INVALID_TIME_RANGE` */
export function checkRange({ startMs, endMs }: Windows): void {
  if (startMs < endMs) return;
  throw invalid('INVALID_TIME_RANGE', 'The start of the range must be strictly earlier than its end.');
}

/**
 * Checks the upper limit: neither the range nor page size × window may exceed the cap of the type, even for a short
 * range. Without a page size, `assumed` applies, or else the number of windows.
 *
 * @throws GoogleError `INVALID_ROLLUP_QUERY_DURATION` with `metadata.maxDurationDays`
 */
export function checkDuration(windows: Windows, pageSize: number | undefined, capDays: number, assumed?: number): void {
  const capMs = capDays * DAY_MS;
  const pageMs = (pageSize ?? assumed ?? countOf(windows)) * windows.windowMs;
  if (windows.endMs - windows.startMs <= capMs && pageMs <= capMs) return;
  const message = `The requested duration, or page_size times the window, exceeds the maximum of ${capDays} days.`;
  throw invalid('INVALID_ROLLUP_QUERY_DURATION', message, [], { maxDurationDays: String(capDays) });
}

/**
 * Checks the lower limit, which only daily rollups have.
 *
 * @throws GoogleError with `INVALID_DATA_POINT_NAME`, the reason that was measured
 */
export function checkFloor(windows: Windows, pageSize: number | undefined): void {
  const count = countOf(windows);
  if (pageSize === undefined || pageSize >= count) return;
  const days = windows.windowMs / DAY_MS;
  const message =
    `page_size (${pageSize}) is too small. Must be at least ${count} to cover the requested range with a ` +
    `window_size_days of ${days}.`;
  throw invalid('INVALID_DATA_POINT_NAME', message);
}
