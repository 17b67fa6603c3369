import { Injectable, Logger } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { TokenVault } from '../tokens/token-vault';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { ConnectionQueue } from './connection.queue';

/** Removes connections and ends their grants at the upstream. */
@Injectable()
export class DepartureService {
  private readonly logger = new Logger(DepartureService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly queue: ConnectionQueue,
    private readonly upstream: FitbitUpstream,
    private readonly vault: TokenVault,
  ) {}

  /** Removes the user's connection; `false` when there was none. Stored series stay. */
  async disconnect(userId: string): Promise<boolean> {
    const departure = await this.connections.depart(userId, this.options.clock.now());
    if (!departure) return false;
    // The departure stands in Postgres: a worker that starts queues what Redis does not know.
    await this.queue.depart(departure.id).catch((error: Error) => this.logger.error(error.message, error.stack));
    return true;
  }

  /**
   * Revokes the grant of a departure. Revoking one token ends the user's whole grant, so nothing is revoked when
   * somebody holds a newer grant of the same account.
   */
  async revoke(departureId: string): Promise<void> {
    const departure = await this.connections.findDeparture(departureId);
    if (!departure) return;
    const { upstream, sealedTokens, connectionId } = departure;
    if (upstream === this.upstream.name && !(await this.connections.hasGrantOf(departure))) {
      await this.upstream.revoke(this.vault.openGrant(sealedTokens, connectionId));
    }
    await this.connections.forgetDeparture(departureId);
  }
}
