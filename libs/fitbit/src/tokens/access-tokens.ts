import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  AccessTokenRejectedError,
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
import { GrantStatusService, type RefusalRules } from './grant-status.service';
import { TokenVault } from './token-vault';

/** Longer than the upstream's timeout plus the retries that store its answer, so only a dead process lets it expire. */
const LEASE_MS = 60_000;
const POLL_INTERVAL_MS = 100;
/** How long a caller waits for a refresh in another process. */
const MAX_WAIT_MS = LEASE_MS + 5_000;
/** Long enough for a process that has lost its lease to store the tokens it received. */
const CONFIRMATION_DELAY_MS = 200;
/** A token younger than this is not refreshed again when the upstream rejects it. */
const FRESH_MS = 60_000;

const ACTIVE: readonly ConnectionState[] = ['active'];
const RENEWABLE: readonly ConnectionState[] = ['active', 'reauthorization_required'];

interface ObtainRules extends RefusalRules {
  /** The states in which a connection may get a token. */
  readonly states: readonly ConnectionState[];
  /** Whether the stored grant will do, so that no refresh is needed. */
  readonly isEnough: (connection: Connection, grant: Grant) => boolean | Promise<boolean>;
}

/** Provides valid access tokens. At most one refresh runs per connection at a time, across all processes. */
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
   * Calls `use` with a valid access token. If the upstream rejects that token, calls it once more with a new one.
   *
   * @throws the errors of {@link acquire}, and those of `use`.
   */
  async withAccessToken<T>(connection: Connection, use: (accessToken: string) => Promise<T>): Promise<T> {
    const accessToken = await this.acquire(connection);
    try {
      return await use(accessToken);
    } catch (error) {
      // The 410 may come from a single route. The token endpoint decides whether the connection is gone.
      if (error instanceof UpstreamGoneError) await this.renew(connection).catch(() => undefined);
      if (!(error instanceof AccessTokenRejectedError)) throw error;
    }
    const renewed = await this.acquire(connection, accessToken);
    try {
      return await use(renewed);
    } catch (error) {
      // Only invalid_grant ends a grant. Rejecting a new token is a fault of the upstream.
      if (error instanceof AccessTokenRejectedError)
        throw new UpstreamUnavailableError('it refuses a fresh token', { cause: error });
      throw error;
    }
  }

  /**
   * Returns an access token that stays valid for at least `refreshLeewayMs`, refreshing the stored one if necessary.
   *
   * @param rejected - a token that the upstream has just rejected, never returned again
   * @throws ReauthorizationRequiredError when the grant is lost. The connection's state then says so.
   * @throws NotConnectedError when the connection was removed or is not active.
   * @throws UpstreamConfigurationError when the upstream refuses the application, or most grants at once.
   */
  async acquire(known: Connection, rejected?: string): Promise<string> {
    const isEnough = async (connection: Connection, { accessToken, expiresAt }: Grant) => {
      if (accessToken !== rejected) return this.untilMs(expiresAt) > this.options.refreshLeewayMs;
      if (connection.renewedAt === null || this.untilMs(connection.renewedAt) < -FRESH_MS) return false;
      await this.grantStatus.recordFreshTokenRefusal(connection);
      throw new UpstreamUnavailableError('it refuses a fresh token');
    };
    return this.obtain(known, { states: ACTIVE, isEnough });
  }

  /**
   * Refreshes the tokens even if they are still valid. A refresh that another caller has completed since `known` was
   * read counts. A lost grant is tried again: if the upstream accepts it, the connection becomes active.
   *
   * @throws ReauthorizationRequiredError when the grant is lost. The connection's state then says so.
   * @throws NotConnectedError when the connection was removed meanwhile, or only a new connect can restore it.
   * @throws UpstreamConfigurationError when the upstream refuses the application, or most grants at once.
   */
  async renew(known: Connection, rules: RefusalRules = {}): Promise<void> {
    const isEnough = ({ version }: Connection) => version !== known.version;
    await this.obtain(known, { ...rules, states: RENEWABLE, isEnough });
  }

  private async obtain(known: Connection, { states, isEnough, ...rules }: ObtainRules): Promise<string> {
    const deadline = Date.now() + MAX_WAIT_MS;
    let connection: Connection | undefined = known;
    while (Date.now() < deadline) {
      if (!connection || !states.includes(connection.state)) throw new NotConnectedError(known.userId);
      const seen: Connection = connection;
      const grant = this.vault.openGrant(seen.sealedTokens, seen.id);
      if (await isEnough(seen, grant)) return grant.accessToken;
      if (await this.storedTokens.leaseRefresh(seen, LEASE_MS)) {
        const renewed = await this.refresh(seen, grant, rules);
        if (renewed) return renewed.accessToken;
      }
      // Without the lease, either another caller is refreshing or `seen` is out of date.
      connection = await this.connections.findById(known.id);
      if (connection?.version === seen.version) await sleep(POLL_INTERVAL_MS);
    }
    throw new UpstreamUnavailableError('another process did not finish its token refresh');
  }

  private untilMs(date: Date): number {
    return date.getTime() - this.options.clock.now().getTime();
  }

  /** The new tokens, committed before they are used. `undefined` when the stored tokens were replaced meanwhile. */
  private async refresh(connection: Connection, grant: Grant, rules: RefusalRules): Promise<Grant | undefined> {
    try {
      const renewed = await this.requestRefresh(connection, grant);
      return renewed && (await this.storeRenewed(connection, renewed)) ? renewed : undefined;
    } catch (error) {
      if (await this.recordFailure(connection, grant, error, rules)) throw error;
      return undefined;
    } finally {
      await this.storedTokens.releaseRefreshLease(connection).catch(() => undefined); // a lease also expires by itself
    }
  }

  /** A refusal counts only after a confirmation: the row is read again and the upstream is asked again. */
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

  /** `false` when the stored tokens were replaced meanwhile, or the connection was removed. */
  private async storeRenewed(connection: Connection, renewed: Grant): Promise<boolean> {
    const renewedAt = this.options.clock.now();
    const stored = await this.vault.storeSealed(renewed, connection.id, async (sealedTokens) => {
      const tokens = {
        sealedTokens,
        tokenExpiresAt: renewed.expiresAt,
        refreshTokenExpiresAt: renewed.refreshTokenExpiresAt,
        renewedAt,
        scopes: renewed.scopes,
      };
      if (await this.storedTokens.replaceTokens(connection, tokens)) return true;
      // If the user disconnected meanwhile, the pending revocation needs the new tokens.
      await this.revocations.resealForConnection(connection, sealedTokens);
      return false;
    });
    if (stored) this.grantStatus.recordRenewal(connection);
    return stored;
  }

  /** `false` when the refused tokens are no longer the stored ones. */
  private async recordFailure(
    connection: Connection,
    grant: Grant,
    error: unknown,
    rules: RefusalRules,
  ): Promise<boolean> {
    if (error instanceof ReauthorizationRequiredError) return this.grantStatus.recordRefusal(connection, grant, rules);
    if (error instanceof UpstreamConfigurationError) await this.grantStatus.recordMisconfiguration(error.reason);
    if (error instanceof UpstreamGoneError) await this.grantStatus.recordGone(connection);
    return true;
  }
}
