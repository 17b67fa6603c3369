import { Injectable } from '@nestjs/common';
import { ConnectionRepository } from '../../storage/connection.repository';
import { HistoryService } from '../../sync/history.service';
import { sumOverActive } from './active-connections';
import { Sweep } from './sweep';

/** Queues the days that the ledger lacks: Redis may have lost jobs, a pause may be over, a new day may have begun. */
@Injectable()
export class HolesSweep extends Sweep {
  override readonly name = 'holes';

  constructor(
    private readonly connections: ConnectionRepository,
    private readonly history: HistoryService,
  ) {
    super();
  }

  override repair(signal: AbortSignal): Promise<number> {
    return sumOverActive(this.connections, signal, (connection) => this.history.fillHoles(connection));
  }
}
