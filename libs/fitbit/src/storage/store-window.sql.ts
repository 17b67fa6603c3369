import type { CivilDate } from '../model/civil-date';
import type { ResourceName } from '../model/resource';
import { statement } from './statement';

interface StoreWindow {
  readonly connection: string;
  readonly epoch: number;
  readonly user: string;
  readonly endpoint: string;
  readonly resources: readonly ResourceName[];
  /** How many announcements each of `resources` had when the answer was requested. */
  readonly knownChanges: readonly number[];
  /** Resources whose suspicious shrink a second answer has confirmed. */
  readonly confirmed: readonly ResourceName[];
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly finalThrough: CivilDate;
  /** The answer's points, as three parallel arrays. */
  readonly pointResources: readonly ResourceName[];
  readonly pointDates: readonly CivilDate[];
  readonly pointValues: readonly string[];
  /** From how many stored days on a window counts as well filled. */
  readonly wellFilledDays: number;
  readonly answeredAt: Date;
}

/** What {@link storeWindow} did. */
export interface StoredWindow {
  /** `false` when the grant is no longer the current one; nothing was written. */
  readonly held: boolean;
  /** Resources of which nothing was deleted, because the answer would have emptied most of their window. */
  readonly suspicious: readonly ResourceName[];
  /** Whether a change was announced, or answered, after the answer was requested. */
  readonly overtaken: boolean;
}

const WINDOW = "daterange(:from, :to, '[]')";

/**
 * The fence. The share lock makes a disconnect and a new grant wait until the answer is stored. When they came first,
 * this is empty, and so is everything below.
 */
const HELD = `
  held AS (
    SELECT id FROM fitbit_connection WHERE id = :connection AND grant_epoch = :epoch FOR SHARE
  )`;

/**
 * The ledger lines that the answer may move, locked in the order of their resources: two answers for the same resources
 * wait for each other and cannot deadlock. A line whose stored answer knew of more announcements is left out. On an
 * `overtaken` line, days of the window were announced after the answer was requested.
 */
const LINES = `
  lines AS (
    SELECT c.resource, known.changes, c.changes > known.changes AND c.changed && ${WINDOW} AS overtaken
    FROM fitbit_coverage c JOIN held ON c.connection_id = held.id
      JOIN unnest(:resources::text[], :knownChanges::int[]) AS known (resource, changes) USING (resource)
    WHERE known.changes >= c.answered_changes ORDER BY c.resource FOR UPDATE OF c
  )`;

/** The points that the upstream returned. */
const ANSWER = `
  answer AS (
    SELECT * FROM unnest(:pointResources::text[], :pointDates::date[], :pointValues::text[]) AS a (resource, date, value)
  )`;

/** The rows of the window so far; `gone` are those that the answer does not contain. */
const STORED = `
  stored AS (
    SELECT t.resource, t.date, a.date IS NULL AS gone
    FROM lines JOIN fitbit_data_point t USING (resource) LEFT JOIN answer a USING (resource, date)
    WHERE t.user_id = :user AND t.date BETWEEN :from AND :to
  )`;

/** Resources of which the answer would delete more than half of a well-filled window, unless that is confirmed. */
const SUSPICIOUS = `
  suspicious AS (
    SELECT resource FROM stored WHERE resource <> ALL(:confirmed) GROUP BY resource
    HAVING count(*) >= :wellFilledDays AND 2 * count(*) FILTER (WHERE gone) > count(*)
  )`;

/** Rows that a successful answer no longer contains. */
const DELETED = `
  deleted AS (
    DELETE FROM fitbit_data_point t USING stored s
    WHERE t.user_id = :user AND t.resource = s.resource AND t.date = s.date AND s.gone
      AND s.resource NOT IN (SELECT resource FROM suspicious)
    RETURNING t.resource
  )`;

/** Rows that are new, or have another value than before. */
const WRITTEN = `
  written AS (
    INSERT INTO fitbit_data_point AS t (user_id, resource, date, value)
    SELECT :user, a.resource, a.date, a.value FROM answer a JOIN lines USING (resource)
    ON CONFLICT (user_id, resource, date) DO UPDATE SET value = excluded.value
    WHERE t.value IS DISTINCT FROM excluded.value
    RETURNING t.resource
  )`;

/** Resources whose revision goes up. */
const ALTERED = `
  altered AS (
    SELECT resource FROM deleted UNION SELECT resource FROM written
  )`;

/** The ledger moves with the data. Days that were announced after the answer was requested stay announced. */
const MOVED = `
  moved AS (
    UPDATE fitbit_coverage c
    SET fetched = c.fetched + datemultirange(${WINDOW}),
        final = c.final + datemultirange(${WINDOW} * daterange(NULL, :finalThrough, '[]'))
          - CASE WHEN lines.overtaken THEN c.changed ELSE '{}' END,
        changed = CASE WHEN lines.overtaken THEN c.changed ELSE c.changed - datemultirange(${WINDOW}) END,
        answered_changes = lines.changes,
        revision = c.revision + (c.resource IN (SELECT resource FROM altered))::int,
        updated_at = CASE WHEN c.changed && ${WINDOW} AND NOT lines.overtaken THEN :answeredAt ELSE c.updated_at END
    FROM lines
    WHERE c.connection_id = :connection AND c.resource = lines.resource
      AND c.resource NOT IN (SELECT resource FROM suspicious)
  )`;

/** The line of a suspicious resource keeps its days; only its revision goes up when points were written. */
const COUNTED = `
  counted AS (
    UPDATE fitbit_coverage c SET revision = c.revision + 1
    FROM lines
    WHERE c.connection_id = :connection AND c.resource = lines.resource
      AND c.resource IN (SELECT resource FROM suspicious) AND c.resource IN (SELECT resource FROM altered)
  )`;

/** The failures that the answer resolves: of the same endpoint, inside the window. */
const RESOLVED = `
  resolved AS (
    DELETE FROM fitbit_fetch_failure f USING held
    WHERE f.connection_id = held.id AND f.endpoint = :endpoint AND f.from_date >= :from AND f.to_date <= :to
  )`;

const OUTCOME = `
  SELECT EXISTS (SELECT 1 FROM held) AS held, ARRAY(SELECT resource::text FROM suspicious) AS suspicious,
    EXISTS (SELECT 1 FROM lines WHERE overtaken) OR EXISTS (
      SELECT 1 FROM fitbit_coverage c JOIN held ON c.connection_id = held.id
      WHERE c.resource = ANY(:resources) AND c.resource NOT IN (SELECT resource FROM lines)
    ) AS overtaken`;

/**
 * Stores an answer in one statement, and so in one transaction and one round trip: an import runs thousands of them. All
 * parts see the tables as they were before the statement.
 */
export const storeWindow = statement<StoreWindow, StoredWindow[]>(`
  WITH ${[HELD, LINES, ANSWER, STORED, SUSPICIOUS, DELETED, WRITTEN, ALTERED, MOVED, COUNTED, RESOLVED].join()}
  ${OUTCOME}`);
