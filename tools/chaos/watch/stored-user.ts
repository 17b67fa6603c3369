/** A line of the ledger; each column is a `datemultirange` as Postgres prints it. */
export interface LedgerLine {
  readonly resource: string;
  readonly fetched: string;
  readonly final: string;
  readonly changed: string;
}

/** Everything that is stored of a user, as it was at one moment. */
export interface StoredUser {
  /** The whole row without tokens and profile; `null` when there is no connection. */
  readonly connection: ({ readonly id: string; readonly state: string } & Readonly<Record<string, unknown>>) | null;
  readonly ledger: readonly LedgerLine[];
  /** The pending updates. */
  readonly inbox: readonly unknown[];
  readonly failures: readonly unknown[];
  readonly points: readonly { readonly resource: string; readonly date: string; readonly value: string }[];
}

/** One statement, and so one snapshot. */
export const SELECT_USER = `
  WITH c AS (SELECT * FROM fitbit_connection WHERE user_id = $1)
  SELECT
    (SELECT to_jsonb(c) - 'sealed_tokens' - 'profile' FROM c) AS connection,
    (SELECT coalesce(json_agg(json_build_object('resource', l.resource, 'fetched', l.fetched::text,
       'final', l.final::text, 'changed', l.changed::text)), '[]')
     FROM fitbit_coverage l JOIN c ON c.id = l.connection_id) AS ledger,
    (SELECT coalesce(json_agg(to_jsonb(p) - 'connection_id'), '[]')
     FROM fitbit_pending_update p JOIN c ON c.id = p.connection_id) AS inbox,
    (SELECT coalesce(json_agg(to_jsonb(f) - 'connection_id'), '[]')
     FROM fitbit_fetch_failure f JOIN c ON c.id = f.connection_id) AS failures,
    (SELECT coalesce(json_agg(json_build_object('resource', resource, 'date', date, 'value', value)), '[]')
     FROM fitbit_data_point WHERE user_id = $1 AND value IS NOT NULL) AS points`;

/** Whether a `datemultirange` contains a day. Postgres prints ranges of days as `[from,to)`; an end may be open. */
export function containsDay(multirange: string, date: string): boolean {
  return [...multirange.matchAll(/[[(]([^,]*),([^)\]]*)[)\]]/g)].some(
    ([, from = '', to = '']) => (from === '' || from <= date) && (to === '' || date < to),
  );
}
