import { Injectable, Logger } from '@nestjs/common';
import { AccessTokenRejectedError, AuthorizationRefusedError, ScopeMissingError } from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import type { Connection } from '../model/connection';
import type { Grant, UpstreamAccount } from '../model/grant';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { HistoryService } from '../sync/history.service';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { TokenVault } from '../tokens/token-vault';
import { FitbitUpstream, type UpstreamSession } from '../upstream/fitbit-upstream';
import { ConnectionQueue } from '../queue/connection.queue';
import { RevocationService } from './revocation.service';

export interface Connected {
  readonly connection: Connection;
  /** Selected resources that the user did not grant. */
  readonly missing: readonly ResourceName[];
}

/** Turns a new grant into a connection and starts its import. */
@Injectable()
export class ConnectService {
  private readonly logger = new Logger(ConnectService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly revocations: RevocationService,
    private readonly events: FitbitEvents,
    private readonly history: HistoryService,
    private readonly queue: ConnectionQueue,
    private readonly sessions: UpstreamSessions,
    private readonly upstream: FitbitUpstream,
    private readonly vault: TokenVault,
  ) {}

  /**
   * @throws AuthorizationRefusedError when the account belongs to another user. That grant is dropped, never revoked:
   * revoking it would end the other user's.
   * @throws ScopeMissingError when nothing that was selected may be read.
   */
  async connect(userId: string, grant: Grant): Promise<Connected> {
    const missing = this.missing(grant);
    if (missing.length > 0 && this.history.readableResources(grant).length === 0)
      throw new ScopeMissingError('any of the data');
    const session = this.sessions.open(userId, grant.accessToken, 'interactive');
    const account = await this.upstream.identify(session).catch(refuseDeadToken);
    const connection = await this.revocations.holdRevocationsDuring(account.upstreamUserId, () =>
      this.store(userId, grant, account, session),
    );
    this.tell(connection);
    if (this.options.subscribe) await this.startImport(connection);
    return { connection, missing };
  }

  /** The profile is asked for when nobody revokes any more: that shows whether the new grant is alive. */
  private async store(
    userId: string,
    grant: Grant,
    account: UpstreamAccount,
    session: UpstreamSession,
  ): Promise<Connection> {
    const known = await this.connections.findByUser(userId);
    const profile = await this.upstream.profile(session, grant.scopes, known).catch(refuseDeadToken);
    return this.connections.connect({
      userId,
      upstream: this.upstream.name,
      account,
      profile,
      scopes: grant.scopes,
      tokenExpiresAt: grant.expiresAt,
      refreshTokenExpiresAt: grant.refreshTokenExpiresAt,
      connectedAt: this.options.clock.now(),
      onAccountChange: this.options.onAccountChange,
      seal: (connectionId) => this.vault.sealGrant(grant, connectionId),
    });
  }

  private tell({ id: connectionId, userId, refreshTokenExpiresAt: end, connectedAt: at }: Connection): void {
    this.events.emit({ type: 'connection-state', connectionId, userId, state: 'active', at });
    if (end === null) return;
    this.logger.warn(
      `The grant of user ${userId} ends at ${end.toISOString()}, whatever happens: the upstream limits it. Google does ` +
        'so to projects whose consent screen is in "testing"; publish it to keep users connected for longer.',
    );
  }

  private missing({ scopes }: Grant): ResourceName[] {
    return this.options.resources.filter((name) => this.upstream.availability(name, scopes) === 'not_consented');
  }

  /** The connection stands already: when the queue cannot be reached the worker's next look finds the holes. */
  private async startImport(connection: Connection): Promise<void> {
    try {
      await this.queue.addSubscription(connection.id, connection.grantEpoch);
      const fetches = await this.history.startImport(connection);
      this.logger.log(`User ${connection.userId} connected; ${fetches} fetches are queued.`);
    } catch (error) {
      this.logger.error(`The import of connection ${connection.id} is not queued yet.`, (error as Error).stack);
    }
  }

  /** Reads the profile again, the time zone above all. */
  async refreshProfile(connection: Connection): Promise<void> {
    const profile = await this.sessions.withSession(connection, 'interactive', (session) =>
      this.upstream.profile(session, connection.scopes, connection),
    );
    await this.connections.updateProfile(connection, profile);
  }
}

/** A token that is refused at once was never good: the user starts again. */
function refuseDeadToken(error: unknown): never {
  throw error instanceof AccessTokenRejectedError
    ? new AuthorizationRefusedError('code_refused', { cause: error })
    : error;
}
