import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { SubscriptionCheckRepository } from '../storage/subscription-check.repository';
import { HistoryService } from '../sync/history.service';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { FitbitUpstream, type UpstreamSubscription, type UpstreamUser } from '../upstream/fitbit-upstream';

/** Starts and ends the subscriptions of one user. */
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

  /** Subscribes a connection as {@link settle} does, and marks it as checked. Does nothing when it is no longer active. */
  async subscribe(connectionId: string): Promise<void> {
    const connection = await this.connections.findById(connectionId);
    if (connection?.state !== 'active') return;
    await this.settle(connection);
    await this.checks.markChecked([connection.upstreamUserId], this.options.clock.now());
    this.logger.log(`Connection ${connectionId} is subscribed to notifications.`);
  }

  /**
   * Makes the user's subscriptions match the options and the granted scopes: starts the missing ones, and ends superfluous
   * and duplicate ones. Days that may have changed before a new subscription started are read again by the sweep.
   *
   * Returns the number of changes. Costs one request when there are none.
   */
  async settle(connection: Connection): Promise<number> {
    const wanted = this.upstream.wantedSubscriptions(keyOf(connection), this.history.readableResources(connection));
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
        await this.history.reopen(connection, one.resources);
      }
      return superfluous.length + missing.length;
    });
  }

  /** Ends all our subscriptions of the user, as long as `mayContinue`, which is asked before each. */
  async unsubscribe(user: UpstreamUser, mayContinue: () => Promise<boolean>): Promise<void> {
    for (const subscription of await this.upstream.subscriptions(user)) {
      if (!(await mayContinue())) return;
      await this.upstream.unsubscribe(user, subscription);
    }
  }
}

/** How many hexadecimal digits of a key are used: with the longest collection, an id has the 50 characters that are allowed. */
const KEY_LENGTH = 32;

/**
 * The part of the ids that no other user's subscriptions have. It depends on the account too, because the subscriptions of
 * an account that the user connected earlier may still exist.
 */
function keyOf({ id, upstreamUserId }: Connection): string {
  return createHash('sha256').update(`${id}|${upstreamUserId}`).digest('hex').slice(0, KEY_LENGTH);
}

/** The existing subscription with our id, or else the first one of the collection. */
function servingFor(
  { id, collection }: UpstreamSubscription,
  standing: readonly UpstreamSubscription[],
): UpstreamSubscription | undefined {
  const serving = standing.filter((one) => one.collection === collection && one.current !== false);
  return serving.find((one) => one.id === id) ?? serving[0];
}
