import type { DataType } from '../data-types/data-type';
import { invalid } from '../errors/errors';

/** Resource names contain the numeric user id, although parents refuse it. */
export function nameOf(healthUserId: string, type: DataType, id: string): string {
  return `users/${healthUserId}/dataTypes/${type.id}/dataPoints/${id}`;
}

/** @throws GoogleError `INVALID_DATA_POINT_NAME` for an id that neither the service nor a client could have assigned */
export function checkPointId(id: string): void {
  if (/^\d{1,20}$|^[a-z0-9-]{4,63}$/.test(id)) return;
  throw invalid('INVALID_DATA_POINT_NAME', 'The data point name is invalid.', [
    { field: 'name', description: 'The data point name is invalid.' },
  ]);
}
