import type { CivilDate } from '../model/civil-date';
import { LATE_SYNC_DAYS } from '../model/coverage';
import type { ResourceName } from '../model/resource';
import { OPENING, reopening } from './answer-order.sql';
import { DURABLE } from './durable-transaction';
import { statement } from './statement';

interface OpenLines {
  readonly connection: string;
  readonly resources: readonly ResourceName[];
}

/**
 * Creates the missing ledger lines of a connection. Locks the connection, then writes the lines in their order. They draw
 * numbers, so the commit is durable as that of {@link OPENING}.
 */
export const openLines = statement<OpenLines, unknown>(`
  WITH held AS (
    SELECT id, ${DURABLE} FROM fitbit_connection WHERE id = :connection FOR KEY SHARE
  )
  INSERT INTO fitbit_coverage (connection_id, resource)
  SELECT id, resource FROM held, unnest(:resources::text[]) AS wanted (resource) ORDER BY resource
  ON CONFLICT DO NOTHING`);

interface ReopenDays {
  readonly connection: string;
  readonly resources: readonly ResourceName[];
  readonly since: CivilDate;
}

/**
 * Makes days from `since` on not final, and keeps answers that were asked for before from making them final. Locks the
 * connection, then its ledger lines in the order in which answers lock them.
 */
export const reopenDays = statement<ReopenDays, unknown>(`
  WITH held AS (
    SELECT id FROM fitbit_connection WHERE id = :connection FOR KEY SHARE
  ), lines AS (
    SELECT c.resource, datemultirange(daterange(:since, NULL)) AS days
    FROM held JOIN fitbit_coverage c ON c.connection_id = held.id
    WHERE c.resource = ANY(:resources) ORDER BY c.resource FOR UPDATE OF c
  ), ${OPENING}
  UPDATE fitbit_coverage c SET final = c.final - lines.days, ${reopening('lines.days')}
  FROM lines, opening WHERE c.connection_id = :connection AND c.resource = lines.resource`);

interface ReopenIfDue {
  readonly connection: string;
  readonly now: Date;
  /** Nothing is done when it was done later than this, */
  readonly notSince: Date;
  /** unless the time of that is after this: then a clock was wrong. */
  readonly latest: Date;
}

/**
 * Makes the last days of all resources not final, from LATE_SYNC_DAYS before the last time on. One day more than that,
 * because the user's time zone may be any. Claiming the turn and doing the work are one statement, so a process that dies
 * cannot have claimed it in vain. Locks the connection, then its ledger lines in the order in which answers lock them.
 */
export const reopenIfDue = statement<ReopenIfDue, unknown>(`
  WITH due AS (
    SELECT id, least(coalesce(reopened_at, :notSince), :notSince) AS last FROM fitbit_connection
    WHERE id = :connection AND (reopened_at IS NULL OR reopened_at <= :notSince OR reopened_at > :latest)
    FOR NO KEY UPDATE
  ), claimed AS (
    UPDATE fitbit_connection u SET reopened_at = :now FROM due WHERE u.id = due.id
  ), lines AS (
    SELECT c.resource,
      datemultirange(daterange((due.last AT TIME ZONE 'UTC')::date - ${LATE_SYNC_DAYS + 1}, NULL)) AS days
    FROM fitbit_coverage c JOIN due ON c.connection_id = due.id
    ORDER BY c.resource FOR UPDATE OF c
  ), ${OPENING}
  UPDATE fitbit_coverage c SET final = c.final - lines.days, ${reopening('lines.days')}
  FROM lines, opening WHERE c.connection_id = :connection AND c.resource = lines.resource`);
