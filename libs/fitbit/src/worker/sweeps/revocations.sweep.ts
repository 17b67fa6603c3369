import { Injectable } from '@nestjs/common';
import { ConnectionQueue } from '../../queue/connection.queue';
import { ConnectionRepository } from '../../storage/connection.repository';
import { Sweep } from './sweep';

/** Queues the revocations that Redis does not know of. */
@Injectable()
export class RevocationsSweep extends Sweep {
  override readonly name = 'departures';

  constructor(
    private readonly connections: ConnectionRepository,
    private readonly queue: ConnectionQueue,
  ) {
    super();
  }

  override async run(): Promise<number> {
    const departures = await this.connections.departures();
    for (const { id } of departures) await this.queue.depart(id);
    return departures.length;
  }
}
