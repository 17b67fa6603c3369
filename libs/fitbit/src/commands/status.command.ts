import { Command, CommandRunner, Option } from 'nest-commander';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ConnectionSummary } from '../connection/connections.service';
import { FitbitService } from '../fitbit.service';
import { sumLine, userLines, type StateCounts, type UserStatus } from './status';
import { CommandFailure, Terminal } from './terminal';

interface StatusOptions {
  readonly user?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
}

const PAGE = 100;

/** Lists the connections with their states and the progress of each import. */
@Command({ name: 'status', description: 'show the connections by state and the progress of each import' })
export class StatusCommand extends CommandRunner {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--user <id>', description: 'show only this user' })
  parseUser(value: string): string {
    return value;
  }

  @Option({ flags: '--json', description: 'print a JSON object per line: one per connection, then the totals' })
  parseJson(): boolean {
    return true;
  }

  @Option({ flags: '--summary', description: 'print the totals only' })
  parseSummary(): boolean {
    return true;
  }

  /** Exit code 1 when the user has no connection, 2 for options that exclude each other. */
  override run(_arguments: string[], { user, json = false, summary = false }: StatusOptions): Promise<void> {
    return this.terminal.runCommand(async () => {
      if (summary && user !== undefined) throw new CommandFailure('Use either --user or --summary.', 2);
      const connections = user === undefined ? this.allConnections() : [await this.connectionOf(user)];
      const lines = summary ? this.totals(json) : this.list(connections, json);
      await pipeline(Readable.from(lines), this.terminal.out, { end: false });
    });
  }

  /** Counts without reading the connections, so it takes a moment for any number of them. */
  private async *totals(json: boolean): AsyncGenerator<string> {
    yield totalsLine(await this.fitbit.countConnections(), json);
  }

  /** Memory use is bounded: the next line is made when the reader has taken the last. */
  private async *list(
    connections: AsyncIterable<ConnectionSummary> | Iterable<ConnectionSummary>,
    json: boolean,
  ): AsyncGenerator<string> {
    const states: StateCounts = {};
    for await (const connection of connections) {
      states[connection.state] = (states[connection.state] ?? 0) + 1;
      const status = await this.statusOf(connection);
      yield json ? jsonLine(status) : userLines(status).map(endLine).join('');
    }
    yield totalsLine(states, json);
  }

  private async connectionOf(userId: string): Promise<ConnectionSummary> {
    const connection = await this.fitbit.connection(userId);
    if (!connection) throw new CommandFailure(`User "${userId}" has no connection.`, 1);
    return connection;
  }

  /** Reads page by page, so that the first line appears before all rows are read. */
  private async *allConnections(): AsyncGenerator<ConnectionSummary> {
    let page = await this.fitbit.connections({ limit: PAGE });
    while (page.length > 0) {
      yield* page;
      page = await this.fitbit.connections({ limit: PAGE, afterUserId: page.at(-1)?.userId });
    }
  }

  private async statusOf(connection: ConnectionSummary): Promise<UserStatus> {
    const { userId, upstream, state, connectedAt, grantExpiresAt } = connection;
    const progress = await this.fitbit.importProgress(userId);
    return { userId, upstream, state, connectedAt, grantExpiresAt, progress };
  }
}

const endLine = (line: string) => `${line}\n`;
const jsonLine = (value: object) => endLine(JSON.stringify(value));
/** The last line of every output: without it, the output was cut off. */
const totalsLine = (states: StateCounts, json: boolean) => (json ? jsonLine({ states }) : endLine(sumLine(states)));
