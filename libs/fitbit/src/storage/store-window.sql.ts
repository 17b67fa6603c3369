/**
 * Stores an answer: one statement, and so one transaction and one round trip, because an import is thousands of them.
 *
 * - `held` is the fence. The row is locked, so that a disconnect or a new grant waits until the answer is in, or comes
 *   first and leaves nothing to write to.
 * - `lines` locks the ledger in one order for everybody: two answers for the same resources wait for each other instead
 *   of dead-locking. Everything below writes only what a locked line allows. A line that holds an answer which knew of
 *   more announced changes is not among them. Days announced since this answer was asked for stay announced.
 * - `suspicious` are resources of which the answer would empty most of a well-filled window. Their points are written,
 *   but nothing of them is deleted and of their lines only the revision moves, unless they are among the `confirmed`.
 *
 * $1 connection, $2 grant epoch, $3 user, $4 resources, $5 confirmed, $6 from, $7 to, $8 final through,
 * $9 $10 $11 the points' resources, dates and values, $12 endpoint, $13 days of a well-filled window, $14 known changes of
 * $4, $15 answered at.
 */
export const STORE_WINDOW = `
  WITH held AS (
    SELECT id FROM fitbit_connection WHERE id = $1 AND grant_epoch = $2 FOR SHARE
  ), lines AS (
    SELECT c.resource, known.changes, c.changes > known.changes AND c.changed && daterange($6, $7, '[]') AS overtaken
    FROM fitbit_coverage c JOIN held ON c.connection_id = held.id
      JOIN unnest($4::text[], $14::int[]) AS known (resource, changes) USING (resource)
    WHERE known.changes >= c.answered_changes ORDER BY c.resource FOR UPDATE OF c
  ), answer AS (
    SELECT * FROM unnest($9::text[], $10::date[], $11::text[]) AS a (resource, date, value)
  ), stored AS (
    SELECT t.resource, t.date, a.date IS NULL AS gone
    FROM lines JOIN fitbit_data_point t USING (resource) LEFT JOIN answer a USING (resource, date)
    WHERE t.user_id = $3 AND t.date BETWEEN $6 AND $7
  ), suspicious AS (
    SELECT resource FROM stored WHERE resource <> ALL($5) GROUP BY resource
    HAVING count(*) >= $13 AND 2 * count(*) FILTER (WHERE gone) > count(*)
  ), deleted AS (
    DELETE FROM fitbit_data_point t USING stored s
    WHERE t.user_id = $3 AND t.resource = s.resource AND t.date = s.date AND s.gone
      AND s.resource NOT IN (SELECT resource FROM suspicious)
    RETURNING t.resource
  ), written AS (
    INSERT INTO fitbit_data_point AS t (user_id, resource, date, value)
    SELECT $3, a.resource, a.date, a.value FROM answer a JOIN lines USING (resource)
    ON CONFLICT (user_id, resource, date) DO UPDATE SET value = excluded.value
    WHERE t.value IS DISTINCT FROM excluded.value
    RETURNING t.resource
  ), altered AS (
    SELECT resource FROM deleted UNION SELECT resource FROM written
  ), moved AS (
    UPDATE fitbit_coverage c
    SET fetched = c.fetched + datemultirange(daterange($6, $7, '[]')),
        final = c.final + datemultirange(daterange($6, $7, '[]') * daterange(NULL, $8, '[]'))
          - CASE WHEN lines.overtaken THEN c.changed ELSE '{}' END,
        changed = CASE WHEN lines.overtaken THEN c.changed ELSE c.changed - datemultirange(daterange($6, $7, '[]')) END,
        answered_changes = lines.changes,
        revision = c.revision + (c.resource IN (SELECT resource FROM altered))::int,
        updated_at = CASE WHEN c.changed && daterange($6, $7, '[]') AND NOT lines.overtaken THEN $15 ELSE c.updated_at END
    FROM lines
    WHERE c.connection_id = $1 AND c.resource = lines.resource
      AND c.resource NOT IN (SELECT resource FROM suspicious)
  ), counted AS (
    UPDATE fitbit_coverage c SET revision = c.revision + 1
    FROM lines
    WHERE c.connection_id = $1 AND c.resource = lines.resource
      AND c.resource IN (SELECT resource FROM suspicious) AND c.resource IN (SELECT resource FROM altered)
  ), healed AS (
    DELETE FROM fitbit_fetch_failure f USING held
    WHERE f.connection_id = held.id AND f.endpoint = $12 AND f.from_date >= $6 AND f.to_date <= $7
  )
  SELECT EXISTS (SELECT 1 FROM held) AS held, ARRAY(SELECT resource::text FROM suspicious) AS suspicious,
    EXISTS (SELECT 1 FROM lines WHERE overtaken) OR EXISTS (
      SELECT 1 FROM fitbit_coverage c JOIN held ON c.connection_id = held.id
      WHERE c.resource = ANY($4) AND c.resource NOT IN (SELECT resource FROM lines)
    ) AS overtaken`;
