import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import {
  NotConnectedError,
  ReauthorizationRequiredError,
  UpstreamGoneError,
  UpstreamUnavailableError,
} from '../errors/fitbit.errors';
import type { Connection, ConnectionState } from '../model/connection';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { TokenVault } from './token-vault';

/** Longer than the upstream's time-out, so that a lease ends only when its holder is dead. */
const LEASE_MS = 60_000;
const LOOK_AGAIN_MS = 100;
/** How long a caller waits for somebody else's refresh. */
const PATIENCE_MS = LEASE_MS + 5_000;

const ACTIVE: readonly ConnectionState[] = ['active'];
const RENEWABLE: readonly ConnectionState[] = ['active', 'reauthorization_required'];

/** Hands out access tokens that are valid now; refreshes one at a time per connection over all processes. */
@Injectable()
export class AccessTokens {
  private readonly logger = new Logger(AccessTokens.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly vault: TokenVault,
    private readonly upstream: FitbitUpstream,
  ) {}

  /**
   * An access token that is valid for a while. `rejected` is a token that the upstream just refused: it is not handed
   * out again.
   *
   * @throws ReauthorizationRequiredError when the grant is gone; the connection's state says so from then on.
   * @throws NotConnectedError when the connection was removed or is not active.
   */
  async current(known: Connection, rejected?: string): Promise<string> {
    return this.obtain(known, ACTIVE, (_, grant) => this.isFresh(grant) && grant.accessToken !== rejected);
  }

  /**
   * Renews the token however long it still lives. Somebody else's renewal since `known` was read counts as this one.
   * A grant that was judged lost is tried again: when the upstream accepts it after all, the connection is active.
   *
   * @throws ReauthorizationRequiredError when the grant is gone; the connection's state says so from then on.
   * @throws NotConnectedError when the connection was removed meanwhile, or can only be made anew.
   */
  async renew(known: Connection): Promise<void> {
    await this.obtain(known, RENEWABLE, ({ version }) => version !== known.version);
  }

  private async obtain(
    known: Connection,
    states: readonly ConnectionState[],
    isEnough: (connection: Connection, grant: Grant) => boolean,
  ): Promise<string> {
    const patience = Date.now() + PATIENCE_MS;
    let connection: Connection | undefined = known;
    while (Date.now() < patience) {
      if (!connection || !states.includes(connection.state)) throw new NotConnectedError(known.userId);
      const grant = this.vault.openGrant(connection.sealedTokens, connection.id);
      if (isEnough(connection, grant)) return grant.accessToken;
      if (await this.connections.leaseRefresh(connection, LEASE_MS)) return this.refresh(connection, grant);
      // Without the lease either somebody else refreshes, or what we know is old.
      connection = await this.connections.findById(known.id);
      if (connection?.version === known.version) await sleep(LOOK_AGAIN_MS);
    }
    throw new UpstreamUnavailableError('another process did not finish its token refresh');
  }

  private isFresh({ expiresAt }: Grant): boolean {
    return expiresAt.getTime() - this.options.clock.now().getTime() > this.options.refreshLeewayMs;
  }

  /** The new pair is committed before anybody uses it. */
  private async refresh(connection: Connection, grant: Grant): Promise<string> {
    try {
      const renewed = await this.upstream.refresh(grant);
      await this.connections.replaceTokens(connection, {
        sealedTokens: this.vault.sealGrant(renewed, connection.id),
        tokenExpiresAt: renewed.expiresAt,
        scopes: renewed.scopes,
      });
      if (connection.state !== 'active') await this.connections.setState(connection, 'active');
      return renewed.accessToken;
    } catch (error) {
      await this.connections.releaseRefresh(connection);
      if (error instanceof ReauthorizationRequiredError) {
        this.logger.warn(`Connection ${connection.id} lost its grant; user ${connection.userId} has to connect again.`);
        await this.connections.setState(connection, 'reauthorization_required');
      }
      if (error instanceof UpstreamGoneError) await this.connections.setState(connection, 'upstream_gone');
      throw error;
    }
  }
}
