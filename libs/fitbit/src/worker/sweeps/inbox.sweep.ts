import { Injectable } from '@nestjs/common';
import { latestCredible } from '../../model/clock';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../../options/tokens';
import { InboxRepository } from '../../storage/inbox.repository';
import { UpdateQueue } from '../../queue/update.queue';
import { Sweep } from './sweep';

const PAGE = 500;
/** For newer notifications, a wake-up is being queued. */
const SETTLING_MS = 30_000;
/** Days that were announced later than this are being read, or wait for their turn. */
const READING_MS = 120_000;

/** Queues wake-ups for notifications and announced days whose wake-up or fetch was lost with Redis or with a process. */
@Injectable()
export class InboxSweep extends Sweep {
  override readonly name = 'inbox';

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly inbox: InboxRepository,
    private readonly queue: UpdateQueue,
  ) {
    super();
  }

  override async repair(signal: AbortSignal): Promise<number> {
    const { clock, unannouncedIntervalMs } = this.options;
    const now = clock.now();
    const ago = (ms: number) => new Date(now.getTime() - ms);
    const since = {
      pending: ago(SETTLING_MS),
      announced: ago(READING_MS + unannouncedIntervalMs),
      latest: latestCredible(now),
    };
    let queued = 0;
    let page = await this.inbox.listWaiting(since, { limit: PAGE });
    while (page.length > 0 && !signal.aborted) {
      await this.queue.addWakeUps(page);
      queued += page.length;
      page = await this.inbox.listWaiting(since, { limit: PAGE, afterConnectionId: page.at(-1)?.connectionId });
    }
    return queued;
  }
}
