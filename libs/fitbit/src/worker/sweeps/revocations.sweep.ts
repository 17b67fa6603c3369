import { Injectable } from '@nestjs/common';
import { ConnectionQueue } from '../../queue/connection.queue';
import { PendingRevocationRepository } from '../../storage/pending-revocation.repository';
import { Sweep } from './sweep';

const PAGE = 500;

/** Queues the pending revocations, in case Redis has lost their jobs. Keeps one page in memory. */
@Injectable()
export class RevocationsSweep extends Sweep {
  override readonly name = 'revocations';

  constructor(
    private readonly revocations: PendingRevocationRepository,
    private readonly queue: ConnectionQueue,
  ) {
    super();
  }

  override async repair(signal: AbortSignal): Promise<number> {
    let queued = 0;
    let page = await this.revocations.list({ limit: PAGE });
    while (page.length > 0 && !signal.aborted) {
      await this.queue.addRevocations(page.map(({ id }) => id));
      queued += page.length;
      page = await this.revocations.list({ limit: PAGE, after: page.at(-1) });
    }
    return queued;
  }
}
