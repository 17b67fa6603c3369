import { Injectable, Logger } from '@nestjs/common';
import { AccessTokenRejectedError, ReauthorizationRequiredError, ScopeMissingError } from '../errors/fitbit.errors';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository, type Departure } from '../storage/connection.repository';
import { SubscriptionService } from '../subscriptions/subscription.service';
import { UpstreamSessions } from '../sync/upstream-sessions';
import { TokenVault } from '../tokens/token-vault';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { ConnectionQueue } from './connection.queue';

/** Removes connections and ends their grants at the upstream. */
@Injectable()
export class DepartureService {
  private readonly logger = new Logger(DepartureService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly queue: ConnectionQueue,
    private readonly sessions: UpstreamSessions,
    private readonly subscriptions: SubscriptionService,
    private readonly upstream: FitbitUpstream,
    private readonly vault: TokenVault,
  ) {}

  /** Removes the user's connection; `false` when there was none. Stored series stay. */
  async disconnect(userId: string): Promise<boolean> {
    const departure = await this.connections.depart(userId, this.options.clock.now());
    if (!departure) return false;
    // The departure stands in Postgres: a worker that starts queues what Redis does not know.
    await this.queue.depart(departure.id).catch((error: Error) => this.logger.error(error.message, error.stack));
    return true;
  }

  /**
   * Ends the subscriptions and the grant of a departure. Revoking one token ends the user's whole grant, so nothing is
   * done when somebody holds a newer grant of the same account.
   */
  async carryOut(departureId: string): Promise<void> {
    const departure = await this.connections.findDeparture(departureId);
    if (!departure) return;
    const ours = departure.upstream === this.upstream.name && !(await this.connections.hasGrantOf(departure));
    if (ours) await this.leave(departure);
    await this.connections.forgetDeparture(departureId);
  }

  private async leave(departure: Departure): Promise<void> {
    try {
      const grant = await this.valid(departure);
      if (this.options.subscribe) await this.unsubscribe(departure, grant);
      await this.upstream.revoke(grant);
    } catch (error) {
      if (!(error instanceof ReauthorizationRequiredError)) throw error;
      this.logger.log(`The grant of departure ${departure.id} had ended already.`);
    }
  }

  /** Subscriptions end with the grant anyway: one that cannot be ended does not keep the grant alive. */
  private async unsubscribe({ upstreamUserId }: Departure, { accessToken }: Grant): Promise<void> {
    try {
      const session = this.sessions.open(upstreamUserId, accessToken, 'interactive');
      await this.subscriptions.unsubscribe({ session, upstreamUserId });
    } catch (error) {
      const over = error instanceof AccessTokenRejectedError || error instanceof ScopeMissingError;
      if (!over) throw error;
    }
  }

  /** An expired access token cannot unsubscribe; the refreshed pair is kept before it is used. */
  private async valid(departure: Departure): Promise<Grant> {
    const grant = this.vault.openGrant(departure.sealedTokens, departure.connectionId);
    if (grant.expiresAt > this.options.clock.now()) return grant;
    const renewed = await this.upstream.refresh(grant);
    await this.connections.reseal(departure.id, this.vault.sealGrant(renewed, departure.connectionId));
    return renewed;
  }
}
