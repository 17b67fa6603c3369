import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { UpstreamUnavailableError } from '../errors/fitbit.errors';
import { settledWithin } from './settled-within';

/** The first failures may be a single broken connection to the database. */
const FIRST_PAUSES_MS = [50, 100, 200];
/** Short, so that the grant is stored before another process, which sees an expired lease, has confirmed a refusal. */
const PAUSE_MS = 500;
/** How long a caller waits for the database. */
const CALLER_WAITS_MS = 5_000;
/** As long as running jobs get at shutdown. */
const SHUTDOWN_LIMIT_MS = 5_000;

/**
 * Refreshed grants that the database has not taken yet. The upstream may have invalidated the grants before them, so each
 * is the only copy. It stays in the memory of this process, and nowhere else, until it is stored.
 */
@Injectable()
export class UnstoredGrants implements BeforeApplicationShutdown {
  private readonly logger = new Logger(UnstoredGrants.name);
  private readonly stopping = new AbortController();
  /** The connections whose grant is kept, by the work that stores it. */
  private readonly kept = new Map<Promise<unknown>, string>();

  /**
   * Stores a grant with `store`, which is called until it does not throw.
   *
   * @param ended - called when the grant is stored, or this process ends without
   * @throws UpstreamUnavailableError after five seconds. The grant is kept and the attempts go on.
   */
  async keep<T>(connectionId: string, store: () => Promise<T>, ended: () => void = () => undefined): Promise<T> {
    const stored = this.storeEventually(store);
    this.kept.set(stored, connectionId);
    const forget = () => {
      this.kept.delete(stored);
      ended();
    };
    void stored.then(forget, forget);
    if (await settledWithin(CALLER_WAITS_MS, [stored], { ref: false })) return stored;
    this.logger.error(
      `The refreshed tokens of connection ${connectionId} cannot be stored. This process keeps them in memory and stores ` +
        'them when the database answers again.',
    );
    throw new UpstreamUnavailableError('the refreshed tokens are not stored yet');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const inTime = await settledWithin(SHUTDOWN_LIMIT_MS, [...this.kept.keys()]);
    this.stopping.abort();
    if (inTime) return;
    for (const connectionId of this.kept.values()) {
      this.logger.error(
        `The refreshed tokens of connection ${connectionId} could not be stored before this process ended. Another process ` +
          'repeats the refresh; if the upstream refuses that, the user has to connect again.',
      );
    }
  }

  private async storeEventually<T>(store: () => Promise<T>): Promise<T> {
    const pauses = FIRST_PAUSES_MS.values();
    for (;;) {
      try {
        return await store();
      } catch (error) {
        if (this.stopping.signal.aborted) throw error;
        await sleep(pauses.next().value ?? PAUSE_MS, undefined, { signal: this.stopping.signal });
      }
    }
  }
}
