import { Injectable, Logger } from '@nestjs/common';
import {
  FitbitError,
  NotConnectedError,
  ReauthorizationRequiredError,
  SealedTokensError,
  UpstreamConfigurationError,
} from '../errors/fitbit.errors';
import { latestCredible } from '../model/clock';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { RenewalRepository, type RenewalSelection } from '../storage/renewal.repository';
import { AccessTokens } from './access-tokens';
import type { RefusalRules } from './grant-status.service';
import { runInParallel } from './run-in-parallel';

/** What a run of {@link TokenRenewal} does. */
export interface RenewalOrder {
  /** Renew the tokens of all active connections, not only expired ones. */
  readonly all: boolean;
  /** Remove connections whose grant is lost. Grants that were lost earlier are tried one last time. */
  readonly removeLost: boolean;
  /** Mark refused grants as lost even when the upstream refuses most grants at once. */
  readonly ignoreMassFailure: boolean;
  /** How many renewals run at a time. */
  readonly concurrency: number;
  /** Once it is aborted, no further renewal starts. @defaultValue never aborted */
  readonly signal?: AbortSignal | undefined;
}

/**
 * `application_refused`: the upstream refused the application, or most grants at once. `unavailable`: most renewals
 * failed for another reason.
 */
export type RenewalStop = 'application_refused' | 'unavailable';

export interface RenewalCounts {
  readonly total: number;
  readonly renewed: number;
  /** Includes refused grants, whether or not their connection was removed. */
  readonly failed: number;
  readonly removed: number;
  /** Why the run stopped early. */
  readonly stopped: RenewalStop | undefined;
}

type Tally = { -readonly [K in keyof RenewalCounts]: RenewalCounts[K] };

/** Limits memory. A run decides after each page whether to go on. */
const PAGE = 200;
/** Fewer failures than these can be coincidence. */
const MASS_FAILURE_MINIMUM = 20;
const HOUR_MS = 3_600_000;
/** An unused grant is renewed once a day, because upstreams end grants that stay unused for months. */
const MAX_UNUSED_MS = 24 * HOUR_MS;
/** How long a lost grant may still be restored. */
const REVERSIBLE_MS = 7 * 24 * HOUR_MS;
/** How often a lost grant is tried again during that time. */
const RETRY_LOST_INTERVAL_MS = 6 * HOUR_MS;
const UPKEEP_CONCURRENCY = 4;
/** More than one, in case its tokens cannot be opened. */
const GONE_TRIES = 3;

/** Renews the tokens of many connections. */
@Injectable()
export class TokenRenewal {
  private readonly logger = new Logger(TokenRenewal.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly renewals: RenewalRepository,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * Renews the tokens that `order` selects. Calls `watch` after each connection; one that was disconnected meanwhile is
   * counted neither as renewed nor as failed.
   */
  async renewAll(
    order: RenewalOrder,
    watch: (counts: RenewalCounts) => void = () => undefined,
  ): Promise<RenewalCounts> {
    const expiredBy = order.all ? undefined : this.options.clock.now();
    const active: RenewalSelection = { states: ['active'], expiredBy };
    const lost: RenewalSelection = { states: ['reauthorization_required'], expiredBy };
    return this.walk(order.removeLost ? [active, lost] : [active], order, watch);
  }

  /**
   * Renews unused grants, retries lost ones every six hours for seven days, and tries whether an upstream that is gone is
   * back. Called by a sweep.
   */
  async upkeep(signal?: AbortSignal): Promise<RenewalCounts> {
    const now = this.options.clock.now();
    const ago = (ms: number) => new Date(now.getTime() - ms);
    await this.renewals.setBackFuture(latestCredible(now), ago(MAX_UNUSED_MS));
    const unused: RenewalSelection = { states: ['active'], expiredBy: ago(MAX_UNUSED_MS) };
    const lost: RenewalSelection = {
      states: ['reauthorization_required', 'revoked'],
      expiredBy: undefined,
      lost: { marked: ago(REVERSIBLE_MS), refused: ago(RETRY_LOST_INTERVAL_MS) },
    };
    const order: RenewalOrder = {
      all: false,
      removeLost: false,
      ignoreMassFailure: false,
      concurrency: UPKEEP_CONCURRENCY,
      signal,
    };
    const tried = await this.tryGone(signal);
    const counts = await this.walk([unused, lost], order, () => undefined);
    return { ...counts, renewed: counts.renewed + tried };
  }

  /** A few will do: any answer but HTTP 410 makes all of them active. Returns how many were renewed. */
  private async tryGone(signal: AbortSignal | undefined): Promise<number> {
    const gone: RenewalSelection = { states: ['upstream_gone'], expiredBy: this.options.clock.now() };
    const { connections } = await this.renewals.page(gone, GONE_TRIES, undefined);
    let renewed = 0;
    for (const connection of connections) {
      if (signal?.aborted) break;
      const outcome = await this.renew(connection, {});
      if (outcome === 'renewed') renewed++;
      if (outcome !== 'failed') break;
    }
    return renewed;
  }

  private async walk(
    selections: readonly RenewalSelection[],
    order: RenewalOrder,
    watch: (counts: RenewalCounts) => void,
  ): Promise<RenewalCounts> {
    const tally: Tally = { total: 0, renewed: 0, failed: 0, removed: 0, stopped: undefined };
    for (const selection of selections) tally.total += await this.renewals.count(selection);
    for (const selection of selections) {
      for await (const page of this.pages(selection)) {
        tally.stopped = await this.renewPage(page, order, tally, () => watch(tally));
        if (tally.stopped || order.signal?.aborted) return tally;
      }
    }
    return tally;
  }

  private async *pages(selection: RenewalSelection): AsyncGenerator<readonly Connection[]> {
    let after: string | undefined;
    do {
      const page = await this.renewals.page(selection, PAGE, after);
      if (page.connections.length > 0) yield page.connections;
      after = page.next;
    } while (after !== undefined);
  }

  private async renewPage(
    page: readonly Connection[],
    { concurrency, removeLost, signal, ...rules }: RenewalOrder,
    tally: Tally,
    watch: () => void,
  ): Promise<RenewalStop | undefined> {
    const refused: Connection[] = [];
    const unreadable: Connection[] = [];
    let applicationRefused = false;
    const failedBefore = tally.failed;
    await runInParallel(page, concurrency, async (connection) => {
      if (signal?.aborted) return;
      const outcome = await this.renew(connection, rules, unreadable);
      if (outcome === 'renewed') tally.renewed++;
      else if (outcome !== 'absent') tally.failed++;
      if (outcome === 'refused') refused.push(connection);
      applicationRefused ||= outcome === 'application_refused';
      watch();
    });
    if (applicationRefused) return 'application_refused';
    if (removeLost) {
      for (const connection of refused) if (await this.renewals.removeLost(connection)) tally.removed++;
    }
    // Neither kind says that the upstream is ill, and a page full of them must not end every run at the same place.
    const others = tally.failed - failedBefore - refused.length - unreadable.length;
    return isMost(others, page.length) ? 'unavailable' : undefined;
  }

  private async renew(
    connection: Connection,
    { ignoreMassFailure }: RefusalRules,
    unreadable: Connection[] = [],
  ): Promise<'renewed' | 'refused' | 'application_refused' | 'failed' | 'absent'> {
    try {
      await this.tokens.renew(connection, { ignoreMassFailure });
      return 'renewed';
    } catch (error) {
      if (error instanceof ReauthorizationRequiredError) return 'refused';
      if (error instanceof NotConnectedError) return 'absent';
      if (!(error instanceof FitbitError)) throw error;
      if (error instanceof SealedTokensError) unreadable.push(connection);
      this.logger.warn(
        `The tokens of user ${connection.userId} (connection ${connection.id}) were not renewed and stay as they are: ` +
          error.message,
      );
      return error instanceof UpstreamConfigurationError ? 'application_refused' : 'failed';
    }
  }
}

function isMost(count: number, of: number): boolean {
  return count >= MASS_FAILURE_MINIMUM && count > of / 2;
}
