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
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { retry } from '../tokens/retry';
import { TokenVault } from '../tokens/token-vault';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { ConnectionQueue } from '../queue/connection.queue';

/** Longer than the few requests of a departure take; a process that died holds it no longer. */
const LEASE_MS = 3 * 60_000;
/** How long somebody who connects waits for the revocation of the account's old grant. */
const MAX_WAIT_MS = 10_000;
const POLL_INTERVAL_MS = 100;
/** A sealed grant is kept no longer for the sake of revoking it. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** Removes connections and ends their grants at the upstream. */
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
    private readonly updates: UpdateQueue,
    private readonly upstream: FitbitUpstream,
    private readonly vault: TokenVault,
  ) {}

  /** Removes the user's connection; `false` when there was none. Stored series stay. */
  async disconnect(userId: string): Promise<boolean> {
    const revocation = await this.revocations.createOnDisconnect(userId, this.options.clock.now());
    if (!revocation) return false;
    await this.announceAndQueue(userId, revocation.connectionId, revocation.id);
    return true;
  }

  /** Tells the host, and queues the end of a grant whose connection is removed already. */
  async announceAndQueue(userId: string, connectionId: string, revocationId: string): Promise<void> {
    const at = this.options.clock.now();
    this.events.emit({ type: 'connection-state', connectionId, userId, state: 'disconnected', at });
    // The departure stands in Postgres: a worker that starts queues what Redis does not know.
    await this.queue.addRevocation(revocationId).catch((error: Error) => this.logger.error(error.message, error.stack));
  }

  /** Drops the queued work of a connection that was removed. Returns the number of jobs. */
  async cancelJobs(connectionId: string): Promise<number> {
    const fetches = (await this.fetches.cancel(connectionId)) + (await this.updates.cancel(connectionId));
    return fetches + (await this.queue.cancel(connectionId));
  }

  /**
   * For a grant that was just given and is not stored yet: waits for a revocation of the account's old one, which may
   * have ended the new one with it, and lets none begin until `use` is done.
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
      // Stored, the new grant has removed them; otherwise they go on.
      await this.revocations.releaseAllOfAccount(upstreamUserId).catch(() => undefined);
    }
  }

  /**
   * Ends the subscriptions and the grant of a departure. Revoking one token ends the user's whole grant, so nothing is
   * done when somebody holds a newer grant of the same account, or is about to. After 24 hours in vain it is given up.
   *
   * @throws PostponedError while somebody else holds the departure, and whatever the upstream refuses.
   */
  async revoke(revocationId: string): Promise<void> {
    const revocation = await this.revocations.lease(revocationId, LEASE_MS);
    if (!revocation) {
      // Whoever holds it may have left meanwhile: while it is there, the job has to come again.
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
        `The grant of departure ${revocationId} could not be revoked in 24 hours and is dropped: ` +
          `${(error as Error).message} The user can end it in the settings of the account.`,
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
      const grant = await this.refreshIfExpired(revocation);
      if (this.options.subscribe) await this.unsubscribe(revocation, grant);
      await this.upstream.oauth.revoke(grant);
    } catch (error) {
      if (!(error instanceof ReauthorizationRequiredError)) throw error;
      this.logger.log(`The grant of departure ${revocation.id} had ended already.`);
    }
  }

  /** Subscriptions end with the grant anyway: one that cannot be ended does not keep the grant alive. */
  private async unsubscribe({ upstreamUserId }: PendingRevocation, { accessToken }: Grant): Promise<void> {
    try {
      const session = this.sessions.open(upstreamUserId, accessToken, 'interactive');
      await this.subscriptions.unsubscribe({ session, upstreamUserId });
    } catch (error) {
      const over = error instanceof AccessTokenRejectedError || error instanceof ScopeMissingError;
      if (!over) throw error;
    }
  }

  /** An expired access token cannot unsubscribe; the refreshed pair is kept before it is used. */
  private async refreshIfExpired(revocation: PendingRevocation): Promise<Grant> {
    const grant = this.vault.openGrant(revocation.sealedTokens, revocation.connectionId);
    if (grant.expiresAt > this.options.clock.now()) return grant;
    const renewed = await this.upstream.oauth.refresh(grant);
    const sealedTokens = this.vault.sealGrant(renewed, revocation.connectionId);
    await retry(() => this.revocations.reseal(revocation.id, sealedTokens));
    return renewed;
  }
}
