import { Injectable } from '@nestjs/common';
import { ConnectionQueue } from '../../queue/connection.queue';
import { ConnectionRepository } from '../../storage/connection.repository';
import { Sweep } from './sweep';

/** Queues the revocations that Redis does not know of. */
@Injectable()
export class RevocationsSweep extends Sweep {
  override readonly name = 'revocations';

  constructor(
    private readonly connections: ConnectionRepository,
    private readonly queue: ConnectionQueue,
  ) {
    super();
  }

  override async repair(): Promise<number> {
    const revocations = await this.connections.listRevocations();
    for (const { id } of revocations) await this.queue.addRevocation(id);
    return revocations.length;
  }
}
