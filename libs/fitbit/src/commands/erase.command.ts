import { Command, CommandRunner, Option } from 'nest-commander';
import { FitbitService } from '../fitbit.service';
import { CommandFailure, Terminal } from './terminal';

/** Deletes everything of a user and prints the receipt. */
@Command({ name: 'erase', description: 'delete everything of a user: connection, stored data, queued work' })
export class EraseCommand extends CommandRunner {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--user <id>', description: "the host's id of the user" })
  parseUser(value: string): string {
    return value;
  }

  /** Exit code 1 when there was nothing to delete, 2 without `--user`. */
  override run(_arguments: string[], { user }: { readonly user?: string }): Promise<void> {
    return this.terminal.guard(async () => {
      if (!user) throw new CommandFailure('Say whom to erase: --user ID.', 2);
      const receipt = await this.fitbit.erase(user);
      this.terminal.print(JSON.stringify(receipt, null, 2));
      if (Object.values(receipt.rows).every((count) => count === 0)) {
        throw new CommandFailure(`There was nothing of a user "${user}".`, 1);
      }
    });
  }
}
