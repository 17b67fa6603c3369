import { Injectable, Logger } from '@nestjs/common';
import { NotConnectedError, ReauthorizationRequiredError } from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import type { Connection } from '../model/connection';
import { announced, announcedInVain, type Ledger, withAnnounced } from '../model/coverage';
import { clip, type DateRange, normalize } from '../model/date-range';
import { REVOCATION } from '../model/notification';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { PostponedError } from '../queue/job-queue';
import { UpdateQueue } from '../queue/update.queue';
import { ConnectionRepository } from '../storage/connection.repository';
import { InboxRepository, type ConnectionInbox } from '../storage/inbox.repository';
import { AccessTokens } from '../tokens/access-tokens';
import { FitbitUpstream, type PlannedRequest } from '../upstream/fitbit-upstream';
import { historyRange } from './history-range';
import { HistoryService } from './history.service';
import { pausedDays } from './paused-days';
import { planDays } from './plan-days';

/** Notifications may keep arriving while the inbox is taken. After this many looks, the wake-up is postponed instead. */
const MOST_LOOKS = 3;
const NEXT_LOOK_MS = 100;

/**
 * Processes a wake-up: moves the days that the inbox announces into the ledger, and queues fetches for them. Safe to run
 * twice, and after a crash at any point.
 */
@Injectable()
export class UpdateService {
  private readonly logger = new Logger(UpdateService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly events: FitbitEvents,
    private readonly history: HistoryService,
    private readonly inbox: InboxRepository,
    private readonly queue: UpdateQueue,
    private readonly tokens: AccessTokens,
    private readonly upstream: FitbitUpstream,
  ) {}

  /**
   * Returns the number of fetches. A fetch that is queued already keeps its place.
   *
   * @throws PostponedError when notifications arrive faster than they can be taken.
   */
  async processInbox(connectionId: string): Promise<number> {
    let fetches = 0;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const inbox = await this.inbox.find(connectionId);
      if (!inbox) return fetches;
      const { connection, pending } = inbox;
      if (pending.some(({ collection }) => collection === REVOCATION)) await this.verifyRevocation(connection);
      const changed = this.changedDays(inbox);
      const now = this.options.clock.now();
      const taken = pending.length === 0 || (await this.inbox.take(connectionId, pending, changed, now));
      fetches += await this.enqueue(inbox, withAnnounced(inbox.ledger, changed));
      if (taken) return fetches;
    }
    throw new PostponedError(NEXT_LOOK_MS);
  }

  /** The days of the user's history that the pending notifications say have changed, by readable resource. */
  private changedDays({ connection, pending }: ConnectionInbox): Map<ResourceName, DateRange[]> {
    const range = historyRange(connection, this.options.clock.now(), this.options);
    const readable = new Set(this.history.readableResources(connection));
    const changed = new Map<ResourceName, DateRange[]>();
    for (const { collection, days } of pending) {
      for (const affected of this.upstream.affected(collection, days, range.to)) {
        const { resource } = affected;
        const wanted = readable.has(resource) ? clip(affected.days, range) : [];
        if (wanted.length > 0) changed.set(resource, normalize([...(changed.get(resource) ?? []), ...wanted]));
      }
    }
    return changed;
  }

  private async enqueue({ connection, failures }: ConnectionInbox, ledger: Ledger): Promise<number> {
    if (connection.state !== 'active') return 0;
    const { id: connectionId, grantEpoch } = connection;
    const now = this.options.clock.now();
    const range = historyRange(connection, now, this.options);
    const resources = this.history.readableResources(connection);
    const unplannable = announcedInVain(ledger, resources, range);
    // Otherwise the sweep would queue wake-ups for them forever.
    if (unplannable.size > 0) await this.inbox.forget(connectionId, unplannable);
    const paused = pausedDays(failures, now);
    const planned = planDays(this.upstream, { resources, range, ledger, paused }, announced);
    await this.queue.add(
      planned.map((request, index) => ({
        fetch: { ...request, connectionId, grantEpoch },
        delayMs: index * this.options.betweenDelayMs + this.delayUnannouncedMs(request, ledger),
      })),
    );
    return planned.length;
  }

  /** Unannounced resources are only assumed to have changed, so they are read at most once in an interval. */
  private delayUnannouncedMs({ resources }: PlannedRequest, ledger: Ledger): number {
    if (!resources.every((resource) => this.upstream.unannouncedResources.has(resource))) return 0;
    const readAt = resources.map((resource) => ledger.get(resource)?.updatedAt?.getTime() ?? 0);
    const { clock, unannouncedIntervalMs } = this.options;
    const nextInMs = Math.max(...readAt) + unannouncedIntervalMs - clock.now().getTime();
    // Never longer than the interval: the stored time may be from a clock that was ahead.
    return Math.min(Math.max(0, nextInMs), unannouncedIntervalMs);
  }

  /**
   * Asks the upstream, because a notification may be old or a duplicate, and the user may have connected again since.
   * While it refuses most grants at once, it is not believed: the notification stays in the inbox.
   */
  private async verifyRevocation(connection: Connection): Promise<void> {
    try {
      await this.tokens.renew(connection);
      this.logger.log(
        `A notification says that the grant of connection ${connection.id} was revoked, but it is valid; nothing changes.`,
      );
    } catch (error) {
      if (error instanceof NotConnectedError) return;
      if (!(error instanceof ReauthorizationRequiredError)) throw error;
      // A mass failure that was found meanwhile has made the connection active again.
      if (!(await this.connections.setState(connection, 'revoked', 'reauthorization_required'))) return;
      this.logger.log(
        `User ${connection.userId} revoked the grant of connection ${connection.id} at the upstream; its state is now "revoked".`,
      );
      const { id: connectionId, userId } = connection;
      const at = this.options.clock.now();
      this.events.emit({ type: 'connection-state', connectionId, userId, state: 'revoked', at });
    }
  }
}
