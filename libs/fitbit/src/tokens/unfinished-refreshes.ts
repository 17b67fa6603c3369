import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { FitbitError, SealedTokensError, UpstreamUnavailableError } from '../errors/fitbit.errors';
import { type Connection, usableUpstream } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { TokenRepository } from '../storage/token.repository';
import { runInParallel } from './run-in-parallel';
import { settledWithin } from './settled-within';
import { TokenRefresh } from './token-refresh';
import { TokenVault } from './token-vault';

/** Together with the lease, within 15 seconds of the death of a process. */
const LOOK_INTERVAL_MS = 2_500;
/** Gives a holder that lost its lease, but is alive, time to finish, and spaces the attempts while there is no answer. */
const PAUSE_MS = 2_000;
const MOST_AT_ONCE = 20;
const CONCURRENCY = 4;
const SHUTDOWN_LIMIT_MS = 5_000;

/**
 * Repeats refreshes that began and have no known outcome: their process died between the request and the commit, or the
 * answer was lost. The upstream may have replaced the tokens already. It repeats its answer for a short time only, so every
 * process looks for them every few seconds, however it is used.
 */
@Injectable()
export class UnfinishedRefreshes implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(UnfinishedRefreshes.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isFailing = false;
  /** Connections whose tokens this process cannot open; another one may have the key. */
  private readonly unopenable = new Set<string>();

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly storedTokens: TokenRepository,
    private readonly vault: TokenVault,
    private readonly refresher: TokenRefresh,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, LOOK_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.looking) await settledWithin(SHUTDOWN_LIMIT_MS, [this.looking]);
  }

  /** Never throws. After a failure the rest waits for the next look, because the upstream or Postgres may be away. */
  private async look(): Promise<void> {
    try {
      const upstream = usableUpstream(this.options);
      const { openablePrefixes } = this.vault;
      const unfinished = await this.storedTokens.findUnfinished(upstream, openablePrefixes, PAUSE_MS, MOST_AT_ONCE);
      await runInParallel(unfinished, CONCURRENCY, (connection) => this.repeat(connection));
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) {
        this.logger.warn(
          `Unfinished token refreshes cannot be repeated and are tried again every few seconds: ${(error as Error).message}`,
        );
      }
      this.isFailing = true;
    }
  }

  private async repeat(connection: Connection): Promise<void> {
    try {
      const grant = this.vault.openGrant(connection.sealedTokens, connection.id);
      const renewed = await this.refresher.refresh(connection, grant, {});
      if (!renewed) return; // Another process was faster.
      this.logger.log(
        `The refresh of connection ${connection.id} had been interrupted. It was repeated, and the new tokens are stored.`,
      );
    } catch (error) {
      if (!(error instanceof FitbitError) || error instanceof UpstreamUnavailableError) throw error;
      if (error instanceof SealedTokensError && this.unopenable.has(connection.id)) return;
      if (error instanceof SealedTokensError) this.unopenable.add(connection.id);
      this.logger.warn(
        `The refresh of connection ${connection.id} had been interrupted and could not be repeated: ${error.message}`,
      );
    }
  }
}
