import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  NotConnectedError,
  ReauthorizationRequiredError,
  UpstreamConfigurationError,
  UpstreamGoneError,
  UpstreamUnavailableError,
} from '../errors/fitbit.errors';
import type { Connection, ConnectionState } from '../model/connection';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { PendingRevocationRepository } from '../storage/pending-revocation.repository';
import { TokenRepository } from '../storage/token.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { retry } from './retry';
import { TokenVault } from './token-vault';
import { GrantStatusService } from './grant-status.service';

/** Longer than the upstream's time-out and the tries to store its answer, so that it ends only with a dead holder. */
const LEASE_MS = 60_000;
const POLL_INTERVAL_MS = 100;
/** How long a caller waits for somebody else's refresh. */
const MAX_WAIT_MS = LEASE_MS + 5_000;
/** Between two strikes: enough for a process that lost its lease to store what it got. */
const CONFIRMATION_DELAY_MS = 200;
/** A token that was renewed within this time and is refused is not renewed once more. */
const FRESH_MS = 60_000;

const ACTIVE: readonly ConnectionState[] = ['active'];
const RENEWABLE: readonly ConnectionState[] = ['active', 'reauthorization_required'];

/** Hands out access tokens that are valid now; refreshes one at a time per connection over all processes. */
@Injectable()
export class AccessTokens {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly storedTokens: TokenRepository,
    private readonly revocations: PendingRevocationRepository,
    private readonly vault: TokenVault,
    private readonly upstream: FitbitUpstream,
    private readonly grantStatus: GrantStatusService,
  ) {}

  /**
   * An access token that is valid for a while. `rejected` is a token that the upstream just refused: it is not handed
   * out again.
   *
   * @throws ReauthorizationRequiredError when the grant is gone; the connection's state says so from then on.
   * @throws NotConnectedError when the connection was removed or is not active.
   * @throws UpstreamConfigurationError when the upstream refuses the application, or most grants at once.
   */
  async current(known: Connection, rejected?: string): Promise<string> {
    return this.obtain(known, ACTIVE, false, async (connection, { accessToken, expiresAt }) => {
      if (accessToken !== rejected) return this.untilMs(expiresAt) > this.options.refreshLeewayMs;
      if (connection.renewedAt === null || this.untilMs(connection.renewedAt) < -FRESH_MS) return false;
      await this.grantStatus.recordFreshTokenRefusal(connection);
      throw new UpstreamUnavailableError('it refuses a fresh token');
    });
  }

  /**
   * Renews the token however long it still lives. Somebody else's renewal since `known` was read counts as this one.
   * A grant that was judged lost is tried again: when the upstream accepts it after all, the connection is active.
   *
   * @param ignoreMassFailure - judge a refused grant lost even when most others are refused too
   * @throws ReauthorizationRequiredError when the grant is gone; the connection's state says so from then on.
   * @throws NotConnectedError when the connection was removed meanwhile, or can only be made anew.
   * @throws UpstreamConfigurationError when the upstream refuses the application, or most grants at once.
   */
  async renew(known: Connection, ignoreMassFailure = false): Promise<void> {
    await this.obtain(known, RENEWABLE, ignoreMassFailure, ({ version }) => version !== known.version);
  }

  private async obtain(
    known: Connection,
    states: readonly ConnectionState[],
    ignoreMassFailure: boolean,
    isEnough: (connection: Connection, grant: Grant) => boolean | Promise<boolean>,
  ): Promise<string> {
    const deadline = Date.now() + MAX_WAIT_MS;
    let connection: Connection | undefined = known;
    while (Date.now() < deadline) {
      if (!connection || !states.includes(connection.state)) throw new NotConnectedError(known.userId);
      const seen: Connection = connection;
      const grant = this.vault.openGrant(seen.sealedTokens, seen.id);
      if (await isEnough(seen, grant)) return grant.accessToken;
      if (await this.storedTokens.leaseRefresh(seen, LEASE_MS)) {
        const renewed = await this.refresh(seen, grant, ignoreMassFailure);
        if (renewed) return renewed.accessToken;
      }
      // Without the lease either somebody else refreshes, or what we know is old.
      connection = await this.connections.findById(known.id);
      if (connection?.version === seen.version) await sleep(POLL_INTERVAL_MS);
    }
    throw new UpstreamUnavailableError('another process did not finish its token refresh');
  }

  private untilMs(date: Date): number {
    return date.getTime() - this.options.clock.now().getTime();
  }

  /** The new pair, committed before anybody uses it; `undefined` when the tokens were replaced meanwhile. */
  private async refresh(connection: Connection, grant: Grant, ignoreMassFailure: boolean): Promise<Grant | undefined> {
    try {
      const renewed = await this.requestRefresh(connection, grant);
      return renewed && (await this.storeRenewed(connection, renewed)) ? renewed : undefined;
    } catch (error) {
      if (await this.recordFailure(connection, grant, error, ignoreMassFailure)) throw error;
      return undefined;
    } finally {
      await this.storedTokens.releaseRefreshLease(connection).catch(() => undefined); // it ends by itself
    }
  }

  /** Two strikes: before a grant counts as refused, the row is read again and the upstream asked again. */
  private async requestRefresh(connection: Connection, grant: Grant): Promise<Grant | undefined> {
    try {
      return await this.upstream.oauth.refresh(grant);
    } catch (error) {
      if (!(error instanceof ReauthorizationRequiredError)) throw error;
    }
    await sleep(CONFIRMATION_DELAY_MS);
    const now = await this.connections.findById(connection.id);
    return now?.version === connection.version ? this.upstream.oauth.refresh(grant) : undefined;
  }

  /** An answer that is not stored may be the only copy of a grant: a database that is away for a moment is waited for. */
  private async storeRenewed(connection: Connection, renewed: Grant): Promise<boolean> {
    const sealedTokens = this.vault.sealGrant(renewed, connection.id);
    const tokens = {
      sealedTokens,
      tokenExpiresAt: renewed.expiresAt,
      refreshTokenExpiresAt: renewed.refreshTokenExpiresAt,
      renewedAt: this.options.clock.now(),
      scopes: renewed.scopes,
    };
    const kept = await retry(async () => {
      if (await this.storedTokens.replaceTokens(connection, tokens)) return true;
      // Disconnected meanwhile: the grant to be revoked is the new one.
      await this.revocations.resealForConnection(connection, sealedTokens);
      return false;
    });
    if (kept) this.grantStatus.recordRenewal(connection);
    return kept;
  }

  /** `false`: what was refused is not what is stored by now. */
  private async recordFailure(
    connection: Connection,
    grant: Grant,
    error: unknown,
    ignoreMassFailure: boolean,
  ): Promise<boolean> {
    if (error instanceof ReauthorizationRequiredError)
      return this.grantStatus.recordRefusal(connection, grant, ignoreMassFailure);
    if (error instanceof UpstreamConfigurationError) await this.grantStatus.recordMisconfiguration(error.reason);
    if (error instanceof UpstreamGoneError) await this.grantStatus.recordGone(connection);
    return true;
  }
}
