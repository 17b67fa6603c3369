import { Client } from 'pg';
import type { Point } from './sandbox-control';

/** What is in the way of everything being settled. */
export interface Unsettled {
  /** Connections with something in the inbox. */
  readonly inbox: number;
  /** Lines of the ledger with announced days that nobody has read. */
  readonly announced: number;
  /** Grants that are still to be revoked. */
  readonly departures: number;
}

/** Looks into the tables past the module, because a judge does not ask the accused. */
export class Stored {
  constructor(private readonly databaseUrl: string) {}

  async unsettled(): Promise<Unsettled> {
    const [row] = await this.query<Unsettled>(`SELECT
      (SELECT count(DISTINCT connection_id)::int FROM fitbit_pending_update) AS inbox,
      (SELECT count(*)::int FROM fitbit_coverage WHERE changed <> '{}') AS announced,
      (SELECT count(*)::int FROM fitbit_pending_revocation) AS departures`);
    return row;
  }

  async points(userId: string): Promise<Point[]> {
    return this.query<Point>(
      'SELECT resource, date::text, value FROM fitbit_data_point WHERE user_id = $1 AND value IS NOT NULL',
      [userId],
    );
  }

  /** Users whose connection reads data. */
  async activeUsers(): Promise<Set<string>> {
    const rows = await this.query<{ user_id: string }>(`SELECT user_id FROM fitbit_connection WHERE state = 'active'`);
    return new Set(rows.map((row) => row.user_id));
  }

  /** A connection of its own each time: Postgres is killed now and then. */
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
