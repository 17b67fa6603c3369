import { Injectable } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../../options/tokens';
import { InboxRepository } from '../../storage/inbox.repository';
import { UpdateQueue } from '../../queue/update.queue';
import { Sweep } from './sweep';

const PAGE = 500;
/** What came in just now is being rung for. */
const SETTLING_MS = 30_000;
/** Announced days are being read, or wait for their turn. */
const READING_MS = 120_000;

/** Rings for the inbox, and for announced days, where a bell was lost with Redis or with the process that rang. */
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

  override async repair(): Promise<number> {
    const { clock, unannouncedIntervalMs } = this.options;
    const ago = (ms: number) => new Date(clock.now().getTime() - ms);
    const since = { pending: ago(SETTLING_MS), announced: ago(READING_MS + unannouncedIntervalMs) };
    let rung = 0;
    let page = await this.inbox.waiting(since, { limit: PAGE });
    while (page.length > 0) {
      await this.queue.addWakeUps(page);
      rung += page.length;
      page = await this.inbox.waiting(since, { limit: PAGE, afterConnectionId: page.at(-1)?.connectionId });
    }
    return rung;
  }
}
