import type { CivilDate } from '../model/civil-date';
import type { FitbitErrorCode } from '../model/error-code';
import type { ResourceName } from '../model/resource';
import { statement } from './statement';

interface RecordFailure {
  readonly connection: string;
  readonly epoch: number;
  readonly endpoint: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly resources: readonly ResourceName[];
  readonly code: FitbitErrorCode;
  readonly message: string;
  readonly failedAt: Date;
}

/**
 * Adds an attempt to the failure of this window. Failures of the same endpoint in smaller windows inside it become part of
 * it. The share lock on the connection is the fence: without a current grant, nothing is written and no row is returned.
 * The failures are locked in the order of their windows, as every statement locks them.
 */
export const recordFailure = statement<RecordFailure, { attempts: number }[]>(`
  WITH current AS (
    SELECT id FROM fitbit_connection WHERE id = :connection AND grant_epoch = :epoch FOR SHARE
  ), locked AS MATERIALIZED (
    SELECT f.from_date, f.to_date FROM current JOIN fitbit_fetch_failure f ON f.connection_id = current.id
    WHERE f.endpoint = :endpoint AND f.from_date >= :from AND f.to_date <= :to
    ORDER BY f.from_date, f.to_date FOR UPDATE OF f
  ), inside AS (
    DELETE FROM fitbit_fetch_failure f USING locked
    WHERE f.connection_id = :connection AND f.endpoint = :endpoint
      AND f.from_date = locked.from_date AND f.to_date = locked.to_date
      AND (f.from_date, f.to_date) <> (:from::date, :to::date)
    RETURNING attempts
  )
  INSERT INTO fitbit_fetch_failure AS f
    (connection_id, endpoint, from_date, to_date, resources, attempts, code, message, failed_at, next_attempt_at)
  SELECT id, :endpoint, :from, :to, :resources, 1 + coalesce((SELECT max(attempts) FROM inside), 0), :code, :message,
    :failedAt, :failedAt
  FROM current
  ON CONFLICT (connection_id, endpoint, from_date, to_date) DO UPDATE
    SET resources = excluded.resources, attempts = greatest(f.attempts + 1, excluded.attempts), code = excluded.code,
        message = excluded.message, failed_at = excluded.failed_at, next_attempt_at = excluded.next_attempt_at
  RETURNING attempts`);

/**
 * Sets the attempts of all failures of a connection to zero. Locks the connection, then the failures in the order in
 * which answers lock them.
 */
export const resetFailures = statement<{ readonly connection: string }, unknown>(`
  WITH held AS (
    SELECT id FROM fitbit_connection WHERE id = :connection FOR KEY SHARE
  ), locked AS (
    SELECT f.endpoint, f.from_date, f.to_date FROM held JOIN fitbit_fetch_failure f ON f.connection_id = held.id
    ORDER BY f.endpoint, f.from_date, f.to_date FOR UPDATE OF f
  )
  UPDATE fitbit_fetch_failure f SET attempts = 0 FROM locked
  WHERE f.connection_id = :connection AND f.endpoint = locked.endpoint
    AND f.from_date = locked.from_date AND f.to_date = locked.to_date`);
