import type { CivilDate } from '../model/civil-date';
import { LATE_SYNC_DAYS } from '../model/coverage';
import type { ResourceName } from '../model/resource';
import { statement } from './statement';

interface ReopenDays {
  readonly connection: string;
  readonly resources: readonly ResourceName[];
  readonly since: CivilDate;
}

/** Makes days from `since` on not final. Ledger lines are locked in the order in which answers lock them. */
export const reopenDays = statement<ReopenDays, unknown>(`
  WITH lines AS (
    SELECT resource FROM fitbit_coverage
    WHERE connection_id = :connection AND resource = ANY(:resources) AND final && daterange(:since, NULL)
    ORDER BY resource FOR UPDATE
  )
  UPDATE fitbit_coverage c SET final = c.final - datemultirange(daterange(:since, NULL))
  FROM lines WHERE c.connection_id = :connection AND c.resource = lines.resource`);

interface ReopenIfDue {
  readonly connection: string;
  readonly now: Date;
  /** Nothing is done when it was done later than this. */
  readonly notSince: Date;
}

/**
 * Makes the last days of all resources not final, from LATE_SYNC_DAYS before the last time on. One day more than that,
 * because the user's time zone may be any. Claiming the turn and doing the work are one statement, so a process that dies
 * cannot have claimed it in vain. Locks the connection, then its ledger lines in the order in which answers lock them.
 */
export const reopenIfDue = statement<ReopenIfDue, unknown>(`
  WITH due AS (
    SELECT id, coalesce(reopened_at, :notSince) AS last FROM fitbit_connection
    WHERE id = :connection AND (reopened_at IS NULL OR reopened_at <= :notSince) FOR UPDATE
  ), claimed AS (
    UPDATE fitbit_connection u SET reopened_at = :now FROM due WHERE u.id = due.id
  ), lines AS (
    SELECT c.resource, daterange((due.last AT TIME ZONE 'UTC')::date - ${LATE_SYNC_DAYS + 1}, NULL) AS days
    FROM fitbit_coverage c JOIN due ON c.connection_id = due.id
    ORDER BY c.resource FOR UPDATE OF c
  )
  UPDATE fitbit_coverage c SET final = c.final - datemultirange(lines.days)
  FROM lines WHERE c.connection_id = :connection AND c.resource = lines.resource`);
