import { Injectable, Logger } from '@nestjs/common';
import type { UpstreamNotification } from '../model/notification';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { InboxRepository } from '../storage/inbox.repository';
import { FitbitUpstream, type WebhookRequest } from '../upstream/fitbit-upstream';
import { WakeUpDispatcher } from './wake-up-dispatcher';
import { GroupCommit } from './group-commit';

/** What the webhook routes of this process have received since it started. */
export interface NotificationCounts {
  /** Notifications that were committed to the inbox. */
  readonly accepted: number;
  /** Authentic notifications of accounts that are not connected here. */
  readonly unknownUsers: number;
  /** Authentic notifications that were ignored: malformed, of an unknown collection, or with an impossible date. */
  readonly skipped: number;
  /** Requests that the upstream did not sign. */
  readonly forged: number;
}

const WARNING_INTERVAL_MS = 60_000;

export type WebhookOutcome = 'accepted' | 'handshake' | 'forged';

/** Receives notifications. They are verified and committed before the response, and processed after it. */
@Injectable()
export class WebhookService {
  private readonly logger = new Logger(WebhookService.name);
  private warnedAt = 0;
  private readonly counted = { accepted: 0, unknownUsers: 0, skipped: 0, forged: 0 };
  private readonly commits = new GroupCommit<UpstreamNotification>((notifications) => this.commit(notifications));

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly inbox: InboxRepository,
    private readonly wakeUps: WakeUpDispatcher,
    private readonly upstream: FitbitUpstream,
  ) {}

  get counts(): NotificationCounts {
    return { ...this.counted };
  }

  /**
   * Returns `accepted` only when all usable notifications are committed.
   *
   * @throws MalformedNotificationError when none is usable.
   * @throws UpstreamUnavailableError when the upstream's keys cannot be fetched; the sender has to retry.
   */
  async receive(request: WebhookRequest): Promise<WebhookOutcome> {
    const authenticity = await this.upstream.verify(request);
    if (authenticity === 'authentic') return this.accept(request);
    if (authenticity === 'forged') this.countForged();
    return authenticity;
  }

  /** Logs at most once a minute, so that a sender of many requests cannot fill the log. */
  private countForged(): void {
    this.counted.forged++;
    const now = this.options.clock.now().getTime();
    if (now - this.warnedAt < WARNING_INTERVAL_MS) return;
    this.warnedAt = now;
    this.logger.warn(
      `Refused a webhook request that the upstream did not sign; ${this.counted.forged} since the start. ` +
        'One is expected whenever Google verifies the endpoint.',
    );
  }

  private async accept(request: WebhookRequest): Promise<'accepted'> {
    const { notifications, skipped } = await this.upstream.parse(request);
    this.counted.skipped += skipped;
    if (notifications.length === 0 || !this.options.subscribe) return 'accepted';
    await this.commits.add(notifications);
    return 'accepted';
  }

  private async commit(notifications: readonly UpstreamNotification[]): Promise<void> {
    const receivedAt = this.options.clock.now();
    const { wakeUps, unknown } = await this.inbox.receive({ upstream: this.upstream.name, notifications, receivedAt });
    this.counted.accepted += notifications.length - unknown;
    this.counted.unknownUsers += unknown;
    this.wakeUps.dispatch(wakeUps);
  }
}
