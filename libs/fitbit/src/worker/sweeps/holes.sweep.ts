import { Injectable } from '@nestjs/common';
import { ConnectionRepository } from '../../storage/connection.repository';
import { HistoryService } from '../../sync/history.service';
import { activeConnections } from './active-connections';
import { Sweep } from './sweep';

/** Redis may have lost jobs, fetches may have failed too often, a day may have begun: the ledger knows. */
@Injectable()
export class HolesSweep extends Sweep {
  override readonly name = 'holes';

  constructor(
    private readonly connections: ConnectionRepository,
    private readonly history: HistoryService,
  ) {
    super();
  }

  override async run(leaving: AbortSignal): Promise<number> {
    let fetches = 0;
    for await (const connection of activeConnections(this.connections, leaving)) {
      fetches += await this.history.fillHoles(connection, 0);
    }
    return fetches;
  }
}
