import { Command, CommandRunner, Option } from 'nest-commander';
import type { ConnectionSummary } from '../connection/connections.service';
import { FitbitService } from '../fitbit.service';
import { sumLine, userLines, type StateCounts, type UserStatus } from './status';
import { CommandFailure, Terminal } from './terminal';

interface StatusOptions {
  readonly user?: string;
  readonly json?: boolean;
}

const PAGE = 100;

/** Who is connected, in which state, and how far each history has come. */
@Command({ name: 'status', description: 'connections by state, and the progress of each import' })
export class StatusCommand extends CommandRunner {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--user <id>', description: 'only this user' })
  parseUser(value: string): string {
    return value;
  }

  @Option({ flags: '--json', description: 'as one JSON object' })
  parseJson(): boolean {
    return true;
  }

  /** Exit code 1 when the user has no connection. */
  override run(_arguments: string[], { user, json = false }: StatusOptions): Promise<void> {
    return this.terminal.guard(async () => {
      const states: StateCounts = {};
      const users: UserStatus[] = [];
      for await (const connection of user === undefined ? this.everyone() : this.only(user)) {
        states[connection.state] = (states[connection.state] ?? 0) + 1;
        const status = await this.statusOf(connection);
        if (json) users.push(status);
        else for (const line of userLines(status)) this.terminal.print(line);
      }
      this.terminal.print(json ? JSON.stringify({ states, users }, null, 2) : sumLine(states));
    });
  }

  private async *only(userId: string): AsyncGenerator<ConnectionSummary> {
    const connection = await this.fitbit.connection(userId);
    if (!connection) throw new CommandFailure(`User "${userId}" has no connection.`, 1);
    yield connection;
  }

  /** Page by page, so that nobody waits for a hundred thousand rows before the first line. */
  private async *everyone(): AsyncGenerator<ConnectionSummary> {
    let page = await this.fitbit.connections({ limit: PAGE });
    while (page.length > 0) {
      yield* page;
      page = await this.fitbit.connections({ limit: PAGE, afterUserId: page[page.length - 1]?.userId });
    }
  }

  private async statusOf(connection: ConnectionSummary): Promise<UserStatus> {
    const { userId, upstream, state, connectedAt, grantExpiresAt } = connection;
    const progress = await this.fitbit.importProgress(userId);
    return { userId, upstream, state, connectedAt, grantExpiresAt, progress };
  }
}
