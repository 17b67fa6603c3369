import { Command, CommandRunner, Option } from 'nest-commander';
import { FitbitService } from '../fitbit.service';
import { CommandFailure, Terminal } from './terminal';

/** Deletes all data of a user and prints the receipt. */
@Command({ name: 'erase', description: 'delete all data of a user: the connection, stored data and queued jobs' })
export class EraseCommand extends CommandRunner {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--user <id>', description: "the user's id in the host application" })
  parseUser(value: string): string {
    return value;
  }

  /** Exit code 1 when there was nothing to delete, 2 without `--user`. */
  override run(_arguments: string[], { user }: { readonly user?: string }): Promise<void> {
    return this.terminal.runCommand(async () => {
      if (!user) throw new CommandFailure('Name the user to erase with --user ID.', 2);
      const receipt = await this.fitbit.erase(user);
      this.terminal.print(JSON.stringify(receipt, null, 2));
      if (Object.values(receipt.rows).every((count) => count === 0)) {
        throw new CommandFailure(`User "${user}" has no data to delete.`, 1);
      }
    });
  }
}
