import { Injectable, Logger } from '@nestjs/common';
import type { UpstreamNotification } from '../model/notification';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { InboxRepository } from '../storage/inbox.repository';
import { FitbitUpstream, type WebhookRequest } from '../upstream/fitbit-upstream';
import { WakeUpDispatcher } from './wake-up-dispatcher';
import { GroupCommit } from './group-commit';

/** What came to the webhooks of this process since it started. */
export interface NotificationCounts {
  /** Notifications that were put into the inbox. */
  readonly accepted: number;
  /** Authentic, of accounts that nobody here has connected. */
  readonly unknownUsers: number;
  /** Authentic, and left out: malformed, of an unknown collection, with a date that cannot be. */
  readonly skipped: number;
  /** Requests that did not come from the upstream. */
  readonly forged: number;
}

const WARNING_INTERVAL_MS = 60_000;

export type WebhookOutcome = 'accepted' | 'handshake' | 'forged';

/** Takes in what the upstream announces: verified, then committed, then acknowledged, then worked on. */
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
   * Returns `accepted` only when everything usable is committed.
   *
   * @throws MalformedNotificationError when nothing is usable.
   * @throws UpstreamUnavailableError when the upstream's keys cannot be had: the sender has to try again.
   */
  async receive(request: WebhookRequest): Promise<WebhookOutcome> {
    const authenticity = await this.upstream.verify(request);
    if (authenticity === 'authentic') return this.accept(request);
    if (authenticity === 'forged') this.refuse();
    return authenticity;
  }

  /** Whoever sends many does not fill the log. Google's handshake, too, tries what must be refused. */
  private refuse(): void {
    this.counted.forged++;
    const now = this.options.clock.now().getTime();
    if (now - this.warnedAt < WARNING_INTERVAL_MS) return;
    this.warnedAt = now;
    const requests = `${this.counted.forged} requests since the start`;
    this.logger.warn(
      `Refused what was not signed by the upstream: ${requests}. An upstream that registers us tries one.`,
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
