import { Command, CommandRunner, Option } from 'nest-commander';
import { type RenewalCounts, type RenewalStop, TokenRenewal } from '../tokens/token-renewal';
import { ProgressLine } from './progress-line';
import { CommandFailure, Terminal } from './terminal';

interface RefreshTokensOptions {
  readonly all?: boolean;
  readonly deauth?: boolean;
  readonly force?: boolean;
  readonly concurrency?: string;
}

const MAX_CONCURRENCY = 64;

const REASONS: Readonly<Record<RenewalStop, string>> = {
  application_refused:
    'Stopped: the upstream refused this application, or most grants at once. The likely cause is a wrong client id or ' +
    'a fault of the upstream, so these users stay connected. Check both; to disconnect the users anyway, use --force.',
  unavailable: 'Stopped: most tokens could not be refreshed. These users stay connected. The log shows the reasons.',
};

/** Refreshes expired access tokens. Intended for a scheduled task. */
@Command({ name: 'refresh-tokens', description: 'refresh expired access tokens' })
export class RefreshTokensCommand extends CommandRunner {
  constructor(
    private readonly renewal: TokenRenewal,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--all', description: 'refresh the tokens of all active connections, expired or not' })
  parseAll(): boolean {
    return true;
  }

  @Option({ flags: '--deauth', description: 'remove connections whose grant the upstream refuses as invalid' })
  parseDeauth(): boolean {
    return true;
  }

  @Option({
    flags: '--force',
    description: 'treat refused grants as lost even when the upstream refuses most grants at once',
  })
  parseForce(): boolean {
    return true;
  }

  @Option({
    flags: '--concurrency <n>',
    description: `how many tokens to refresh at a time, 1 to ${MAX_CONCURRENCY}`,
    defaultValue: '8',
  })
  parseConcurrency(value: string): string {
    return value;
  }

  /** Exit code 1 when a token was not refreshed or the run stopped early, 2 when `--concurrency` is out of range. */
  override run(_arguments: string[], options: RefreshTokensOptions): Promise<void> {
    return this.terminal.runCommand(async () => {
      const { all = false, deauth = false, force = false } = options;
      const concurrency = concurrencyOf(options.concurrency ?? '8');
      const counts = await this.renew({ all, ignoreMassFailure: force, removeLost: deauth, concurrency });
      this.terminal.print(`Successfully refreshed ${counts.renewed} tokens`);
      if (counts.failed > 0) this.terminal.print(`Failed to refresh ${counts.failed} tokens`);
      if (deauth) this.terminal.print(`Deauthenticated ${counts.removed} users`);
      if (counts.stopped) throw new CommandFailure(REASONS[counts.stopped], 1);
      if (counts.failed > 0) throw new CommandFailure('Some tokens were not refreshed. The log shows the reasons.', 1);
    });
  }

  private async renew(order: Parameters<TokenRenewal['renewAll']>[0]): Promise<RenewalCounts> {
    const progress = new ProgressLine(this.terminal.err, 'Refreshing tokens');
    try {
      return await this.renewal.renewAll(order, ({ total, renewed, failed }) =>
        progress.update(renewed + failed, total, failed > 0 ? `, ${failed} failed` : ''),
      );
    } finally {
      progress.end();
    }
  }
}

function concurrencyOf(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MAX_CONCURRENCY) return number;
  throw new CommandFailure(`"${text}" is not a number from 1 to ${MAX_CONCURRENCY}.`, 2);
}
