import { Injectable } from '@nestjs/common';
import { ConnectionQueue } from '../../queue/connection.queue';
import { PendingRevocationRepository } from '../../storage/pending-revocation.repository';
import { Sweep } from './sweep';

/** Queues the pending revocations, in case Redis has lost their jobs. */
@Injectable()
export class RevocationsSweep extends Sweep {
  override readonly name = 'revocations';

  constructor(
    private readonly revocations: PendingRevocationRepository,
    private readonly queue: ConnectionQueue,
  ) {
    super();
  }

  override async repair(): Promise<number> {
    const pending = await this.revocations.list();
    for (const { id } of pending) await this.queue.addRevocation(id);
    return pending.length;
  }
}
