import { Command, CommandRunner, Option } from 'nest-commander';
import { FitbitService } from '../fitbit.service';
import { CommandFailure, Terminal } from './terminal';

interface RetryOptions {
  readonly user?: string;
  readonly all?: boolean;
}

const PAGE = 100;

/** Queues failed fetches again at once. `status` lists them. */
@Command({ name: 'retry', description: 'queue failed fetches again' })
export class RetryCommand extends CommandRunner {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--user <id>', description: 'retry the fetches of this user' })
  parseUser(value: string): string {
    return value;
  }

  @Option({ flags: '--all', description: 'retry the fetches of all users' })
  parseAll(): boolean {
    return true;
  }

  /** Exit code 1 when the user has no active connection, 2 unless exactly one of `--user` and `--all` is given. */
  override run(_arguments: string[], { user, all = false }: RetryOptions): Promise<void> {
    return this.terminal.runCommand(async () => {
      if ((user === undefined) !== all) throw new CommandFailure('Use either --user ID or --all.', 2);
      const fetches = user === undefined ? await this.retryAll() : await this.retryUser(user);
      this.terminal.print(`Queued ${fetches} ${fetches === 1 ? 'fetch' : 'fetches'} again.`);
    });
  }

  private async retryUser(userId: string): Promise<number> {
    const connection = await this.fitbit.connection(userId);
    if (!connection) throw new CommandFailure(`User "${userId}" has no connection.`, 1);
    if (connection.state !== 'active')
      throw new CommandFailure(`User "${userId}" has to connect again first (state: ${connection.state}).`, 1);
    return this.fitbit.retry(userId);
  }

  private async retryAll(): Promise<number> {
    let fetches = 0;
    let page = await this.fitbit.connections({ limit: PAGE });
    while (page.length > 0) {
      for (const { userId } of page) fetches += await this.fitbit.retry(userId);
      page = await this.fitbit.connections({ limit: PAGE, afterUserId: page.at(-1)?.userId });
    }
    return fetches;
  }
}
