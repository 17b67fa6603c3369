import { Injectable, Logger } from '@nestjs/common';
import type { Connection, ConnectionState } from '../model/connection';
import { type ConnectionPage, ConnectionRepository } from '../storage/connection.repository';
import { ConnectService } from './connect.service';

/** A connection as the host may see it, without its tokens. */
export type ConnectionSummary = Pick<
  Connection,
  | 'userId'
  | 'upstream'
  | 'upstreamUserId'
  | 'legacyUserId'
  | 'state'
  | 'timeZone'
  | 'memberSince'
  | 'scopes'
  | 'connectedAt'
> & {
  /**
   * When the grant ends on its own and the user has to connect again; `null` when it does not. Google limits grants to
   * seven days for projects whose consent screen is in "testing".
   */
  readonly grantExpiresAt: Date | null;
};

/** What the host's own code may ask about connections. */
@Injectable()
export class ConnectionsService {
  private readonly logger = new Logger(ConnectionsService.name);

  constructor(
    private readonly connections: ConnectionRepository,
    private readonly connecting: ConnectService,
  ) {}

  async isActive(userId: string | undefined): Promise<boolean> {
    return userId !== undefined && (await this.connections.findByUser(userId))?.state === 'active';
  }

  async find(userId: string): Promise<ConnectionSummary | undefined> {
    const connection = await this.connections.findByUser(userId);
    return connection && summaryOf(connection);
  }

  async list(page: Partial<ConnectionPage>): Promise<ConnectionSummary[]> {
    return (await this.connections.page({ limit: 100, ...page })).map(summaryOf);
  }

  count(): Promise<Partial<Record<ConnectionState, number>>> {
    return this.connections.countByState();
  }

  /** Never throws: it runs during the sign-in of the host. */
  async refreshProfile(userId: string): Promise<void> {
    try {
      const connection = await this.connections.findByUser(userId);
      if (connection?.state === 'active') await this.connecting.refreshProfile(connection);
    } catch (error) {
      this.logger.warn(
        `The profile of user ${userId} could not be refreshed at sign-in; the stored one stays: ${(error as Error).message}`,
      );
    }
  }
}

function summaryOf(connection: Connection): ConnectionSummary {
  const { userId, upstream, upstreamUserId, legacyUserId, state, timeZone, memberSince, scopes, connectedAt } =
    connection;
  const grantExpiresAt = connection.refreshTokenExpiresAt;
  return {
    userId,
    upstream,
    upstreamUserId,
    legacyUserId,
    state,
    timeZone,
    memberSince,
    scopes,
    connectedAt,
    grantExpiresAt,
  };
}
