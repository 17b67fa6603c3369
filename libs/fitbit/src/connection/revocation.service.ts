import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AccessTokenRejectedError, ScopeMissingError, UpstreamUnavailableError } from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import { usableUpstream } from '../model/connection';
import type { Grant } from '../model/grant';
import type { PendingRevocation } from '../model/pending-revocation';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { PendingRevocationRepository } from '../storage/pending-revocation.repository';
import { LEASE_MS, whileRenewing } from '../storage/while-renewing';
import { SubscriptionService } from '../subscriptions/subscription.service';
import { HistoricalQueue } from '../queue/historical.queue';
import { PostponedError } from '../queue/job-queue';
import { UpdateQueue } from '../queue/update.queue';
import { PendingRevocationTokens } from '../tokens/pending-revocation-tokens';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { ConnectionQueue } from '../queue/connection.queue';

/** How soon a revocation looks again whether the user's callback has ended. */
const CALLBACK_RETRY_MS = 5_000;
/** How long a user who connects waits while the old grant of the account is revoked. */
const MAX_WAIT_MS = 10_000;
const POLL_INTERVAL_MS = 100;
/** A pending revocation is dropped after this time, so that its sealed grant is not kept indefinitely. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** Removes connections and revokes their grants at the upstream. */
@Injectable()
export class RevocationService {
  private readonly logger = new Logger(RevocationService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly revocations: PendingRevocationRepository,
    private readonly events: FitbitEvents,
    private readonly fetches: HistoricalQueue,
    private readonly queue: ConnectionQueue,
    private readonly sessions: UpstreamSessions,
    private readonly subscriptions: SubscriptionService,
    private readonly tokens: PendingRevocationTokens,
    private readonly updates: UpdateQueue,
    private readonly upstream: FitbitUpstream,
  ) {}

  /** Removes the user's connection; `false` when there was none. Stored series stay. */
  async disconnect(userId: string): Promise<boolean> {
    const revocation = await this.revocations.createOnDisconnect(userId, this.options.clock.now());
    if (!revocation) return false;
    await this.announceAndQueue(userId, revocation.connectionId, revocation.id);
    return true;
  }

  /** Emits the event and queues the revocation of a connection that has already been removed. */
  async announceAndQueue(userId: string, connectionId: string, revocationId: string): Promise<void> {
    const at = this.options.clock.now();
    this.events.emit({ type: 'connection-state', connectionId, userId, state: 'disconnected', at });
    await this.queueRevocation(revocationId, connectionId);
  }

  /** Revokes a grant that never became a connection. The host's id of the user is not kept. */
  async revokeUnstored(
    grant: Pick<PendingRevocation, 'connectionId' | 'upstreamUserId' | 'sealedTokens'>,
  ): Promise<void> {
    const id = randomUUID();
    const disconnectedAt = this.options.clock.now();
    await this.revocations.create({ ...grant, id, userId: null, upstream: this.upstream.name, disconnectedAt });
    await this.queueRevocation(id, grant.connectionId);
  }

  /** The pending revocation is stored in Postgres, so a sweep finds it when Redis is away. */
  private async queueRevocation(revocationId: string, connectionId: string): Promise<void> {
    await this.queue
      .addRevocation(revocationId)
      .catch((error: Error) =>
        this.logger.error(
          `Pending revocation ${revocationId} (connection ${connectionId}) is not queued yet; a sweep queues it later. ` +
            error.message,
          error.stack,
        ),
      );
  }

  /** Removes the queued jobs of a connection that was removed. Returns how many there were. */
  async cancelJobs(connectionId: string): Promise<number> {
    const fetches = (await this.fetches.cancel(connectionId)) + (await this.updates.cancel(connectionId));
    return fetches + (await this.queue.cancel(connectionId));
  }

  /**
   * Runs `use`, which stores a new grant, while no revocation of the same account is running: revoking the old grant
   * would end the new one as well. Waits for a revocation that is already running.
   *
   * @throws UpstreamUnavailableError when the revocation takes too long.
   */
  async holdRevocationsDuring<T>(upstreamUserId: string, use: () => Promise<T>): Promise<T> {
    const holder = randomUUID();
    const account = { upstreamUserId };
    const deadline = performance.now() + MAX_WAIT_MS;
    try {
      while (!(await this.revocations.leaseAllOfAccount(upstreamUserId, holder, LEASE_MS))) {
        if (performance.now() > deadline)
          throw new UpstreamUnavailableError('the old grant of this account is being revoked');
        await sleep(POLL_INTERVAL_MS);
      }
      return await whileRenewing(() => this.revocations.renew(account, holder, LEASE_MS), use);
    } finally {
      // Storing the new grant deleted the pending revocations. If it was not stored, they continue.
      await this.revocations.release(account, holder).catch(() => undefined);
    }
  }

  /**
   * Ends the subscriptions and the grant of a pending revocation. Revoking one token ends the user's whole grant, so
   * nothing is revoked when a newer grant of the same account exists. After 24 hours of failures the pending revocation is
   * dropped.
   *
   * @throws PostponedError while another process holds the pending revocation or a callback of the user runs, and the
   * errors of the upstream.
   */
  async revoke(revocationId: string): Promise<void> {
    const holder = randomUUID();
    const leased = { id: revocationId };
    const revocation = await this.revocations.lease(revocationId, holder, LEASE_MS);
    if (!revocation) {
      // The process that holds it may have died, so the job runs again as long as the row exists.
      if (await this.revocations.exists(revocationId)) throw postponed(LEASE_MS);
      return;
    }
    try {
      const renew = () => this.revocations.renew(leased, holder, LEASE_MS);
      if (revocation.upstream === usableUpstream(this.options))
        await whileRenewing(renew, () => this.unsubscribeAndRevoke(revocation, holder));
    } catch (error) {
      if (error instanceof PostponedError || !this.isOverdue(revocation)) {
        await this.revocations.release(leased, holder);
        throw error;
      }
      this.logger.error(
        `Pending revocation ${revocationId} (connection ${revocation.connectionId}) failed for 24 hours and is dropped: ` +
          `${(error as Error).message} The user can end the grant in the settings of the account.`,
      );
    }
    await this.revocations.delete(revocationId);
    if (!(await this.revocations.isConnected(revocation))) await this.cancelJobs(revocation.connectionId);
  }

  private isOverdue({ disconnectedAt }: PendingRevocation): boolean {
    return this.options.clock.now().getTime() - disconnectedAt.getTime() >= GIVE_UP_AFTER_MS;
  }

  private async unsubscribeAndRevoke(revocation: PendingRevocation, holder: string): Promise<void> {
    // Asked before each step: the one before may have taken long, and the user may be connecting again.
    const mayRevoke = () => this.mayRevoke(revocation, holder);
    if (!(await mayRevoke())) return;
    const grant = await this.tokens.acquireGrant(revocation);
    if (this.options.subscribe) await this.unsubscribe(revocation, grant, mayRevoke);
    if (await mayRevoke()) await this.upstream.oauth.revoke(grant);
  }

  /** `false` when a newer grant of the account is connected. @throws PostponedError when the answer may change. */
  private async mayRevoke({ id }: PendingRevocation, holder: string): Promise<boolean> {
    const revocability = await this.revocations.revocability(id, holder);
    if (revocability === 'callback_running') throw postponed(CALLBACK_RETRY_MS);
    if (revocability === 'lost') throw postponed(LEASE_MS);
    return revocability === 'revocable';
  }

  /** Subscriptions end with the grant, so a subscription that cannot be ended must not prevent the revocation. */
  private async unsubscribe(
    { upstreamUserId }: PendingRevocation,
    { accessToken }: Grant,
    mayContinue: () => Promise<boolean>,
  ): Promise<void> {
    try {
      const session = this.sessions.open(upstreamUserId, accessToken, 'interactive');
      await this.subscriptions.unsubscribe({ session, upstreamUserId }, mayContinue);
    } catch (error) {
      const hasEnded = error instanceof AccessTokenRejectedError || error instanceof ScopeMissingError;
      if (!hasEnded) throw error;
    }
  }
}

/** Waiting for another process is no failed attempt. */
function postponed(delayMs: number): PostponedError {
  return new PostponedError(delayMs, { countsAsAttempt: false });
}
