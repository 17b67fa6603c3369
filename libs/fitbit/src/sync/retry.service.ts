import { Injectable, Logger } from '@nestjs/common';
import {
  FitbitError,
  NotConnectedError,
  RateLimitedError,
  ReauthorizationRequiredError,
  RequestRefusedError,
  ScopeMissingError,
  UpstreamGoneError,
} from '../errors/fitbit.errors';
import type { FetchFailure } from '../model/progress';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import type { FetchJob } from '../queue/fetch-job';
import { HistoricalQueue } from '../queue/historical.queue';
import { CircuitOpenError } from '../quota/circuit-breaker';
import { ConnectionRepository } from '../storage/connection.repository';
import { LedgerRepository } from '../storage/ledger.repository';
import { MOST_ATTEMPTS, pauseMs, retryDelayMs } from './retry-delay';

/** Another attempt cannot succeed until the grant or the request changes. */
const FINAL_ERRORS = [
  ReauthorizationRequiredError,
  NotConnectedError,
  ScopeMissingError,
  UpstreamGoneError,
  RequestRefusedError,
];
/** Spreads the fetches that waited for the same open circuit. */
const JITTER_MS = 5_000;

/** Decides when a failed fetch runs again. */
@Injectable()
export class RetryService {
  private readonly logger = new Logger(RetryService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly ledger: LedgerRepository,
    private readonly queue: HistoricalQueue,
  ) {}

  /**
   * Records a failed attempt and returns the milliseconds after which the fetch runs again. `undefined`: the fetch leaves
   * the queue and pauses; the sweep plans it again afterwards. A spent budget and an open circuit are no failed attempts.
   */
  async handleFailure(job: FetchJob, error: unknown): Promise<number | undefined> {
    if (error instanceof RateLimitedError) return error.retryAfterMs;
    if (error instanceof CircuitOpenError) return Math.ceil(error.retryAfterMs + Math.random() * JITTER_MS);
    const fault = { ...codeAndMessageOf(error), failedAt: this.options.clock.now() };
    const attempts = await this.ledger.recordFailure(job, fault);
    if (attempts === 0) {
      this.logFailure(job, error, 'its grant was replaced, so it is dropped');
      return 0; // It runs once more, finds that it is stale, and ends.
    }
    const isFinal = FINAL_ERRORS.some((kind) => error instanceof kind);
    const timesGivenUp = isFinal ? attempts : attempts - MOST_ATTEMPTS + 1;
    const isPaused = timesGivenUp > 0;
    const delayMs = isPaused ? pauseMs(timesGivenUp) : retryDelayMs(attempts);
    await this.ledger.scheduleAttempt(job, new Date(this.options.clock.now().getTime() + delayMs));
    const next = isPaused ? 'it pauses and is planned again' : 'it runs again';
    this.logFailure(job, error, `attempt ${attempts}; ${next} in ${delayMs} ms`);
    return isPaused ? undefined : delayMs;
  }

  /** Queues the failed fetches of a user now, paused or not. Returns their number. */
  async retryFailedFetches(userId: string): Promise<number> {
    const connection = await this.connections.findByUser(userId);
    if (connection?.state !== 'active') return 0;
    const { id: connectionId, grantEpoch } = connection;
    const failures = await this.ledger.resetFailures(connectionId);
    await this.queue.add(
      failures.map(({ endpoint, resources, from, to }) => ({
        fetch: { connectionId, grantEpoch, endpoint, resources, window: { from, to }, again: true },
        delayMs: 0,
      })),
    );
    return failures.length;
  }

  private logFailure({ connectionId, endpoint, window }: FetchJob, error: unknown, next: string): void {
    const fetch = `Fetch ${endpoint} ${window.from}..${window.to} of connection ${connectionId}`;
    const text = `${fetch} failed: ${codeAndMessageOf(error).code}; ${next}.`;
    if (error instanceof FitbitError) this.logger.warn(text);
    else this.logger.error(text, (error as Error).stack);
  }
}

/** What the failure list shows. The text of an unexpected error may hold anything, so it goes to the log only. */
function codeAndMessageOf(error: unknown): Pick<FetchFailure, 'code' | 'message'> {
  if (error instanceof FitbitError) return { code: error.code, message: error.message };
  return { code: 'FITBIT_INTERNAL', message: 'An unexpected error; see the log.' };
}
