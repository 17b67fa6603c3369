import { LATE_SYNC_DAYS } from '../model/coverage';

/**
 * Takes days out of the final ones. Lines are locked in the order in which answers lock them.
 *
 * $1 connection, $2 resources, $3 first day.
 */
export const REOPEN = `
  WITH lines AS (
    SELECT resource FROM fitbit_coverage
    WHERE connection_id = $1 AND resource = ANY($2) AND final && daterange($3, NULL)
    ORDER BY resource FOR UPDATE
  )
  UPDATE fitbit_coverage c SET final = c.final - datemultirange(daterange($3, NULL))
  FROM lines WHERE c.connection_id = $1 AND c.resource = lines.resource`;

/**
 * The same for a whole connection, once in a while: one statement, so that nobody takes the turn and then dies. A day
 * more than the late ones, because the user's zone may be any.
 *
 * $1 connection, $2 now, $3 the last time at which it may have been done.
 */
export const REOPEN_DUE = `
  WITH due AS (
    SELECT id, coalesce(reopened_at, $3) AS last FROM fitbit_connection
    WHERE id = $1 AND (reopened_at IS NULL OR reopened_at <= $3) FOR UPDATE
  ), claimed AS (
    UPDATE fitbit_connection u SET reopened_at = $2 FROM due WHERE u.id = due.id
  ), lines AS (
    SELECT c.resource, daterange((due.last AT TIME ZONE 'UTC')::date - ${LATE_SYNC_DAYS + 1}, NULL) AS days
    FROM fitbit_coverage c JOIN due ON c.connection_id = due.id
    ORDER BY c.resource FOR UPDATE OF c
  )
  UPDATE fitbit_coverage c SET final = c.final - datemultirange(lines.days)
  FROM lines WHERE c.connection_id = $1 AND c.resource = lines.resource`;
