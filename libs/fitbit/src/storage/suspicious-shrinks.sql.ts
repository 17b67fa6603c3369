import type { CivilDate } from '../model/civil-date';
import type { ResourceName } from '../model/resource';
import { statement } from './statement';

interface RecordShrinks {
  readonly connection: string;
  readonly epoch: number;
  readonly from: CivilDate;
  readonly to: CivilDate;
  /** The resources whose window would shrink, and a digest of the days that the answer has of each. */
  readonly resources: readonly ResourceName[];
  readonly digests: readonly string[];
  readonly seenAt: Date;
  /** What was first seen by then is confirmed. */
  readonly confirmedSince: Date;
}

/**
 * Records suspicious shrinks, since when answers say the same. Returns the resources whose shrink is confirmed; these
 * records are deleted. The share lock on the connection is the fence.
 */
export const recordShrinks = statement<RecordShrinks, { readonly resource: ResourceName }[]>(`
  WITH held AS (
    SELECT id FROM fitbit_connection WHERE id = :connection AND grant_epoch = :epoch FOR SHARE
  ), given AS (
    SELECT id, resource, digest FROM held, unnest(:resources::text[], :digests::text[]) AS g (resource, digest)
  ), before AS MATERIALIZED (
    SELECT s.resource, s.digest = given.digest AND s.seen_at <= :confirmedSince AS confirmed
    FROM fitbit_suspicious_shrink s JOIN given USING (resource)
    WHERE s.connection_id = given.id AND s.from_date = :from AND s.to_date = :to ORDER BY s.resource FOR UPDATE OF s
  ), removed AS (
    DELETE FROM fitbit_suspicious_shrink s USING before
    WHERE s.connection_id = :connection AND s.from_date = :from AND s.to_date = :to
      AND s.resource = before.resource AND before.confirmed
  ), recorded AS (
    INSERT INTO fitbit_suspicious_shrink AS s (connection_id, resource, from_date, to_date, digest, seen_at)
    SELECT id, resource, :from, :to, digest, :seenAt FROM given
    WHERE resource NOT IN (SELECT resource FROM before WHERE confirmed) ORDER BY resource
    ON CONFLICT (connection_id, resource, from_date, to_date) DO UPDATE SET digest = excluded.digest,
      seen_at = CASE WHEN s.digest = excluded.digest THEN least(s.seen_at, excluded.seen_at) ELSE excluded.seen_at END
  )
  SELECT resource FROM before WHERE confirmed`);
