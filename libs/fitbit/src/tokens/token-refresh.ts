import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  MalformedAnswerError,
  ReauthorizationRequiredError,
  UpstreamConfigurationError,
  UpstreamUnavailableError,
} from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { PendingRevocationRepository } from '../storage/pending-revocation.repository';
import { TokenRepository } from '../storage/token.repository';
import { FitbitUpstream, GoneAnswerError } from '../upstream/fitbit-upstream';
import { GrantStatusService, type RefusalRules } from './grant-status.service';
import { RefreshLease } from './refresh-lease';
import { TokenVault } from './token-vault';
import { UnstoredGrants } from './unstored-grants';

/** Long enough for a process that has lost its lease to store the tokens it received. */
const CONFIRMATION_DELAY_MS = 200;
/** The same when the lease expired: its holder may be alive and wait for the database. Longer than the pause of its attempts. */
const CONFIRMATION_DELAY_OF_REPEAT_MS = 1_000;

/** Refreshes the tokens of one connection, under a lease. */
@Injectable()
export class TokenRefresh {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly storedTokens: TokenRepository,
    private readonly revocations: PendingRevocationRepository,
    private readonly vault: TokenVault,
    private readonly upstream: FitbitUpstream,
    private readonly grantStatus: GrantStatusService,
    private readonly unstored: UnstoredGrants,
  ) {}

  /**
   * The new tokens, committed before they are returned. `undefined` when another caller holds the lease, or the stored
   * tokens were replaced meanwhile.
   *
   * @throws ReauthorizationRequiredError when the grant is lost. The connection's state then says so.
   * @throws UpstreamConfigurationError when the upstream refuses the application, or most grants at once.
   * @throws UpstreamGoneError once the upstream counts as shut down.
   * @throws UpstreamUnavailableError also when the new tokens cannot be stored for now.
   */
  async refresh(connection: Connection, grant: Grant, rules: RefusalRules): Promise<Grant | undefined> {
    const lease = await RefreshLease.take(this.storedTokens, connection);
    if (!lease) return undefined;
    let renewed: Grant | undefined;
    try {
      renewed = await this.request(connection, grant, lease);
    } catch (error) {
      try {
        if (await this.recordFailure(connection, grant, error, rules)) throw error;
        return undefined;
      } finally {
        await lease.end({ isFinished: isDecided(error, lease) });
      }
    }
    if (renewed) return (await this.store(connection, renewed, lease)) ? renewed : undefined;
    await lease.end({ isFinished: true });
    return undefined;
  }

  /** A refusal counts only after a confirmation: the row is read again and the upstream is asked again. */
  private async request(connection: Connection, grant: Grant, { isRepeat }: RefreshLease): Promise<Grant | undefined> {
    try {
      return await this.upstream.oauth.refresh(grant);
    } catch (error) {
      if (!(error instanceof ReauthorizationRequiredError)) throw error;
    }
    await sleep(isRepeat ? CONFIRMATION_DELAY_OF_REPEAT_MS : CONFIRMATION_DELAY_MS);
    const now = await this.connections.findById(connection.id);
    return now?.version === connection.version ? this.upstream.oauth.refresh(grant) : undefined;
  }

  /**
   * `false` when the stored tokens were replaced meanwhile, or the connection was removed. The lease lasts as long as the
   * attempts to store.
   */
  private store(connection: Connection, renewed: Grant, lease: RefreshLease): Promise<boolean> {
    const sealedTokens = this.vault.sealGrant(renewed, connection.id);
    const tokens = {
      sealedTokens,
      tokenExpiresAt: renewed.expiresAt,
      refreshTokenExpiresAt: renewed.refreshTokenExpiresAt,
      renewedAt: this.options.clock.now(),
      scopes: renewed.scopes,
    };
    const store = async () => {
      const stateBefore = await this.storedTokens.replaceTokens(connection, tokens);
      if (stateBefore === undefined) await this.keepForRevocation(connection, sealedTokens);
      else await this.grantStatus.recordRenewal(connection, stateBefore);
      return stateBefore !== undefined;
    };
    return this.unstored.keep(connection.id, store, () => lease.forget());
  }

  /**
   * If the user disconnected meanwhile, the pending revocation needs the new tokens. If it has been carried out, which
   * was with the old ones, the new ones become another; a sweep carries it out.
   */
  private async keepForRevocation(connection: Connection, sealedTokens: string): Promise<void> {
    if (await this.revocations.resealForConnection(connection, sealedTokens)) return;
    const { id: connectionId, upstream, upstreamUserId } = connection;
    if (await this.revocations.isConnected({ connectionId })) return;
    const disconnectedAt = this.options.clock.now();
    const revocation = { connectionId, userId: null, upstream, upstreamUserId, sealedTokens, disconnectedAt };
    await this.revocations.create({ ...revocation, id: randomUUID() });
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
    if (error instanceof GoneAnswerError) await this.grantStatus.recordGoneAnswer(connection);
    return true;
  }
}

/**
 * Whether the upstream's decision about these tokens is known. Without an answer it may have replaced them; 410 replaces
 * nothing. An earlier refresh without an answer stays in doubt until it is repeated: only a refusal of the grant tells, a
 * rate limit or a refusal of the application does not.
 */
function isDecided(error: unknown, { isRepeat }: Pick<RefreshLease, 'isRepeat'>): boolean {
  if (isRepeat) return error instanceof ReauthorizationRequiredError;
  if (error instanceof GoneAnswerError) return true;
  return !(error instanceof UpstreamUnavailableError || error instanceof MalformedAnswerError);
}
