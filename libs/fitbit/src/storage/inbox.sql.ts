import type { CivilDate } from '../model/civil-date';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';
import { NEXT_NUMBER, OPENING, reopening } from './answer-order.sql';
import { DURABLE } from './durable-transaction';
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
 * Puts notifications into the inbox with one statement, and so one commit, which is on disk before it is reported. The
 * connections are locked first: a user who is being erased or disconnected is waited for and then counts as unknown, and
 * one who comes later waits for the commit. Pending updates are written in the same order by every caller.
 */
export const receiveNotifications = statement<ReceiveNotifications, ReceivedNotifications[]>(`
  WITH owners AS MATERIALIZED (
    SELECT id, upstream_user_id AS account FROM fitbit_connection
    WHERE upstream_user_id = ANY(:accounts::text[]) AND upstream = :upstream ORDER BY user_id FOR KEY SHARE
  ), given AS (
    SELECT owners.id AS connection_id, n.collection, n.from_date, n.to_date
    FROM unnest(:accounts::text[], :collections::text[], :firstDays::date[], :lastDays::date[])
        AS n (account, collection, from_date, to_date)
      LEFT JOIN owners USING (account)
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
     FROM wake_ups) AS "wakeUps", ${DURABLE} AS durable`);

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
 * the inbox; its days are marked all the same, which costs one request at most. The announcement has a number, as
 * requests have: answers to requests with a lower one do not know of it. Counting the lines locks all of them before any
 * row of the inbox.
 */
export const takeUpdates = statement<TakeUpdates, { removed: number }[]>(`
  WITH held AS (
    SELECT id FROM fitbit_connection WHERE id = :connection FOR KEY SHARE
  ), lines AS (
    SELECT c.resource, days FROM held JOIN fitbit_coverage c ON c.connection_id = held.id
      JOIN unnest(:resources::text[], :days::datemultirange[]) AS given (resource, days) USING (resource)
    ORDER BY c.resource FOR UPDATE OF c
  ), taken AS (
    SELECT p.collection FROM fitbit_pending_update p
      JOIN unnest(:collections::text[], :generations::bigint[], :seqs::int[]) AS seen (collection, generation, seq)
        USING (collection, generation, seq)
    WHERE p.connection_id = :connection AND (SELECT count(*) FROM lines) >= 0
    ORDER BY p.collection FOR UPDATE OF p
  ), removed AS (
    DELETE FROM fitbit_pending_update p USING taken
    WHERE p.connection_id = :connection AND p.collection = taken.collection
    RETURNING p.collection
  ), announcement AS MATERIALIZED (
    SELECT ${NEXT_NUMBER} AS number, ${DURABLE}
  ), marked AS (
    UPDATE fitbit_coverage c
    SET changed = c.changed + lines.days, final = c.final - lines.days,
        announced_number = announcement.number, announced_at = :takenAt
    FROM lines, announcement WHERE c.connection_id = :connection AND c.resource = lines.resource
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
  WITH held AS (
    SELECT id FROM fitbit_connection WHERE id = :connection FOR KEY SHARE
  ), lines AS (
    SELECT c.resource, days FROM held JOIN fitbit_coverage c ON c.connection_id = held.id
      JOIN unnest(:resources::text[], :days::datemultirange[]) AS given (resource, days) USING (resource)
    ORDER BY c.resource FOR UPDATE OF c
  ), ${OPENING}
  UPDATE fitbit_coverage c
  SET changed = c.changed - lines.days, fetched = c.fetched - lines.days, final = c.final - lines.days,
    ${reopening('lines.days')}
  FROM lines, opening WHERE c.connection_id = :connection AND c.resource = lines.resource`);

interface ListWaiting {
  readonly upstream: UpstreamName | null;
  /** In the inbox since then or longer. */
  readonly pendingSince: Date;
  /** In the ledger as announced since then or longer. */
  readonly announcedSince: Date;
  /** Times after this are from a clock that was wrong. */
  readonly latest: Date;
  /** The last connection of the previous page. */
  readonly after: string;
  readonly limit: number;
}

/**
 * Generation 0 stands for announced days, which are in the ledger already. Each half reads at most `limit` rows in the order
 * of an index, and the page ends where a half was cut off, so it costs the same however many connections wait, and however
 * long the ledger is. The connection is looked up for each row: PostgreSQL knows nothing of how few ranges are not empty,
 * and would join all connections.
 */
export const listWaiting = statement<ListWaiting, WakeUp[]>(`
  WITH pending AS (
    SELECT p.connection_id, p.generation FROM fitbit_pending_update p
    WHERE (p.received_at <= :pendingSince OR p.received_at > :latest) AND p.connection_id > :after
      AND (SELECT u.upstream = :upstream FROM fitbit_connection u WHERE u.id = p.connection_id)
    ORDER BY p.connection_id, p.collection LIMIT :limit
  ), announced AS (
    SELECT c.connection_id, 0 AS generation FROM fitbit_coverage c
    WHERE c.changed <> '{}' AND (c.announced_at <= :announcedSince OR c.announced_at > :latest) AND c.connection_id > :after
      AND (SELECT u.upstream = :upstream AND u.state = 'active' FROM fitbit_connection u WHERE u.id = c.connection_id)
    ORDER BY c.connection_id LIMIT :limit
  ), last AS (
    SELECT least(
      (SELECT connection_id FROM pending ORDER BY connection_id OFFSET :limit - 1),
      (SELECT connection_id FROM announced ORDER BY connection_id OFFSET :limit - 1)
    ) AS id
  )
  SELECT connection_id AS "connectionId", max(generation)::text AS generation
  FROM (SELECT * FROM pending UNION ALL SELECT * FROM announced) waiting, last
  WHERE last.id IS NULL OR connection_id <= last.id
  GROUP BY connection_id ORDER BY connection_id`);
