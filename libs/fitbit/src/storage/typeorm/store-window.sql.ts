/**
 * Stores an answer: one statement, and so one transaction and one round trip, because an import is thousands of them.
 *
 * - `held` is the fence. The row is locked, so that a disconnect or a new grant waits until the answer is in, or comes
 *   first and leaves nothing to write to.
 * - `lines` locks the ledger in one order for everybody: two answers for the same resources wait for each other instead
 *   of dead-locking. Everything below writes only what a locked line allows.
 * - `believed` are the resources of which stored days may go.
 *
 * $1 connection, $2 grant epoch, $3 user, $4 resources, $5 believed, $6 from, $7 to, $8 final through,
 * $9 $10 $11 the points' resources, dates and values, $12 read.
 */
export const STORE_WINDOW = `
  WITH held AS (
    SELECT id FROM user_fitbit WHERE id = $1 AND grant_epoch = $2 FOR SHARE
  ), lines AS (
    SELECT c.resource FROM fitbit_coverage c JOIN held ON c.connection_id = held.id
    WHERE c.resource = ANY($4) ORDER BY c.resource FOR UPDATE OF c
  ), answer AS (
    SELECT * FROM unnest($9::text[], $10::date[], $11::text[]) AS a (resource, date, value)
  ), gone AS (
    DELETE FROM time_series_data t USING lines
    WHERE t.user_id = $3 AND t.resource = lines.resource AND t.resource = ANY($5) AND t.date BETWEEN $6 AND $7
      AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.resource = t.resource AND a.date = t.date)
  ), written AS (
    INSERT INTO time_series_data AS t (user_id, resource, date, value)
    SELECT $3, a.resource, a.date, a.value FROM answer a JOIN lines USING (resource)
    ON CONFLICT (user_id, resource, date) DO UPDATE SET value = excluded.value
    WHERE t.value IS DISTINCT FROM excluded.value
  ), moved AS (
    UPDATE fitbit_coverage c
    SET fetched = c.fetched + datemultirange(daterange($6, $7, '[]')),
        final = c.final + datemultirange(daterange($6, $7, '[]') * daterange(NULL, $8, '[]'))
    FROM lines
    WHERE c.connection_id = $1 AND c.resource = lines.resource AND c.resource = ANY($5)
  ), healed AS (
    DELETE FROM fitbit_fetch_failure f USING held
    WHERE f.connection_id = held.id AND f.read = $12 AND f.from_date = $6 AND f.to_date = $7
  )
  SELECT EXISTS (SELECT 1 FROM held) AS held`;
