import { Injectable, Logger } from '@nestjs/common';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { SubscriptionCheckRepository } from '../storage/subscription-check.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import type { Registration, SubscribedUser, SubscriberRegistry } from '../upstream/port/subscriber-registry';
import { REOPEN_INTERVAL_MS } from '../sync/history.service';
import { SubscriptionService } from './subscription.service';

const HOUR_MS = 3_600_000;
const CHECK_INTERVAL_MS = 24 * HOUR_MS;
const RETRY_MS = HOUR_MS;
/** In one run, so that it ends. */
const MOST_CONNECTIONS = 200;
/** A process that leaves ends with these: who is claimed and not looked at waits for a day. */
const CLAIMED_AT_ONCE = 10;
const MOST_ORPHANS = 200;

/**
 * Makes what the upstream has on record of us what it should be: our subscriber, where it can be set by program, and the
 * subscriptions of the users, each of whom is looked at once a day. Safe to run at any time, and by several processes.
 */
@Injectable()
export class SubscriptionConvergence {
  private readonly logger = new Logger(SubscriptionConvergence.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly checks: SubscriptionCheckRepository,
    private readonly subscriptions: SubscriptionService,
    private readonly upstream: FitbitUpstream,
  ) {}

  /**
   * Returns how much was not as it should be. What fails for one user is logged, and tried again after an hour. Breaks off
   * soon after `leaving`.
   *
   * @throws UpstreamConfigurationError, UpstreamUnavailableError and RequestRefusedError for the subscriber
   */
  async converge(signal?: AbortSignal): Promise<number> {
    const { subscribers } = this.upstream;
    const { google, resources } = this.options;
    // Nothing can be registered without a secret, nor for no data.
    const registrable = subscribers && google.webhookSecrets.length > 0 && resources.length > 0;
    const registered = registrable && (await this.register(subscribers)) !== 'unchanged' ? 1 : 0;
    return registered + (await this.convergeUsers(subscribers, signal));
  }

  /** As {@link SubscriberRegistry.register}; what was announced to nobody until then will be read once again. */
  async register(subscribers: SubscriberRegistry): Promise<Registration> {
    const registration = await subscribers.register();
    if (registration === 'unchanged') return registration;
    this.logger.log(`The subscriber for ${this.options.google.webhookUrl.href} was ${registration}.`);
    // Made anew it has no users; with other collections those it has are subscribed to too few.
    const due = new Date(this.options.clock.now().getTime() - REOPEN_INTERVAL_MS);
    await this.checks.forgetAll(this.upstream.name, due);
    return registration;
  }

  private async convergeUsers(
    subscribers: SubscriberRegistry | undefined,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    if (!this.upstream.wantedSubscriptions('', [])) return 0; // nobody is asked for
    const now = this.options.clock.now();
    const due = { upstream: this.upstream.name, notSince: new Date(now.getTime() - CHECK_INTERVAL_MS) };
    if (!(await this.checks.isAnyDue(due))) return 0;
    let changes = subscribers ? await this.readList(subscribers, now, signal) : 0;
    for (let claimed = 0; claimed < MOST_CONNECTIONS && !signal?.aborted; claimed += CLAIMED_AT_ONCE) {
      const connections = await this.checks.claim(due, now, CLAIMED_AT_ONCE);
      for (const connection of connections) changes += await this.settle(connection, now);
      if (connections.length < CLAIMED_AT_ONCE) break;
    }
    return changes;
  }

  /**
   * The upstream's own list, where it has one, costs less than a request for each user. Who is on it needs no look of
   * their own; who is on it without a connection is taken off.
   */
  private async readList(subscribers: SubscriberRegistry, now: Date, signal?: AbortSignal): Promise<number> {
    let ended = 0;
    for await (const page of subscribers.subscribedUsers()) {
      if (signal?.aborted) break;
      await this.checks.mark(idsOf(page.filter(({ current }) => current)), now);
      const known = await this.checks.known(idsOf(page));
      for (const { subscriptionId, upstreamUserId } of page) {
        if (known.has(upstreamUserId) || ended >= MOST_ORPHANS) continue;
        await subscribers.unsubscribe(subscriptionId);
        ended += 1;
      }
    }
    return ended;
  }

  private async settle(connection: Connection, now: Date): Promise<number> {
    try {
      return await this.subscriptions.settle(connection);
    } catch (error) {
      this.logger.warn(
        `The subscriptions of connection ${connection.id} stay as they are: ${(error as Error).message}`,
      );
      await this.checks.backdate(connection.id, new Date(now.getTime() - CHECK_INTERVAL_MS + RETRY_MS));
      return 0;
    }
  }
}

function idsOf(users: readonly SubscribedUser[]): string[] {
  return users.map(({ upstreamUserId }) => upstreamUserId);
}
