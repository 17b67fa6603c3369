import type { CivilDate } from '../model/civil-date';
import type { ResourceName } from '../model/resource';
import { MOST_ANSWERS } from './answer-order.sql';
import { statement } from './statement';

interface StoreWindow {
  readonly connection: string;
  readonly epoch: number;
  readonly user: string;
  readonly endpoint: string;
  readonly resources: readonly ResourceName[];
  /** The number of the request: see {@link WindowAnswer.requestNumber}. */
  readonly number: number;
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
  /** Whether days were announced or opened after the answer was requested, so that they must be read once more. */
  readonly overtaken: boolean;
  /** Whether another statement changed a ledger line while this one waited for it; nothing was written. */
  readonly stale: boolean;
}

const WINDOW = "daterange(:from, :to, '[]')";

/** The ledger lines as the statement sees the tables, which is as they were before it waited for any lock. */
const SEEN = `
  seen AS MATERIALIZED (
    SELECT resource, xmin AS row_version FROM fitbit_coverage
    WHERE connection_id = :connection AND resource = ANY(:resources)
  )`;

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
 * wait for each other and cannot deadlock. A lock returns the newest version of the row, but the rows of the window are
 * read as they were before: a line that is newer than what was seen makes the answer stale.
 */
const LINES = `
  lines AS (
    SELECT c.resource, c.xmin <> seen.row_version AS stale, c.merged_number, c.answer_numbers, c.answer_days,
      c.announced_number > :number AND c.changed && ${WINDOW} AS overtaken
    FROM held JOIN fitbit_coverage c ON c.connection_id = held.id JOIN seen USING (resource)
    ORDER BY c.resource FOR UPDATE OF c
  )`;

/**
 * The lines that are written: how many of the answers that a line remembers are newer, and which days of the window these
 * have not decided. Without lines of which that is not known, because the answer is older than some that were merged.
 */
const USABLE = `
  placed AS (
    SELECT *, (SELECT count(*)::int FROM unnest(answer_numbers) number WHERE number > :number) AS newer_count,
      :number < merged_number AND EXISTS (
        SELECT 1 FROM unnest(answer_numbers, answer_days) AS a (number, days)
        WHERE number > :number AND number <= merged_number AND days && ${WINDOW}
      ) AS passed
    FROM lines
  ), usable AS MATERIALIZED (
    SELECT resource, overtaken, answer_numbers, answer_days, newer_count,
      CASE newer_count WHEN 0 THEN datemultirange(${WINDOW}) ELSE datemultirange(${WINDOW}) - (
        SELECT range_agg(r) FROM unnest(answer_days[1 : newer_count]) AS a (days), unnest(days) r
      ) END AS asked
    FROM placed WHERE NOT passed AND NOT EXISTS (SELECT 1 FROM lines WHERE stale)
  )`;

/** The points that the upstream returned, without those that a newer answer has decided. */
const ANSWER = `
  answer AS (
    SELECT a.* FROM unnest(:pointResources::text[], :pointDates::date[], :pointValues::text[]) AS a (resource, date, value)
      JOIN usable u ON u.resource = a.resource AND (u.newer_count = 0 OR a.date <@ u.asked)
  )`;

/** The rows of the window so far; `gone` are those that the answer does not contain. */
const STORED = `
  stored AS (
    SELECT t.resource, t.date, a.date IS NULL AS gone
    FROM usable u JOIN fitbit_data_point t USING (resource) LEFT JOIN answer a USING (resource, date)
    WHERE t.user_id = :user AND t.date BETWEEN :from AND :to 
      AND (u.newer_count = 0 OR t.date <@ u.asked)
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
    SELECT :user, resource, date, value FROM answer
    ON CONFLICT (user_id, resource, date) DO UPDATE SET value = excluded.value
    WHERE t.value IS DISTINCT FROM excluded.value
    RETURNING t.resource
  )`;

/** Resources whose revision goes up. */
const ALTERED = `
  altered AS (
    SELECT resource FROM deleted UNION SELECT resource FROM written
  )`;

/**
 * What each line gets of the answer: days that count as `fetched`, none of a suspicious resource; and the days that an
 * older answer may not write any more. The newest answer so far need not be remembered any longer when this one is newer
 * and has all of its days.
 */
const DECIDED = `
  decided AS MATERIALIZED (
    SELECT *, answer_numbers[1 + replaced : ${MOST_ANSWERS}] AS numbers,
      answer_days[1 + replaced : ${MOST_ANSWERS}] AS remembered
    FROM (
      SELECT *, (newer_count = 0 AND cardinality(answer_days) > 0 AND answer_days[1] <@ days)::int AS replaced
      FROM (
        SELECT u.*, CASE WHEN s.resource IS NULL THEN asked ELSE '{}' END AS fetched,
          CASE WHEN s.resource IS NULL THEN asked ELSE coalesce(
            (SELECT range_agg(daterange(date, date, '[]')) FROM answer a WHERE a.resource = u.resource), '{}'
          ) END AS days
        FROM usable u LEFT JOIN suspicious s USING (resource) OFFSET 0
      ) parts OFFSET 0
    ) d
  )`;

const FULL = `cardinality(d.numbers) = ${MOST_ANSWERS}`;

/**
 * The ledger moves with the data. Days that were announced after the answer was requested stay announced. The line
 * remembers the answer: as the newest one, or merged with the next newer one. Of too many, the two oldest are merged.
 */
const MOVED = `
  moved AS (
    UPDATE fitbit_coverage c
    SET fetched = c.fetched + d.fetched,
        final = c.final + d.fetched * datemultirange(daterange(NULL, :finalThrough, '[]'))
          - CASE WHEN d.overtaken THEN c.changed ELSE '{}' END,
        changed = CASE WHEN d.overtaken THEN c.changed ELSE c.changed - d.asked END,
        answer_numbers = CASE newer_count WHEN 0 THEN (:number::bigint || d.numbers)[1 : ${MOST_ANSWERS}] ELSE d.numbers END,
        answer_days = CASE WHEN newer_count > 0 THEN d.remembered[1 : newer_count - 1]
            || (d.remembered[newer_count] + d.days) || d.remembered[newer_count + 1 : ${MOST_ANSWERS}]
          WHEN ${FULL} THEN d.days || d.remembered[1 : ${MOST_ANSWERS - 2}]
            || (d.remembered[${MOST_ANSWERS - 1}] + d.remembered[${MOST_ANSWERS}])
          ELSE d.days || d.remembered END,
        merged_number = greatest(c.merged_number, CASE
          WHEN newer_count > 0 AND d.days <> '{}' THEN d.numbers[newer_count]
          WHEN newer_count = 0 AND ${FULL} THEN d.numbers[${MOST_ANSWERS - 1}] END),
        revision = c.revision + (c.resource IN (SELECT resource FROM altered))::int,
        updated_at = CASE WHEN c.changed && d.asked AND NOT d.overtaken THEN :answeredAt ELSE c.updated_at END
    FROM decided d
    WHERE c.connection_id = :connection AND c.resource = d.resource
  )`;

/** The failures that the answer resolves: of the same endpoint, inside the window. */
const RESOLVED = `
  failures AS (
    SELECT from_date, to_date FROM fitbit_fetch_failure
    WHERE connection_id = :connection AND endpoint = :endpoint AND from_date >= :from AND to_date <= :to
      AND EXISTS (SELECT 1 FROM usable)
    ORDER BY from_date, to_date FOR UPDATE
  ), resolved AS (
    DELETE FROM fitbit_fetch_failure f USING failures
    WHERE f.connection_id = :connection AND f.endpoint = :endpoint
      AND f.from_date = failures.from_date AND f.to_date = failures.to_date
  )`;

const OUTCOME = `
  SELECT EXISTS (SELECT 1 FROM held) AS held, EXISTS (SELECT 1 FROM lines WHERE stale) AS stale,
    ARRAY(SELECT resource::text FROM suspicious) AS suspicious,
    EXISTS (SELECT 1 FROM placed WHERE overtaken OR passed) AS overtaken`;

const PARTS = [
  ...[SEEN, HELD, LINES, USABLE, ANSWER, STORED, SUSPICIOUS, DELETED, WRITTEN, ALTERED, DECIDED, MOVED, RESOLVED],
];

/**
 * Stores an answer in one statement, and so in one transaction and one round trip: an import runs thousands of them. All
 * parts but the locked lines see the tables as they were before the statement, so it writes nothing when a line changed
 * since. Nothing is written before all lines are locked.
 */
export const storeWindow = statement<StoreWindow, StoredWindow[]>(`WITH ${PARTS.join()} ${OUTCOME}`);
