import { Injectable, Logger } from '@nestjs/common';
import type { Connection } from '../model/connection';
import { resourceOf } from '../model/catalogue';
import type { Category, ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { SubscriptionCheckRepository } from '../storage/subscription-check.repository';
import { HistoryService } from '../sync/history.service';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { FitbitUpstream, type UpstreamSubscription, type UpstreamUser } from '../upstream/fitbit-upstream';

/** Asks the upstream to notify us of one user's changes, and to stop. */
@Injectable()
export class SubscriptionService {
  private readonly logger = new Logger(SubscriptionService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly checks: SubscriptionCheckRepository,
    private readonly connections: ConnectionRepository,
    private readonly history: HistoryService,
    private readonly sessions: UpstreamSessions,
    private readonly upstream: FitbitUpstream,
  ) {}

  /** Subscribes a connection as {@link settle} does, and counts it as checked. One that is gone is left alone. */
  async subscribe(connectionId: string): Promise<void> {
    const connection = await this.connections.findById(connectionId);
    if (connection?.state !== 'active') return;
    await this.settle(connection);
    await this.checks.mark([connection.upstreamUserId], this.options.clock.now());
    this.logger.log(`Connection ${connectionId} is subscribed.`);
  }

  /**
   * Makes the user's subscriptions what the options and the granted scopes say: what is missing is made, what is of no
   * use or there twice is ended. What changed before a new one stood was announced to nobody: the sweep reads it.
   * Returns how many that were; one request when there is nothing to do.
   */
  async settle(connection: Connection): Promise<number> {
    const wanted = this.upstream.wantedSubscriptions(connection.id.replaceAll('-', ''), this.collections(connection));
    if (!wanted) return 0;
    return this.sessions.withSession(connection, 'interactive', async (session) => {
      const user = { session, upstreamUserId: connection.upstreamUserId };
      const standing = await this.upstream.subscriptions(user);
      const serving = new Map(wanted.map((one) => [one, servingFor(one, standing)]));
      const kept = new Set(serving.values());
      const superfluous = standing.filter((one) => !kept.has(one));
      const missing = wanted.filter((one) => !serving.get(one));
      for (const one of superfluous) await this.upstream.unsubscribe(user, one);
      for (const one of missing) {
        await this.upstream.subscribe(user, one);
        await this.history.reopen(connection, this.servedBy(one, connection));
      }
      return superfluous.length + missing.length;
    });
  }

  /** Ends every subscription of ours that the user has. */
  async unsubscribe(user: UpstreamUser): Promise<void> {
    for (const subscription of await this.upstream.subscriptions(user)) {
      await this.upstream.unsubscribe(user, subscription);
    }
  }

  private servedBy({ collection }: UpstreamSubscription, connection: Connection): ResourceName[] {
    const readable = this.history.readableResources(connection);
    return collection === undefined ? readable : readable.filter((name) => resourceOf(name).category === collection);
  }

  private collections(connection: Connection): Category[] {
    return [...new Set(this.history.readableResources(connection).map((name) => resourceOf(name).category))];
  }
}

/** The one under our id, or else whichever stands for the collection. */
function servingFor(
  { id, collection }: UpstreamSubscription,
  standing: readonly UpstreamSubscription[],
): UpstreamSubscription | undefined {
  const serving = standing.filter((one) => one.collection === collection && one.current !== false);
  return serving.find((one) => one.id === id) ?? serving[0];
}
