import { Client } from 'pg';
import type { TruthPoint } from '../support/sandbox-control';

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

  /** Users whose connection is active. */
  async activeUsers(): Promise<Set<string>> {
    const rows = await this.query<{ user_id: string }>(`SELECT user_id FROM fitbit_connection WHERE state = 'active'`);
    return new Set(rows.map((row) => row.user_id));
  }

  /** Connects for each query, because Postgres is killed now and then. */
  private async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined); // the query fails, too
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}
