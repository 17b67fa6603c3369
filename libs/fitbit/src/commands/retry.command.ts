import { Command, CommandRunner, Option } from 'nest-commander';
import { FitbitService } from '../fitbit.service';
import { CommandFailure, Terminal } from './terminal';

interface RetryOptions {
  readonly user?: string;
  readonly all?: boolean;
}

const PAGE = 100;

/** Queues fetches again that failed too often and pause, as `status` lists them. */
@Command({ name: 'retry', description: 'queue failed fetches again' })
export class RetryCommand extends CommandRunner {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--user <id>', description: 'those of this user' })
  parseUser(value: string): string {
    return value;
  }

  @Option({ flags: '--all', description: 'those of everybody' })
  parseAll(): boolean {
    return true;
  }

  /** Exit code 1 without an active connection of the user, 2 unless one of `--user` and `--all` is given. */
  override run(_arguments: string[], { user, all = false }: RetryOptions): Promise<void> {
    return this.terminal.guard(async () => {
      if ((user === undefined) !== all) throw new CommandFailure('Say whose: --user ID, or --all.', 2);
      const fetches = user === undefined ? await this.everyone() : await this.only(user);
      this.terminal.print(`Queued ${fetches} ${fetches === 1 ? 'fetch' : 'fetches'} again.`);
    });
  }

  private async only(userId: string): Promise<number> {
    const connection = await this.fitbit.connection(userId);
    if (!connection) throw new CommandFailure(`User "${userId}" has no connection.`, 1);
    if (connection.state !== 'active')
      throw new CommandFailure(`User "${userId}" has to connect again first: ${connection.state}.`, 1);
    return this.fitbit.retry(userId);
  }

  private async everyone(): Promise<number> {
    let fetches = 0;
    let page = await this.fitbit.connections({ limit: PAGE });
    while (page.length > 0) {
      for (const { userId } of page) fetches += await this.fitbit.retry(userId);
      page = await this.fitbit.connections({ limit: PAGE, afterUserId: page.at(-1)?.userId });
    }
    return fetches;
  }
}
