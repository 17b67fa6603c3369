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

const MOST_AT_ONCE = 64;

const REASONS: Readonly<Record<RenewalStop, string>> = {
  application_refused:
    'Stopped: the upstream refused this application, or most grants at once, which is more likely its fault or a ' +
    'wrong client id than theirs. Those users are connected as before. Look into it; --force believes the upstream.',
  unavailable: 'Stopped: most tokens could not be refreshed. No user was disconnected for that. The log says why.',
};

/** Refreshes access tokens that have expired, as a scheduled task would. */
@Command({ name: 'refresh-tokens', description: 'refresh the access tokens that have expired' })
export class RefreshTokensCommand extends CommandRunner {
  constructor(
    private readonly renewal: TokenRenewal,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--all', description: 'those of all active connections, expired or not' })
  parseAll(): boolean {
    return true;
  }

  @Option({ flags: '--deauth', description: 'remove connections whose grant the upstream calls invalid' })
  parseDeauth(): boolean {
    return true;
  }

  @Option({ flags: '--force', description: 'believe the upstream even when it refuses most grants at once' })
  parseForce(): boolean {
    return true;
  }

  @Option({ flags: '--concurrency <n>', description: `how many at once, 1 to ${MOST_AT_ONCE}`, defaultValue: '8' })
  parseConcurrency(value: string): string {
    return value;
  }

  /** Exit code 1 when a token was not refreshed or the run stopped, 2 for a `--concurrency` out of range. */
  override run(_arguments: string[], options: RefreshTokensOptions): Promise<void> {
    return this.terminal.guard(async () => {
      const { all = false, deauth = false, force = false } = options;
      const concurrency = concurrencyOf(options.concurrency ?? '8');
      const counts = await this.renew({ all, ignoreMassFailure: force, removeLost: deauth, concurrency });
      this.terminal.print(`Successfully refreshed ${counts.renewed} tokens`);
      if (counts.failed > 0) this.terminal.print(`Failed to refresh ${counts.failed} tokens`);
      if (deauth) this.terminal.print(`Deauthenticated ${counts.removed} users`);
      if (counts.stopped) throw new CommandFailure(REASONS[counts.stopped], 1);
      if (counts.failed > 0) throw new CommandFailure('Not every token was refreshed; the log says why.', 1);
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
  if (number >= 1 && number <= MOST_AT_ONCE) return number;
  throw new CommandFailure(`"${text}" is not a number from 1 to ${MOST_AT_ONCE}.`, 2);
}
