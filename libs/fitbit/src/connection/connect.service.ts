import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import {
  AccessTokenRejectedError,
  AuthorizationRefusedError,
  NotConnectedError,
  ReauthorizationRequiredError,
  ScopeMissingError,
} from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import type { Connection } from '../model/connection';
import type { Grant, UpstreamAccount } from '../model/grant';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { HistoryService } from '../sync/history.service';
import { Sealer } from '../tokens/sealer';
import { UpstreamSessions } from '../tokens/upstream-sessions';
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
    private readonly sealer: Sealer,
  ) {}

  /**
   * Identifies the account, stores the connection, tries the stored grant once and queues the import.
   *
   * @param stateHash - the authorization that the grant comes from
   * @throws AuthorizationRefusedError when the account belongs to another user. The new grant is then dropped and never
   * revoked, because revoking it would end the other user's grant.
   * It is also thrown when the user was erased meanwhile, and the new grant is then revoked; and when the stored grant was
   * revoked meanwhile, and the user has to start again.
   * @throws ScopeMissingError when the user granted access to none of the selected resources.
   */
  async connect(userId: string, grant: Grant, stateHash: string): Promise<Connected> {
    const missing = this.missing(grant);
    if (missing.length > 0 && this.history.readableResources(grant).length === 0)
      throw new ScopeMissingError('any of the data');
    const session = this.sessions.open(userId, grant.accessToken, 'interactive');
    const account = await this.upstream.identify(session).catch(refuseInvalidToken);
    const connection = await this.revocations
      .holdRevocationsDuring(account.upstreamUserId, () => this.store(userId, grant, account, session, stateHash))
      .catch((error: unknown) => this.revokeIfErased(error, grant, account));
    await this.tryGrant(connection);
    this.announce(connection);
    if (this.options.subscribe) await this.startImport(connection);
    return { connection, missing };
  }

  /** Reads the profile while no revocation is running: if that succeeds, the new grant is alive. */
  private async store(
    userId: string,
    grant: Grant,
    account: UpstreamAccount,
    session: UpstreamSession,
    stateHash: string,
  ): Promise<Connection> {
    const known = await this.connections.findByUser(userId);
    const profile = await this.upstream.profile(session, grant.scopes, known).catch(refuseInvalidToken);
    return this.connections.connect({
      userId,
      stateHash,
      upstream: this.upstream.name,
      account,
      profile,
      scopes: grant.scopes,
      tokenExpiresAt: grant.expiresAt,
      refreshTokenExpiresAt: grant.refreshTokenExpiresAt,
      connectedAt: this.options.clock.now(),
      onAccountChange: this.options.onAccountChange,
      seal: (connectionId) => this.sealer.sealGrant(grant, connectionId),
    });
  }

  /** A user who was erased while the callback ran must not keep a grant at the upstream either. */
  private async revokeIfErased(error: unknown, grant: Grant, { upstreamUserId }: UpstreamAccount): Promise<never> {
    if (error instanceof AuthorizationRefusedError && error.reason === 'state_invalid') {
      const connectionId = randomUUID();
      const sealedTokens = this.sealer.sealGrant(grant, connectionId);
      await this.revocations.revokeUnstored({ connectionId, upstreamUserId, sealedTokens });
    }
    throw error;
  }

  /**
   * Another process may have revoked an old grant of the account until the new one was stored, which ended both. An
   * upstream that does not answer leaves the question open; like any lost grant, it is then found by its next use.
   */
  private async tryGrant(connection: Connection): Promise<void> {
    try {
      await this.sessions.withSession(connection, 'interactive', (session) => this.upstream.identify(session));
    } catch (error) {
      if (error instanceof ReauthorizationRequiredError || error instanceof NotConnectedError)
        throw new AuthorizationRefusedError('code_refused', { cause: error });
      this.logger.warn(
        `The new grant of user ${connection.userId} (connection ${connection.id}) is stored but could not be tried: ` +
          (error as Error).message,
      );
    }
  }

  private announce({ id: connectionId, userId, refreshTokenExpiresAt: end, connectedAt: at }: Connection): void {
    this.events.emit({ type: 'connection-state', connectionId, userId, state: 'active', at });
    if (end === null) return;
    this.logger.warn(
      `The grant of user ${userId} (connection ${connectionId}) ends at ${end.toISOString()}; the user then has to ` +
        'connect again. Google limits the grants of projects whose consent screen is in "testing". Publish the consent ' +
        'screen to keep users connected for longer.',
    );
  }

  private missing({ scopes }: Grant): ResourceName[] {
    return this.options.resources.filter((name) => this.upstream.availability(name, scopes) === 'not_consented');
  }

  /** The connection is already stored: if the queue cannot be reached, a sweep finds the missing days. */
  private async startImport(connection: Connection): Promise<void> {
    try {
      await this.queue.addSubscription(connection.id, connection.grantEpoch);
      const fetches = await this.history.startImport(connection);
      this.logger.log(
        `User ${connection.userId} connected (connection ${connection.id}); ${fetches} fetches are queued.`,
      );
    } catch (error) {
      this.logger.error(
        `The import for user ${connection.userId} (connection ${connection.id}) is not queued yet; a sweep queues it ` +
          `later. ${(error as Error).message}`,
        (error as Error).stack,
      );
    }
  }

  /** Reads the profile again, mainly for the time zone. */
  async refreshProfile(connection: Connection): Promise<void> {
    const profile = await this.sessions.withSession(connection, 'interactive', (session) =>
      this.upstream.profile(session, connection.scopes, connection),
    );
    await this.connections.updateProfile(connection, profile);
  }
}

/** A token that the upstream rejects at once was never valid, so the user has to start again. */
function refuseInvalidToken(error: unknown): never {
  throw error instanceof AccessTokenRejectedError
    ? new AuthorizationRefusedError('code_refused', { cause: error })
    : error;
}
