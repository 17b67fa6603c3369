import type { UpstreamName } from '../model/upstream-name';
import type { ConnectionRow } from './connection-row';
import { connectionsWhere } from './lock-order';
import { statement } from './statement';

type DueColumn = 'holes_due_at' | 'reread_at' | 'reread_all_at';

interface ListDue {
  readonly upstream: UpstreamName | null;
  readonly by: Date;
  /** The last row of the previous page. */
  readonly afterDue: string;
  readonly afterId: string;
  readonly limit: number;
}

/** The condition on `state` is the one of the partial indexes. */
const listDue = (column: DueColumn) =>
  statement<ListDue, (ConnectionRow & { due_since: string })[]>(`
  SELECT u.*, u.member_since::text, u.${column}::text AS due_since FROM fitbit_connection u
  WHERE u.upstream = :upstream AND u.state = 'active' AND u.${column} <= :by
    AND (u.${column}, u.id) > (:afterDue::timestamptz, :afterId::uuid)
  ORDER BY u.${column}, u.id LIMIT :limit`);

export const LIST_DUE = {
  holes: listDue('holes_due_at'),
  recent: listDue('reread_at'),
  all: listDue('reread_all_at'),
} as const;

interface PostponeHoles {
  readonly connection: string;
  readonly dueSince: string;
  readonly until: Date;
}

export const postponeHoles = statement<PostponeHoles, unknown>(`
  UPDATE fitbit_connection SET holes_due_at = :until WHERE id = :connection AND holes_due_at = :dueSince::timestamptz`);

interface MakeDue {
  readonly upstream: UpstreamName;
  readonly after: string;
  readonly limit: number;
}

/** Rows that are locked are skipped: waiting for them in the order of ids could deadlock with a connect. */
export const makeDue = statement<MakeDue, { last: string | null }[]>(`
  WITH page AS (
    SELECT id FROM fitbit_connection WHERE upstream = :upstream AND id > :after::uuid
    ORDER BY id LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
  ), marked AS (
    UPDATE fitbit_connection u SET holes_due_at = 'epoch' FROM page WHERE u.id = page.id
  )
  SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last`);

interface SetBack {
  readonly upstream: UpstreamName;
  readonly now: Date;
  readonly latest: Date;
}

const setBack = (column: DueColumn) =>
  statement<SetBack, unknown>(`
  UPDATE fitbit_connection SET ${column} = :now
  WHERE ${connectionsWhere(`upstream = :upstream AND state = 'active' AND ${column} > :latest`)}`);

export const SET_BACK = {
  holes: setBack('holes_due_at'),
  recent: setBack('reread_at'),
  all: setBack('reread_all_at'),
} as const;
