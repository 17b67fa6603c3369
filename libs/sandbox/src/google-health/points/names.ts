import type { DataType } from '../data-types/data-type';
import { invalid } from '../errors/errors';

/** Resource names carry the numeric user id, although parents refuse it (reference §5.3). */
export function nameOf(healthUserId: string, type: DataType, id: string): string {
  return `users/${healthUserId}/dataTypes/${type.id}/dataPoints/${id}`;
}

/** @throws GoogleError `INVALID_DATA_POINT_NAME` for what can be neither the service's id nor a client's */
export function checkPointId(id: string): void {
  if (/^\d{1,20}$|^[a-z0-9-]{4,63}$/.test(id)) return;
  throw invalid('INVALID_DATA_POINT_NAME', 'The data point name is invalid.', [
    { field: 'name', description: 'The data point name is invalid.' },
  ]);
}
