import { Injectable } from '@nestjs/common';
import {
  NotConnectedError,
  RateLimitedError,
  ReauthorizationRequiredError,
  RequestRefusedError,
  ScopeMissingError,
  UpstreamGoneError,
} from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { LedgerRepository } from '../storage/ledger.repository';
import { CircuitOpenError } from '../quota/circuit-breaker';
import { FetchService } from './fetch.service';
import type { FetchJob } from '../queue/fetch-job';
import { HistoricalQueue } from '../queue/historical.queue';
import { MOST_ATTEMPTS, pauseMs, retryDelayMs } from './retry-delay';

/** For these another attempt cannot help: the grant has to change first, or the request. */
const FINAL = [
  ReauthorizationRequiredError,
  NotConnectedError,
  ScopeMissingError,
  UpstreamGoneError,
  RequestRefusedError,
];
/** Fetches that waited for the same thing do not come back in one second. */
const JITTER_MS = 5_000;

/** Decides what becomes of a fetch that failed. */
@Injectable()
export class RetryService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly fetches: FetchService,
    private readonly ledger: LedgerRepository,
    private readonly queue: HistoricalQueue,
  ) {}

  /**
   * Milliseconds after which the fetch runs again; `undefined`: it leaves the queue, and the sweep plans it again when
   * its pause is over. A spent budget and an open circuit are no failed attempts.
   */
  async afterFailure(job: FetchJob, error: unknown): Promise<number | undefined> {
    if (error instanceof RateLimitedError) return error.retryAfterMs;
    if (error instanceof CircuitOpenError) return Math.ceil(error.retryAfterMs + Math.random() * JITTER_MS);
    const attempts = await this.fetches.recordFailure(job, error);
    if (attempts === 0) return 0; // it runs again, finds its grant replaced, and ends
    const final = FINAL.some((kind) => error instanceof kind);
    const timesGivenUp = final ? attempts : attempts - MOST_ATTEMPTS + 1;
    const delayMs = timesGivenUp > 0 ? pauseMs(timesGivenUp) : retryDelayMs(attempts);
    await this.ledger.scheduleAttempt(job, new Date(this.options.clock.now().getTime() + delayMs));
    return timesGivenUp > 0 ? undefined : delayMs;
  }

  /** Queues a connection's failed fetches now, whatever their pause. Returns how many there are. */
  async retry({ id: connectionId, grantEpoch }: Pick<Connection, 'id' | 'grantEpoch'>): Promise<number> {
    const failures = await this.ledger.resetFailures(connectionId);
    await this.queue.add(
      failures.map(({ endpoint, resources, from, to }) => ({
        fetch: { connectionId, grantEpoch, endpoint, resources, window: { from, to }, again: true },
        delayMs: 0,
      })),
    );
    return failures.length;
  }
}
