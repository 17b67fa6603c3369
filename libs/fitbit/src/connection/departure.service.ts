import { Injectable } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { TokenVault } from '../tokens/token-vault';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { ConnectionQueue } from './connection.queue';

/** Removes connections and ends their grants at the upstream. */
@Injectable()
export class DepartureService {
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
    if (departure) await this.queue.depart(departure.id);
    return departure !== undefined;
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
