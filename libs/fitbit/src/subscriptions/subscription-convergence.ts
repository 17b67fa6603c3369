import { Injectable, Logger } from '@nestjs/common';
import { RateLimitedError, UpstreamUnavailableError } from '../errors/fitbit.errors';
import { latestCredible } from '../model/clock';
import { type Connection, usableUpstream } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { SubscriptionCheckRepository } from '../storage/subscription-check.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import type { Registration, SubscribedUser, SubscriberRegistry } from '../upstream/port/subscriber-registry';
import { REOPEN_INTERVAL_MS } from '../sync/history.service';
import { SubscriptionService } from './subscription.service';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CHECK_INTERVAL_MS = 24 * HOUR_MS;
/** Until then a new user without subscriptions gets data only when the sweeps read it. */
const RETRY_WHEN_UNAVAILABLE_MS = MINUTE_MS;
const RETRY_MS = HOUR_MS;
/** Connections that one sweep checks, so that it ends. */
const MOST_CONNECTIONS = 200;
/** Small, because connections that are claimed but not checked when the process ends wait a day for their next check. */
const CLAIMED_AT_ONCE = 10;
/** Subscriptions without a connection that one sweep ends. */
const MOST_ORPHANS = 200;

/**
 * Makes the upstream's records match the options: our subscriber, where there is an API for it, and the subscriptions of
 * the users, each of whom is checked once a day. Safe to run at any time and in several processes.
 */
@Injectable()
export class SubscriptionConvergence {
  private readonly logger = new Logger(SubscriptionConvergence.name);
  /** When this process last read the whole list. */
  private listReadAt: Date | undefined;

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly checks: SubscriptionCheckRepository,
    private readonly subscriptions: SubscriptionService,
    private readonly upstream: FitbitUpstream,
  ) {}

  /**
   * Returns the number of changes. A failure of one user is logged and retried after a minute when the upstream was not
   * available, otherwise after an hour. Stops soon after `signal`
   * aborts.
   *
   * @throws UpstreamConfigurationError, UpstreamUnavailableError and RequestRefusedError for the subscriber
   */
  async converge(signal?: AbortSignal): Promise<number> {
    const { subscribers } = this.upstream;
    const { google, resources } = this.options;
    // A subscriber needs a secret, and at least one data type.
    const registrable = subscribers && google.webhookSecrets.length > 0 && resources.length > 0;
    const registered = registrable && (await this.register(subscribers)) !== 'unchanged' ? 1 : 0;
    return registered + (await this.convergeUsers(subscribers, signal));
  }

  /** As {@link SubscriberRegistry.register}. Days that changed without a notification until then are read again. */
  async register(subscribers: SubscriberRegistry): Promise<Registration> {
    const registration = await subscribers.register();
    if (registration === 'unchanged') return registration;
    this.logger.log(
      `The subscriber for ${this.options.google.webhookUrl.href} was ${registration}; the subscriptions of all users are checked again.`,
    );
    // A new subscriber has no users. With other collections, its users are subscribed to too few.
    const due = new Date(this.options.clock.now().getTime() - REOPEN_INTERVAL_MS);
    await this.checks.makeAllDue(this.upstream.name, due);
    return registration;
  }

  private async convergeUsers(
    subscribers: SubscriberRegistry | undefined,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    if (!this.upstream.wantedSubscriptions('', [])) return 0; // This upstream has no subscriptions per user.
    const now = this.options.clock.now();
    const due = { upstream: usableUpstream(this.options), notSince: new Date(now.getTime() - CHECK_INTERVAL_MS) };
    await this.checks.setBackFuture(this.upstream.name, latestCredible(now));
    if (!(await this.checks.isAnyDue(due))) return 0;
    let changes = subscribers && this.isListDue(now) ? await this.readList(subscribers, now, signal) : 0;
    for (let claimed = 0; claimed < MOST_CONNECTIONS && !signal?.aborted; claimed += CLAIMED_AT_ONCE) {
      const connections = await this.checks.claim(due, now, CLAIMED_AT_ONCE);
      for (const connection of connections) changes += await this.settle(connection, now);
      if (connections.length < CLAIMED_AT_ONCE) break;
    }
    return changes;
  }

  /** A single user who is due, such as a new one, is not worth reading the list of all again. */
  private isListDue(now: Date): boolean {
    return this.listReadAt === undefined || Math.abs(now.getTime() - this.listReadAt.getTime()) >= CHECK_INTERVAL_MS;
  }

  /**
   * Reads the upstream's list of subscribed users, which costs less than a request for each user. Users on the list count
   * as checked; those without a connection are unsubscribed.
   */
  private async readList(subscribers: SubscriberRegistry, now: Date, signal?: AbortSignal): Promise<number> {
    let ended = 0;
    for await (const page of subscribers.subscribedUsers()) {
      if (signal?.aborted) break;
      await this.checks.markChecked(idsOf(page.filter(({ current }) => current)), now);
      const known = await this.checks.findConnectedAccounts(idsOf(page));
      for (const { subscriptionId, upstreamUserId } of page) {
        if (known.has(upstreamUserId) || ended >= MOST_ORPHANS) continue;
        await subscribers.unsubscribe(subscriptionId);
        ended += 1;
      }
    }
    if (ended < MOST_ORPHANS && !signal?.aborted) this.listReadAt = now;
    return ended;
  }

  private async settle(connection: Connection, now: Date): Promise<number> {
    try {
      return await this.subscriptions.settle(connection);
    } catch (error) {
      const retryMs = isTemporary(error) ? RETRY_WHEN_UNAVAILABLE_MS : RETRY_MS;
      this.logger.warn(
        `The subscriptions of connection ${connection.id} could not be checked; the first sweep after ${retryMs / MINUTE_MS} ` +
          `min tries again: ${(error as Error).message}`,
      );
      await this.checks.backdate(connection.id, new Date(now.getTime() - CHECK_INTERVAL_MS + retryMs));
      return 0;
    }
  }
}

function isTemporary(error: unknown): boolean {
  return error instanceof UpstreamUnavailableError || error instanceof RateLimitedError;
}

function idsOf(users: readonly SubscribedUser[]): string[] {
  return users.map(({ upstreamUserId }) => upstreamUserId);
}
