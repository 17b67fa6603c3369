import type { PlannedRequest, Wanted } from '../port/planned-request';
import { newestFirst } from '../shared/newest-first';
import { ENDPOINTS } from './endpoints';

/** The fewest requests that bring every wanted day of every resource once. Leaves out what the upstream does not have. */
export function plan(wanted: Wanted): PlannedRequest[] {
  return newestFirst(ENDPOINTS.planWindows(wanted), wanted);
}
