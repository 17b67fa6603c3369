import { Injectable, Logger } from '@nestjs/common';
import {
  FitbitError,
  NotConnectedError,
  ReauthorizationRequiredError,
  UpstreamConfigurationError,
} from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { RenewalRepository, type RenewalSelection } from '../storage/renewal.repository';
import { AccessTokens } from './access-tokens';
import { runInParallel } from './run-in-parallel';

/** What a run of {@link TokenRenewal} does. */
export interface RenewalOrder {
  /** The tokens of all active connections, not only the expired ones. */
  readonly all: boolean;
  /** Remove connections whose grant the upstream refuses for good. Those that it refused earlier get a last try. */
  readonly removeLost: boolean;
  /** Believe the upstream even when it refuses most grants at once. */
  readonly ignoreMassFailure: boolean;
  readonly concurrency: number;
  /** No further renewal is begun then. @defaultValue never */
  readonly signal?: AbortSignal | undefined;
}

/** `application_refused`: the application was refused, or most grants at once. `unavailable`: most renewals failed for another reason. */
export type RenewalStop = 'application_refused' | 'unavailable';

export interface RenewalCounts {
  readonly total: number;
  readonly renewed: number;
  /** Grants that were refused are among them, removed or not. */
  readonly failed: number;
  readonly removed: number;
  /** Why the run ended before its end. */
  readonly stopped: RenewalStop | undefined;
}

type Tally = { -readonly [K in keyof RenewalCounts]: RenewalCounts[K] };

/** Memory holds one page; what a page shows is judged before the next one is touched. */
const PAGE = 200;
/** Fewer failures than these may be anybody's bad luck. */
const MANY = 20;
const HOUR_MS = 3_600_000;
/** A grant that nobody uses is renewed once a day: upstreams end those that rest for months. */
const LONGEST_REST_MS = 24 * HOUR_MS;
/** How long a verdict may be a mistake. */
const REVERSIBLE_MS = 7 * 24 * HOUR_MS;
/** How often a lost grant is tried again in that time. */
const LAST_TRIES_MS = 6 * HOUR_MS;
const UPKEEP_CONCURRENCY = 4;

/** Renews the tokens of many connections. */
@Injectable()
export class TokenRenewal {
  private readonly logger = new Logger(TokenRenewal.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly renewals: RenewalRepository,
    private readonly tokens: AccessTokens,
  ) {}

  /** `watch` is called after every connection. One that was disconnected meanwhile does not count. */
  async renewAll(
    order: RenewalOrder,
    watch: (counts: RenewalCounts) => void = () => undefined,
  ): Promise<RenewalCounts> {
    const expiredBy = order.all ? undefined : this.options.clock.now();
    const active: RenewalSelection = { state: 'active', expiredBy };
    const lost: RenewalSelection = { state: 'reauthorization_required', expiredBy };
    return this.walk(order.removeLost ? [active, lost] : [active], order, watch);
  }

  /** What a sweep does: renews grants that rest, and tries lost ones again, rarely, for seven days. */
  upkeep(signal?: AbortSignal): Promise<RenewalCounts> {
    const ago = (ms: number) => new Date(this.options.clock.now().getTime() - ms);
    const resting: RenewalSelection = { state: 'active', expiredBy: ago(LONGEST_REST_MS) };
    const retried: RenewalSelection = {
      state: 'reauthorization_required',
      expiredBy: undefined,
      lost: { judged: ago(REVERSIBLE_MS), refused: ago(LAST_TRIES_MS) },
    };
    const order = {
      all: false,
      removeLost: false,
      ignoreMassFailure: false,
      concurrency: UPKEEP_CONCURRENCY,
      signal,
    };
    return this.walk([resting, retried], order, () => undefined);
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
    { concurrency, ignoreMassFailure, removeLost, signal }: RenewalOrder,
    tally: Tally,
    watch: () => void,
  ): Promise<RenewalStop | undefined> {
    const refused: Connection[] = [];
    let applicationRefused = false;
    const failedBefore = tally.failed;
    await runInParallel(page, concurrency, async (connection) => {
      if (signal?.aborted) return;
      const outcome = await this.renew(connection, ignoreMassFailure);
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
    return isMost(tally.failed - failedBefore - refused.length, page.length) ? 'unavailable' : undefined;
  }

  private async renew(
    connection: Connection,
    ignoreMassFailure: boolean,
  ): Promise<'renewed' | 'refused' | 'application_refused' | 'failed' | 'absent'> {
    try {
      await this.tokens.renew(connection, ignoreMassFailure);
      return 'renewed';
    } catch (error) {
      if (error instanceof ReauthorizationRequiredError) return 'refused';
      if (error instanceof NotConnectedError) return 'absent';
      if (!(error instanceof FitbitError)) throw error;
      this.logger.warn(`The token of connection ${connection.id} was not renewed: ${error.message}`);
      return error instanceof UpstreamConfigurationError ? 'application_refused' : 'failed';
    }
  }
}

function isMost(count: number, of: number): boolean {
  return count >= MANY && count > of / 2;
}
