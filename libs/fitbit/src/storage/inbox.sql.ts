/**
 * One statement, and so one commit: the sender is told "received" as soon as it returns. Rows are written in one order
 * for everybody, so that two bodies about the same users wait for each other instead of dead-locking.
 *
 * $1 accounts, $2 collections, $3 first and $4 last days (NULL for none), $5 upstream, $6 received at.
 */
export const RECEIVE_NOTIFICATIONS = `
  WITH given AS (
    SELECT u.id AS connection_id, n.collection, n.from_date, n.to_date
    FROM unnest($1::text[], $2::text[], $3::date[], $4::date[]) AS n (account, collection, from_date, to_date)
      LEFT JOIN fitbit_connection u ON u.upstream_user_id = n.account AND u.upstream = $5
  ), stored AS (
    INSERT INTO fitbit_pending_update AS p (connection_id, collection, dates, received_at)
    SELECT connection_id, collection,
      coalesce(range_agg(daterange(from_date, to_date, '[]')) FILTER (WHERE from_date IS NOT NULL), '{}'), $6
    FROM given WHERE connection_id IS NOT NULL
    GROUP BY connection_id, collection ORDER BY connection_id, collection COLLATE "C"
    ON CONFLICT (connection_id, collection) DO UPDATE SET dates = p.dates + excluded.dates, seq = p.seq + 1
    RETURNING connection_id, generation
  ), wake_ups AS (
    SELECT connection_id, max(generation)::text AS generation FROM stored GROUP BY connection_id
  )
  SELECT (SELECT count(*) FILTER (WHERE connection_id IS NULL)::int FROM given) AS unknown,
    (SELECT coalesce(json_agg(json_build_object('connectionId', connection_id, 'generation', generation)), '[]')
     FROM wake_ups) AS "wakeUps"`;

/**
 * Out of the inbox and into the ledger. A pending update that something joined since it was read stays; its days are
 * marked all the same, which costs a request at most. Lines are locked in the order in which answers lock them.
 *
 * $1 connection, $2 collections, $3 generations, $4 seqs, $5 resources, $6 their days, $7 taken at.
 */
export const TAKE_UPDATES = `
  WITH removed AS (
    DELETE FROM fitbit_pending_update p
    USING unnest($2::text[], $3::bigint[], $4::int[]) AS seen (collection, generation, seq)
    WHERE p.connection_id = $1 AND p.collection = seen.collection
      AND p.generation = seen.generation AND p.seq = seen.seq
    RETURNING p.collection
  ), lines AS (
    SELECT c.resource, days FROM fitbit_coverage c
      JOIN unnest($5::text[], $6::datemultirange[]) AS given (resource, days) USING (resource)
    WHERE c.connection_id = $1 ORDER BY c.resource FOR UPDATE OF c
  ), marked AS (
    UPDATE fitbit_coverage c
    SET changed = c.changed + lines.days, final = c.final - lines.days, changes = c.changes + 1, announced_at = $7
    FROM lines WHERE c.connection_id = $1 AND c.resource = lines.resource
  )
  SELECT count(*)::int AS removed FROM removed`;

/**
 * Days that were announced and are not read any more have no answer that is worth anything.
 *
 * $1 connection, $2 resources, $3 their days.
 */
export const FORGET_ANNOUNCED = `
  WITH lines AS (
    SELECT c.resource, days FROM fitbit_coverage c
      JOIN unnest($2::text[], $3::datemultirange[]) AS given (resource, days) USING (resource)
    WHERE c.connection_id = $1 ORDER BY c.resource FOR UPDATE OF c
  )
  UPDATE fitbit_coverage c
  SET changed = c.changed - lines.days, fetched = c.fetched - lines.days, final = c.final - lines.days
  FROM lines WHERE c.connection_id = $1 AND c.resource = lines.resource`;

/**
 * Whom a bell is to be rung for: generation 0 is the one of announced days, which are in the ledger already.
 *
 * $1 pending since then or longer, $2 announced since then or longer, $3 the last connection of the page before or NULL,
 * $4 how many, $5 upstream: what another one announced waits until it is asked again.
 */
export const WAITING_CONNECTIONS = `
  SELECT connection_id AS "connectionId", max(generation)::text AS generation FROM (
    SELECT connection_id, generation FROM fitbit_pending_update WHERE received_at <= $1
    UNION ALL
    SELECT connection_id, 0 FROM fitbit_coverage WHERE changed <> '{}' AND announced_at <= $2
  ) waiting JOIN fitbit_connection u ON u.id = connection_id
  WHERE u.upstream = $5 AND (u.state = 'active' OR generation > 0) AND ($3::uuid IS NULL OR connection_id > $3)
  GROUP BY connection_id ORDER BY connection_id LIMIT $4`;
