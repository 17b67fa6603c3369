import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { TruthPoint } from '../support/sandbox-control';
import { SELECT_USER, type StoredUser } from './watch/stored-user';

/** What the module still has to do. */
export interface PendingWork {
  /** Connections with a pending update in the inbox. */
  readonly inbox: number;
  /** Rows of the ledger with announced days that have not been fetched. */
  readonly announced: number;
  readonly pendingRevocations: number;
}

/** Reads the tables directly: the module's own answers are what a run checks. */
export class StoredData {
  constructor(private readonly databaseUrl: string) {}

  async pending(): Promise<PendingWork> {
    const rows = await this.query<PendingWork>(`SELECT
      (SELECT count(DISTINCT connection_id)::int FROM fitbit_pending_update) AS inbox,
      (SELECT count(*)::int FROM fitbit_coverage WHERE changed <> '{}') AS announced,
      (SELECT count(*)::int FROM fitbit_pending_revocation) AS "pendingRevocations"`);
    return rows[0] ?? { inbox: 0, announced: 0, pendingRevocations: 0 };
  }

  async points(userId: string): Promise<TruthPoint[]> {
    return this.query<TruthPoint>(
      'SELECT resource, date::text, value FROM fitbit_data_point WHERE user_id = $1 AND value IS NOT NULL',
      [userId],
    );
  }

  /** Whether a value of a day is stored. */
  async hasPoint(userId: string, resource: string, date: string): Promise<boolean> {
    const rows = await this.query(
      'SELECT 1 FROM fitbit_data_point WHERE user_id = $1 AND resource = $2 AND date = $3 AND value IS NOT NULL',
      [userId, resource, date],
    );
    return rows.length > 0;
  }

  /** The states of the connections, by user. */
  async connections(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.query<{ user_id: string; state: string }>('SELECT user_id, state FROM fitbit_connection');
    return new Map(rows.map(({ user_id: userId, state }) => [userId, state]));
  }

  /** Users whose connection is active. */
  async activeUsers(): Promise<Set<string>> {
    const states = await this.connections();
    return new Set([...states].filter(([, state]) => state === 'active').map(([userId]) => userId));
  }

  /** Everything of a user, as it is at one moment. */
  async user(userId: string): Promise<StoredUser> {
    const [row] = await this.query<StoredUser>(SELECT_USER, [userId]);
    if (!row) throw new Error('A SELECT without FROM returned no row.');
    return row;
  }

  /** How many values are stored of each of these users. */
  async rowsOf(userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.query<{ user_id: string; count: number }>(
      'SELECT user_id, count(*)::int AS count FROM fitbit_data_point WHERE user_id = ANY($1) GROUP BY user_id',
      [userIds],
    );
    return new Map(rows.map(({ user_id: userId, count }) => [userId, count]));
  }

  /**
   * Keeps the ledger line of a resource locked for a while, as a slow transaction does. Answers that arrive meanwhile wait
   * for it together.
   */
  async lockLedgerLine(userId: string, resource: string, durationMs: number): Promise<void> {
    await this.withClient(async (client) => {
      await client.query('BEGIN');
      await client.query(
        `SELECT 1 FROM fitbit_coverage c JOIN fitbit_connection u ON u.id = c.connection_id
         WHERE u.user_id = $1 AND c.resource = $2 FOR UPDATE OF c`,
        [userId, resource],
      );
      await sleep(durationMs);
      await client.query('ROLLBACK');
    });
  }

  private query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.withClient(async (client) => (await client.query<Row>(text, values)).rows);
  }

  /** Connects for each query, because Postgres is killed now and then. */
  private async withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined); // the query fails, too
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
