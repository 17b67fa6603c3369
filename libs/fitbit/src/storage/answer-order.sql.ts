import { DURABLE } from './durable-transaction';

/**
 * The next request number. Answers are ordered by when they were asked for: every request takes a number before it is
 * sent, and every announcement when it is taken into the ledger. A later one has a higher number, over all processes.
 */
export const NEXT_NUMBER = `nextval('fitbit_coverage_announced_number_seq')`;

/** How many stored answers a ledger line remembers apart; the oldest of them stands for all before it. */
export const MOST_ANSWERS = 8;

/**
 * Assignments that make an answer to an older request read again when it has one of these days: it was asked for before
 * they were opened, and would make them final. `days` is an SQL expression of a multirange, `c` the ledger line.
 *
 * The answers that the line remembers become one: requests that are under way meanwhile are older than the number.
 */
export const reopening = (days: string): string => `
  answer_numbers = ARRAY[greatest(opening.number, c.answer_numbers[1])],
  merged_number = greatest(opening.number, c.answer_numbers[1]),
  answer_days = ARRAY[${days} + coalesce(
    (SELECT range_agg(r) FROM unnest(c.answer_days) AS answered (d), unnest(answered.d) r), '{}')]`;

/**
 * The number of an opening of days. The commit is durable: Postgres logs one number in 32, and a number that a request
 * draws after it must not be drawn again after a crash.
 */
export const OPENING = `opening AS MATERIALIZED (SELECT ${NEXT_NUMBER} AS number, ${DURABLE})`;
