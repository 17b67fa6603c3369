import type { CivilDate } from '../model/civil-date';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';
import { statement } from './statement';

interface ReceiveNotifications {
  readonly upstream: UpstreamName;
  readonly receivedAt: Date;
  /** The notifications, as four parallel arrays; those that name no days have none. */
  readonly accounts: readonly string[];
  readonly collections: readonly string[];
  readonly firstDays: readonly (CivilDate | undefined)[];
  readonly lastDays: readonly (CivilDate | undefined)[];
}

/** Says that a connection's inbox has something in it. */
export interface WakeUp {
  readonly connectionId: string;
  /** The newest generation among its pending updates. An inbox that was emptied and filled again has another one. */
  readonly generation: string;
}

interface ReceivedNotifications {
  readonly wakeUps: readonly WakeUp[];
  readonly unknown: number;
}

/**
 * Puts notifications into the inbox with one statement, and so one commit. Pending updates are written in the same order
 * by every caller: two deliveries about the same users wait for each other and cannot deadlock.
 */
export const receiveNotifications = statement<ReceiveNotifications, ReceivedNotifications[]>(`
  WITH given AS (
    SELECT u.id AS connection_id, n.collection, n.from_date, n.to_date
    FROM unnest(:accounts::text[], :collections::text[], :firstDays::date[], :lastDays::date[])
        AS n (account, collection, from_date, to_date)
      LEFT JOIN fitbit_connection u ON u.upstream_user_id = n.account AND u.upstream = :upstream
  ), stored AS (
    INSERT INTO fitbit_pending_update AS p (connection_id, collection, dates, received_at)
    SELECT connection_id, collection,
      coalesce(range_agg(daterange(from_date, to_date, '[]')) FILTER (WHERE from_date IS NOT NULL), '{}'), :receivedAt
    FROM given WHERE connection_id IS NOT NULL
    GROUP BY connection_id, collection ORDER BY connection_id, collection COLLATE "C"
    ON CONFLICT (connection_id, collection) DO UPDATE SET dates = p.dates + excluded.dates, seq = p.seq + 1
    RETURNING connection_id, generation
  ), wake_ups AS (
    SELECT connection_id, max(generation)::text AS generation FROM stored GROUP BY connection_id
  )
  SELECT (SELECT count(*) FILTER (WHERE connection_id IS NULL)::int FROM given) AS unknown,
    (SELECT coalesce(json_agg(json_build_object('connectionId', connection_id, 'generation', generation)), '[]')
     FROM wake_ups) AS "wakeUps"`);

interface TakeUpdates {
  readonly connection: string;
  /** The pending updates as they were read, as three parallel arrays. */
  readonly collections: readonly string[];
  readonly generations: readonly string[];
  readonly seqs: readonly number[];
  /** The changed days of each resource, as multiranges. */
  readonly resources: readonly ResourceName[];
  readonly days: readonly string[];
  readonly takenAt: Date;
}

/**
 * Moves pending updates from the inbox into the ledger. An update that a notification joined since it was read stays in
 * the inbox; its days are marked all the same, which costs one request at most. Ledger lines are locked in the order in
 * which answers lock them.
 */
export const takeUpdates = statement<TakeUpdates, { removed: number }[]>(`
  WITH removed AS (
    DELETE FROM fitbit_pending_update p
    USING unnest(:collections::text[], :generations::bigint[], :seqs::int[]) AS seen (collection, generation, seq)
    WHERE p.connection_id = :connection AND p.collection = seen.collection
      AND p.generation = seen.generation AND p.seq = seen.seq
    RETURNING p.collection
  ), lines AS (
    SELECT c.resource, days FROM fitbit_coverage c
      JOIN unnest(:resources::text[], :days::datemultirange[]) AS given (resource, days) USING (resource)
    WHERE c.connection_id = :connection ORDER BY c.resource FOR UPDATE OF c
  ), marked AS (
    UPDATE fitbit_coverage c
    SET changed = c.changed + lines.days, final = c.final - lines.days, changes = c.changes + 1, announced_at = :takenAt
    FROM lines WHERE c.connection_id = :connection AND c.resource = lines.resource
  )
  SELECT count(*)::int AS removed FROM removed`);

interface ForgetAnnounced {
  readonly connection: string;
  /** The days of each resource, as multiranges. */
  readonly resources: readonly ResourceName[];
  readonly days: readonly string[];
}

/** Makes announced days that are not read any more holes: the stored answer is outdated. Locks as {@link takeUpdates}. */
export const forgetAnnounced = statement<ForgetAnnounced, unknown>(`
  WITH lines AS (
    SELECT c.resource, days FROM fitbit_coverage c
      JOIN unnest(:resources::text[], :days::datemultirange[]) AS given (resource, days) USING (resource)
    WHERE c.connection_id = :connection ORDER BY c.resource FOR UPDATE OF c
  )
  UPDATE fitbit_coverage c
  SET changed = c.changed - lines.days, fetched = c.fetched - lines.days, final = c.final - lines.days
  FROM lines WHERE c.connection_id = :connection AND c.resource = lines.resource`);

interface ListWaiting {
  readonly upstream: UpstreamName;
  /** In the inbox since then or longer. */
  readonly pendingSince: Date;
  /** In the ledger as announced since then or longer. */
  readonly announcedSince: Date;
  /** The last connection of the previous page. */
  readonly after: string;
  readonly limit: number;
}

/**
 * Generation 0 stands for announced days, which are in the ledger already. Each half finds its first `limit` connections
 * in the order of an index, so a page costs the same however many wait, and however long the ledger is.
 */
export const listWaiting = statement<ListWaiting, WakeUp[]>(`
  SELECT connection_id AS "connectionId", max(generation)::text AS generation FROM (
    (SELECT p.connection_id, max(p.generation) AS generation
     FROM fitbit_pending_update p JOIN fitbit_connection u ON u.id = p.connection_id
     WHERE p.received_at <= :pendingSince AND u.upstream = :upstream AND p.connection_id > :after
     GROUP BY p.connection_id ORDER BY p.connection_id LIMIT :limit)
    UNION ALL
    (SELECT c.connection_id, 0
     FROM fitbit_coverage c JOIN fitbit_connection u ON u.id = c.connection_id
     WHERE c.changed <> '{}' AND c.announced_at <= :announcedSince AND u.upstream = :upstream AND u.state = 'active'
       AND c.connection_id > :after
     GROUP BY c.connection_id ORDER BY c.connection_id LIMIT :limit)
  ) waiting GROUP BY connection_id ORDER BY connection_id LIMIT :limit`);
