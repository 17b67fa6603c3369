import { Injectable, Logger } from '@nestjs/common';
import type { Connection } from '../model/connection';
import { resourceOf } from '../model/catalogue';
import type { Category } from '../model/resource';
import { ConnectionRepository } from '../storage/connection.repository';
import { HistoryService } from '../sync/history.service';
import { UpstreamSessions } from '../sync/upstream-sessions';
import { FitbitUpstream, type UpstreamSession } from '../upstream/fitbit-upstream';

/** Asks the upstream to notify us of one user's changes, and to stop. */
@Injectable()
export class SubscriptionService {
  private readonly logger = new Logger(SubscriptionService.name);

  constructor(
    private readonly connections: ConnectionRepository,
    private readonly history: HistoryService,
    private readonly sessions: UpstreamSessions,
    private readonly upstream: FitbitUpstream,
  ) {}

  /** One subscription per selected collection that the user granted. A connection that is gone is left alone. */
  async subscribe(connectionId: string): Promise<void> {
    const connection = await this.connections.findById(connectionId);
    if (connection?.state !== 'active') return;
    await this.sessions.run(connection, 'interactive', async (session) => {
      for (const collection of this.collections(connection)) {
        await this.upstream.subscribe(session, { id: `${connectionId.replaceAll('-', '')}-${collection}`, collection });
      }
    });
    this.logger.log(`Connection ${connectionId} is subscribed.`);
  }

  /** Ends every subscription of ours that the session's user has. */
  async unsubscribe(session: UpstreamSession): Promise<void> {
    for (const subscription of await this.upstream.subscriptions(session)) {
      await this.upstream.unsubscribe(session, subscription);
    }
  }

  private collections(connection: Connection): Category[] {
    return [...new Set(this.history.readable(connection).map((name) => resourceOf(name).category))];
  }
}
