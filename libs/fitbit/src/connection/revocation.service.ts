import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import {
  AccessTokenRejectedError,
  ReauthorizationRequiredError,
  ScopeMissingError,
  UpstreamUnavailableError,
} from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import type { Grant } from '../model/grant';
import type { PendingRevocation } from '../model/pending-revocation';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { PendingRevocationRepository } from '../storage/pending-revocation.repository';
import { SubscriptionService } from '../subscriptions/subscription.service';
import { HistoricalQueue } from '../queue/historical.queue';
import { PostponedError } from '../queue/job-queue';
import { UpdateQueue } from '../queue/update.queue';
import { PendingRevocationTokens } from '../tokens/pending-revocation-tokens';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { ConnectionQueue } from '../queue/connection.queue';

/** Longer than the few requests of a revocation take. The lease of a dead process ends by then. */
const LEASE_MS = 3 * 60_000;
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
    await this.queue.addRevocation(revocationId).catch((error: Error) =>
      // The pending revocation is stored in Postgres, so the sweep finds it.
      this.logger.error(
        `The revocation for user ${userId} (connection ${connectionId}) is not queued yet; a sweep queues it later. ` +
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
    const deadline = Date.now() + MAX_WAIT_MS;
    while (!(await this.revocations.leaseAllOfAccount(upstreamUserId, LEASE_MS))) {
      if (Date.now() > deadline) throw new UpstreamUnavailableError('the old grant of this account is being revoked');
      await sleep(POLL_INTERVAL_MS);
    }
    try {
      return await use();
    } finally {
      // Storing the new grant deleted the pending revocations. If it was not stored, they continue.
      await this.revocations.releaseAllOfAccount(upstreamUserId).catch(() => undefined);
    }
  }

  /**
   * Ends the subscriptions and the grant of a pending revocation. Revoking one token ends the user's whole grant, so
   * nothing is revoked when a newer grant of the same account exists or is being stored. After 24 hours of failures the
   * pending revocation is dropped.
   *
   * @throws PostponedError while another process holds the pending revocation, and the errors of the upstream.
   */
  async revoke(revocationId: string): Promise<void> {
    const revocation = await this.revocations.lease(revocationId, LEASE_MS);
    if (!revocation) {
      // The process that holds it may have died, so the job runs again as long as the row exists.
      if (await this.revocations.exists(revocationId)) throw new PostponedError(LEASE_MS);
      return;
    }
    try {
      const ours = revocation.upstream === this.upstream.name && !(await this.revocations.hasNewerGrant(revocation));
      if (ours) await this.unsubscribeAndRevoke(revocation);
    } catch (error) {
      if (!this.isOverdue(revocation)) {
        await this.revocations.release(revocationId);
        throw error;
      }
      this.logger.error(
        `Pending revocation ${revocationId} (connection ${revocation.connectionId}) failed for 24 hours and is dropped: ` +
          `${(error as Error).message} The user can end the grant in the settings of the account.`,
      );
    }
    await this.revocations.delete(revocationId);
    await this.cancelJobs(revocation.connectionId);
  }

  private isOverdue({ disconnectedAt }: PendingRevocation): boolean {
    return this.options.clock.now().getTime() - disconnectedAt.getTime() >= GIVE_UP_AFTER_MS;
  }

  private async unsubscribeAndRevoke(revocation: PendingRevocation): Promise<void> {
    try {
      const grant = await this.tokens.acquireGrant(revocation);
      if (this.options.subscribe) await this.unsubscribe(revocation, grant);
      await this.upstream.oauth.revoke(grant);
    } catch (error) {
      if (!(error instanceof ReauthorizationRequiredError)) throw error;
      this.logger.log(
        `The grant of pending revocation ${revocation.id} (connection ${revocation.connectionId}) had already ended; ` +
          'the revocation is complete.',
      );
    }
  }

  /** Subscriptions end with the grant, so a subscription that cannot be ended must not prevent the revocation. */
  private async unsubscribe({ upstreamUserId }: PendingRevocation, { accessToken }: Grant): Promise<void> {
    try {
      const session = this.sessions.open(upstreamUserId, accessToken, 'interactive');
      await this.subscriptions.unsubscribe({ session, upstreamUserId });
    } catch (error) {
      const hasEnded = error instanceof AccessTokenRejectedError || error instanceof ScopeMissingError;
      if (!hasEnded) throw error;
    }
  }
}
